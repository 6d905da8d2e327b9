import { useQuery } from '@tanstack/react-query';
import type { GateItem, GateStatus } from '@weir/core/contract';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { reviewGate } from '../../api/gate-queries.ts';
import { peopleQuery } from '../../api/people-queries.ts';
import { workloadQuery } from '../../api/queries.ts';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { roleLabels } from '../organization/people-text.ts';
import { DeciderField, DecisionDialog } from './DecisionDialog.tsx';
import { decidersOf } from './prepare.ts';
import { reviewText as text } from './text.ts';

interface Fields {
  reviewer: string;
  decision: 'approve' | 'reject';
  note: string;
  validDays: string;
}
const DECISIONS = ['approve', 'reject'] as const;
const isDays = (typed: string) => /^\d{1,3}$/.test(typed) && Number(typed) >= 1 && Number(typed) <= 730;

interface ReviewDialogProps {
  gate: GateStatus;
  item: GateItem;
  onClose: () => void;
}

export default function ReviewDialog({ gate, item, onClose }: ReviewDialogProps) {
  const people = useQuery(peopleQuery()).data;
  const workload = useQuery(workloadQuery(gate.workload)).data;
  const role = item.reviewer_role;
  const deciders = decidersOf(people ?? [], role === undefined ? [] : [role], workload);
  const form = useForm<Fields>({
    defaultValues: { reviewer: '', decision: 'approve', note: '', validDays: '365' },
  });
  const { control, register, formState } = form;
  const { decision = 'approve' } = useWatch({ control });
  const roleText = role === undefined ? '' : roleLabels[role];
  const isKnown = people !== undefined && workload !== undefined;
  return (
    <DecisionDialog
      gate={gate}
      item={item}
      lead={text.lead}
      form={form}
      decide={({ reviewer, note, validDays }, revision) =>
        reviewGate(gate.workload, {
          item: item.id,
          decision,
          reviewer,
          note: note.trim(),
          valid_days: Number(validDays),
          revision,
        })
      }
      done={() => (decision === 'approve' ? text.approved : text.rejected)(item.title)}
      submit={() => text.submit[decision]}
      explains={['reviewer', 'note', 'valid_days']}
      isBlocked={isKnown && deciders.length === 0}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          {isKnown ? (
            <Controller
              control={control}
              name="reviewer"
              rules={{ required: text.required }}
              render={({ field }) => (
                <DeciderField
                  label={text.reviewer}
                  hint={text.reviewerHint(roleText)}
                  nobody={text.noReviewer(roleText)}
                  deciders={deciders}
                  value={field.value}
                  error={formState.errors.reviewer?.message ?? faultAt('reviewer')}
                  onChange={field.onChange}
                />
              )}
            />
          ) : null}
          <div>
            <p className="mb-1 text-sm font-medium">{text.decision}</p>
            <Controller
              control={control}
              name="decision"
              render={({ field }) => (
                <Segmented
                  label={text.decision}
                  value={field.value}
                  choices={DECISIONS.map((value) => ({ value, label: text.decisions[value] }))}
                  onChange={field.onChange}
                />
              )}
            />
          </div>
          <Field
            label={text.note}
            hint={text.noteHint[item.kind]}
            error={formState.errors.note?.message ?? faultAt('note')}
          >
            {(tie) => (
              <TextArea
                {...tie}
                maxLength={2000}
                {...register('note', { validate: (note) => note.trim() !== '' || text.required })}
              />
            )}
          </Field>
          {decision === 'approve' ? (
            <Field
              label={text.validDays}
              hint={text.validDaysHint}
              error={formState.errors.validDays?.message ?? faultAt('valid_days')}
              className="max-w-48"
            >
              {(tie) => (
                <Input
                  {...tie}
                  inputMode="numeric"
                  {...register('validDays', { validate: (days) => isDays(days) || text.validDaysRule })}
                />
              )}
            </Field>
          ) : null}
        </>
      )}
    </DecisionDialog>
  );
}
