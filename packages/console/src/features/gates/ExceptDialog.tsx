import { useQuery } from '@tanstack/react-query';
import type { GateItem, GateStatus } from '@weir/core/contract';
import { Controller, useForm } from 'react-hook-form';
import { exceptGate } from '../../api/gate-queries.ts';
import { peopleQuery } from '../../api/people-queries.ts';
import { workloadQuery } from '../../api/queries.ts';
import { dayStart } from '../../format/days.ts';
import { toInputValue } from '../../format/time.ts';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { useZone } from '../scope/useZone.ts';
import { DeciderField, DecisionDialog } from './DecisionDialog.tsx';
import { decidersOf, EXCEPTION_ROLES } from './prepare.ts';
import { reviewText, exceptText as text } from './text.ts';

interface Fields {
  grantedBy: string;
  reason: string;
  until: string;
}
type Requirement = Parameters<typeof exceptGate>[1]['item'];
const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;
const MOST_DAYS = 90;

interface ExceptDialogProps {
  gate: GateStatus;
  /** A requirement: questions are not excepted. */
  item: GateItem;
  onClose: () => void;
}

export default function ExceptDialog({ gate, item, onClose }: ExceptDialogProps) {
  const zone = useZone();
  const people = useQuery(peopleQuery()).data;
  const workload = useQuery(workloadQuery(gate.workload)).data;
  const deciders = decidersOf(people ?? [], EXCEPTION_ROLES, workload);
  const dayIn = (days: number) => toInputValue(new Date(Date.now() + days * DAY_MS), zone).slice(0, 10);
  const form = useForm<Fields>({ defaultValues: { grantedBy: '', reason: '', until: dayIn(USUAL_DAYS) } });
  const { control, register, formState } = form;
  const isKnown = people !== undefined && workload !== undefined;
  const isInTime = (day: string) => {
    const at = Date.parse(dayStart(day, zone) ?? '');
    return at > Date.now() && at <= Date.now() + MOST_DAYS * DAY_MS;
  };
  return (
    <DecisionDialog
      gate={gate}
      item={item}
      lead={text.lead}
      form={form}
      decide={({ grantedBy, reason, until }, revision) =>
        exceptGate(gate.workload, {
          item: item.id as Requirement,
          reason: reason.trim(),
          granted_by: grantedBy,
          until: dayStart(until, zone) ?? until,
          revision,
        })
      }
      done={() => text.granted(item.title)}
      submit={() => text.submit}
      explains={['granted_by', 'reason', 'until']}
      isBlocked={isKnown && deciders.length === 0}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          {isKnown ? (
            <Controller
              control={control}
              name="grantedBy"
              rules={{ required: reviewText.required }}
              render={({ field }) => (
                <DeciderField
                  label={text.grantedBy}
                  hint={text.grantedHint}
                  nobody={text.nobody}
                  deciders={deciders}
                  value={field.value}
                  error={formState.errors.grantedBy?.message ?? faultAt('granted_by')}
                  onChange={field.onChange}
                />
              )}
            />
          ) : null}
          <Field
            label={text.reason}
            hint={text.reasonHint}
            error={formState.errors.reason?.message ?? faultAt('reason')}
          >
            {(tie) => (
              <TextArea
                {...tie}
                maxLength={2000}
                {...register('reason', { validate: (reason) => reason.trim() !== '' || reviewText.required })}
              />
            )}
          </Field>
          <Field
            label={text.until}
            hint={text.untilHint(zone)}
            error={formState.errors.until?.message ?? faultAt('until')}
            className="max-w-56"
          >
            {(tie) => (
              <Input
                type="date"
                {...tie}
                min={dayIn(1)}
                max={dayIn(MOST_DAYS)}
                {...register('until', { validate: (day) => isInTime(day) || text.untilRule })}
              />
            )}
          </Field>
        </>
      )}
    </DecisionDialog>
  );
}
