import { useQuery } from '@tanstack/react-query';
import { Controller, useForm, useWatch } from 'react-hook-form';
import type { NewRule } from '../../api/attribution-queries.ts';
import { workloadsQuery } from '../../api/queries.ts';
import { dayStart } from '../../format/days.ts';
import { toInputValue } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Select } from '../../ui/select.tsx';
import { IdField } from '../records/IdField.tsx';
import { useZone } from '../scope/useZone.ts';
import { type Pair, pairFault, tagsOf } from '../tags/pairs.ts';
import { TagsEditor } from '../tags/TagsEditor.tsx';
import { ConditionsEditor } from './ConditionsEditor.tsx';
import { type Condition, conditionsOf, whenOfConditions } from './conditions.ts';
import { type Work, whenOf } from './coverage.ts';
import { Matching } from './Matching.tsx';
import { conditionText, claimText as text } from './text.ts';

export type Claim = NewRule;

interface Fields {
  id: string;
  conditions: Condition[];
  workload: string;
  tags: Pair[];
  since: string;
  until: string;
  reason: string;
}

interface ClaimFormProps {
  work: Work | undefined;
  since: string;
  id: string;
  isBusy: boolean;
  error: unknown;
  faultAt: (apiField: string) => string | undefined;
  onSave: (claim: Claim) => void;
}
const EXPLAINED = ['id', 'when', 'set', 'since', 'until', 'reason'];
const TAGS = ['owner', 'team', 'cost_center', 'application', 'use_case', 'business_process'];

const setOf = ({ workload, tags }: Pick<Fields, 'workload' | 'tags'>) => ({
  ...tagsOf(tags),
  ...(workload === '' ? {} : { workload }),
});

/** Which calls, whose they become, since when, and how one knows. */
export function ClaimForm({ work, since, id, isBusy, error, faultAt, onSave }: ClaimFormProps) {
  const zone = useZone();
  const workloads = (useQuery(workloadsQuery()).data ?? []).filter(({ stage }) => stage !== 'retired');
  const form = useForm<Fields>({
    defaultValues: {
      id,
      conditions: conditionsOf(work === undefined ? { workload: [''] } : whenOf(work)),
      workload: work?.workload ?? '',
      tags: [],
      since: toInputValue(new Date(since), zone).slice(0, 10),
      until: '',
      reason: '',
    },
  });
  const { control, register, formState, handleSubmit } = form;
  const { errors } = formState;
  const shown = useWatch({ control }) as Fields;
  const when = whenOfConditions(shown.conditions);
  const isExplained = EXPLAINED.some((field) => faultAt(field) !== undefined);
  const save = (fields: Fields) => {
    const until = dayStart(fields.until, zone);
    onSave({
      id: fields.id.trim(),
      when: whenOfConditions(fields.conditions),
      set: setOf(fields),
      since: dayStart(fields.since, zone) ?? fields.since,
      reason: fields.reason.trim(),
      ...(until === undefined ? {} : { until }),
    });
  };
  return (
    <form noValidate className="flex flex-col gap-4" onSubmit={handleSubmit(save)}>
      <Controller
        control={control}
        name="conditions"
        render={({ field }) => (
          <ConditionsEditor
            label={conditionText.title}
            rows={field.value}
            error={faultAt('when')}
            onChange={field.onChange}
          />
        )}
      />
      <p className="-mt-2 text-xs text-ink-3">{conditionText.hint}</p>
      <Matching when={when} since={dayStart(shown.since, zone)} until={dayStart(shown.until, zone)} />
      <Controller
        control={control}
        name="workload"
        rules={{ validate: (_, fields) => Object.keys(setOf(fields)).length > 0 || text.nothingSet }}
        render={({ field }) => (
          <Field label={text.give} hint={text.giveHint} error={errors.workload?.message ?? faultAt('set')}>
            {({ id: tie }) => (
              <Select
                id={tie}
                label={text.give}
                value={field.value}
                onChange={field.onChange}
                choices={[
                  { value: '', label: text.noWorkload },
                  ...workloads.map((one) => ({
                    value: one.id,
                    label: one.id,
                    ...(one.name === one.id ? {} : { hint: one.name }),
                  })),
                ]}
                className="h-9 w-full"
              />
            )}
          </Field>
        )}
      />
      <Controller
        control={control}
        name="tags"
        rules={{ validate: (pairs) => pairFault(pairs) ?? true }}
        render={({ field }) => (
          <TagsEditor
            label={text.tags}
            hint={text.tagsHint}
            error={errors.tags?.message}
            pairs={field.value}
            onChange={field.onChange}
            names={TAGS}
          />
        )}
      />
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field
          label={text.since}
          hint={text.sinceHint(zone)}
          error={errors.since?.message ?? faultAt('since')}
        >
          {(tie) => <Input type="date" {...tie} {...register('since', { required: text.sinceRule })} />}
        </Field>
        <Field
          label={text.until}
          hint={text.untilHint}
          error={errors.until?.message ?? faultAt('until')}
          optional
        >
          {(tie) => (
            <Input
              type="date"
              {...tie}
              {...register('until', {
                validate: (until, fields) => until === '' || until > fields.since || text.untilRule,
              })}
            />
          )}
        </Field>
      </div>
      <Field label={text.reason} hint={text.reasonHint} error={errors.reason?.message ?? faultAt('reason')}>
        {(tie) => (
          <TextArea
            {...tie}
            maxLength={500}
            {...register('reason', { validate: (reason) => reason.trim() !== '' || text.reasonRule })}
          />
        )}
      </Field>
      <IdField form={form} hint={text.id} fault={faultAt('id')} />
      {error === null || isExplained ? null : <Failure error={error} />}
      <div className="sticky -bottom-5 -mx-5 -mb-5 flex justify-end border-t border-line bg-surface px-5 py-3">
        <Button type="submit" look="primary" disabled={isBusy}>
          {isBusy ? text.saving : text.save}
        </Button>
      </div>
    </form>
  );
}
