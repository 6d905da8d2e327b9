import { useQuery } from '@tanstack/react-query';
import type { Workload } from '@weir/core/contract';
import { Controller, type Path, useForm, useWatch } from 'react-hook-form';
import { changeLimits } from '../../api/limit-mutations.ts';
import { organizationQuery } from '../../api/queries.ts';
import { Check } from '../../ui/check.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { type Choice, Select } from '../../ui/select.tsx';
import { TIERS } from '../models/search.ts';
import { tierLabels } from '../models/text.ts';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { text as recordText } from '../records/text.ts';
import { AMOUNT } from '../workloads/form.ts';
import { type LimitFields, limitFieldsOf, toLimitsPolicy } from './limit-fields.ts';
import {
  COUNTS,
  countHints,
  countLabels,
  gateLabels,
  lossLabels,
  onLimitLabels,
  priorityLabels,
  limitsText as text,
} from './limits-text.ts';
import { TierChecks } from './TierChecks.tsx';
import { text as shared } from './text.ts';

const choicesOf = <V extends string>(labels: Record<V, string>) =>
  Object.entries<string>(labels).map(([value, label]): Choice<V> => ({ value: value as V, label }));
const PRIORITIES: Choice<LimitFields['priority']>[] = [
  { value: 'unset', label: text.priorityNone },
  ...choicesOf(priorityLabels),
];
const TIER_CHOICES = TIERS.map((value) => ({ value, label: tierLabels[value] }));
const isCount = (typed: string) =>
  typed.trim() === '' || /^[1-9]\d{0,11}$/.test(typed.trim()) || text.countRule;
const isCost = (typed: string) =>
  typed.trim() === '' || (AMOUNT.test(typed.trim()) && /[1-9]/.test(typed)) || text.amountRule;
const EXPLAINED = [
  ...COUNTS.map((name) => `limits.tasks.${name}`),
  'limits.tasks.max_cost',
  'limits.tasks.webhook',
  'limits.tasks.gate',
  'limits.tasks.degrade_to',
];

export function LimitsPolicyDialog({ workload, onClose }: { workload: Workload; onClose: () => void }) {
  const { id, limits } = workload;
  const currency = useQuery(organizationQuery()).data?.currency ?? 'USD';
  const form = useForm<LimitFields>({ defaultValues: limitFieldsOf(limits) });
  const { register, control, formState } = form;
  const { errors } = formState;
  const [limitsTasks, onLimit, gated] = useWatch({ control, name: ['limitsTasks', 'onLimit', 'gateTiers'] });
  const select = <V extends string>(
    label: string,
    name: Path<LimitFields>,
    choices: readonly Choice<V>[],
    more: { hint?: string; fault?: string | undefined } = {},
  ) => (
    <Field label={label} hint={more.hint} error={more.fault}>
      {(tie) => (
        <Controller
          control={control}
          name={name}
          render={({ field }) => (
            <Select
              id={tie.id}
              label={label}
              value={field.value as V}
              choices={choices}
              onChange={field.onChange}
              className="!h-9 w-full"
            />
          )}
        />
      )}
    </Field>
  );
  return (
    <RecordDialog
      wide
      form={form}
      title={text.title(id)}
      lead={text.lead}
      save={(fields) => changeLimits(id, toLimitsPolicy(fields, limits))}
      done={() => shared.saved(text.name, id)}
      submit={recordText.save}
      explains={EXPLAINED}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          {select(text.priority, 'priority', PRIORITIES, { hint: text.priorityHint })}
          <Check label={text.limitsTasks} hint={text.limitsTasksHint} {...register('limitsTasks')} />
          {limitsTasks ? (
            <div className="flex flex-col gap-4 border-l-2 border-line pl-4">
              <div className="grid grid-cols-2 items-start gap-4 sm:grid-cols-3">
                {COUNTS.map((name) => (
                  <Field
                    key={name}
                    label={countLabels[name]}
                    hint={countHints[name]}
                    error={errors.counts?.[name]?.message ?? faultAt(`limits.tasks.${name}`)}
                  >
                    {(tie) => (
                      <Input
                        {...tie}
                        {...register(`counts.${name}`, { validate: isCount })}
                        inputMode="numeric"
                        autoComplete="off"
                      />
                    )}
                  </Field>
                ))}
                <Field
                  label={text.cost}
                  hint={text.costHint(currency)}
                  error={errors.cost?.message ?? faultAt('limits.tasks.max_cost')}
                >
                  {(tie) => (
                    <Input
                      {...tie}
                      {...register('cost', { validate: isCost })}
                      inputMode="decimal"
                      autoComplete="off"
                    />
                  )}
                </Field>
              </div>
              <div className="grid items-start gap-4 sm:grid-cols-2">
                {select(text.onLimit, 'onLimit', choicesOf(onLimitLabels))}
                {onLimit === 'degrade'
                  ? select(text.degradeTier, 'degradeTier', TIER_CHOICES, {
                      fault: faultAt('limits.tasks.degrade_to'),
                    })
                  : null}
              </div>
              <TierChecks
                legend={text.gate}
                note={faultAt('limits.tasks.gate') ?? text.gateHint}
                field={register('gateTiers')}
              />
              {gated.length === 0 ? null : select(text.gateAction, 'gateAction', choicesOf(gateLabels))}
              <Check label={text.fromTrace} hint={text.fromTraceHint} {...register('fromTrace')} />
              <Field
                label={text.webhook}
                hint={text.webhookHint}
                error={faultAt('limits.tasks.webhook')}
                optional
              >
                {(tie) => <Input type="url" {...tie} {...register('webhook')} autoComplete="off" />}
              </Field>
              {select(text.loss, 'onLoss', choicesOf(lossLabels))}
            </div>
          ) : null}
        </>
      )}
    </RecordDialog>
  );
}
