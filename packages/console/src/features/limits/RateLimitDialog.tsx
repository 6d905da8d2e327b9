import { useQuery } from '@tanstack/react-query';
import type { RateLimit } from '@weir/core/contract';
import { useId } from 'react';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { changeRateLimit, createRateLimit } from '../../api/limit-mutations.ts';
import { organizationQuery } from '../../api/queries.ts';
import { Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { ScopeEditor } from '../budgets/ScopeEditor.tsx';
import { isFilled, SCOPE_DIMENSIONS, scopeLabel } from '../budgets/scope.ts';
import { scopeText } from '../budgets/text.ts';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { text as recordText } from '../records/text.ts';
import { AMOUNT } from '../workloads/form.ts';
import {
  METRICS,
  type RateFields,
  rateFieldsOf,
  toNewRateLimit,
  toRateLimitChange,
  windowLabel,
} from './prepare.ts';
import { metricLabels, rateFormText as text } from './text.ts';

const METRIC_CHOICES = METRICS.map((value) => ({ value, label: metricLabels[value] }));
const WINDOWS = Object.keys(text.windows).map(Number);
const MOST_WAIT_MS = 60_000;
const isWait = (value: string) =>
  (/^\d+$/.test(value.trim()) && Number(value) <= MOST_WAIT_MS) || text.queueRule;
const isAmount = (value: string) => (AMOUNT.test(value.trim()) && /[1-9]/.test(value)) || text.amountRule;

interface RateLimitDialogProps {
  /** Absent: creates one. */
  limit?: RateLimit;
  onClose: () => void;
}

export default function RateLimitDialog({ limit, onClose }: RateLimitDialogProps) {
  const isNew = limit === undefined;
  const dimensions = useId();
  const currency = useQuery(organizationQuery()).data?.currency ?? 'USD';
  const form = useForm<RateFields>({ defaultValues: rateFieldsOf(limit) });
  const { control, register, formState } = form;
  const { errors } = formState;
  const [metric, window] = useWatch({ control, name: ['metric', 'window'] });
  const windows = [...new Set([...WINDOWS, Number(window)])].sort((a, b) => a - b);
  return (
    <RecordDialog
      wide
      form={form}
      title={isNew ? text.title : recordText.change(limit.id)}
      lead={isNew ? text.lead : text.changeLead}
      save={(fields) =>
        limit === undefined
          ? createRateLimit(toNewRateLimit(fields))
          : changeRateLimit(limit.id, toRateLimitChange(fields, limit.id))
      }
      done={isNew ? text.created : text.changed}
      submit={isNew ? text.submit : recordText.save}
      explains={['name', 'scope', 'metric', 'limit', 'window_seconds', 'per', 'burst', 'queue_ms']}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          {isNew ? (
            <>
              <Controller
                control={control}
                name="scope"
                rules={{ validate: (rows) => rows.every(isFilled) || scopeText.needed }}
                render={({ field }) => (
                  <ScopeEditor
                    rows={field.value}
                    onChange={field.onChange}
                    error={errors.scope?.message ?? faultAt('scope')}
                  />
                )}
              />
              <Field label={text.metric} error={faultAt('metric')}>
                {({ id }) => (
                  <Controller
                    control={control}
                    name="metric"
                    render={({ field }) => (
                      <Select
                        id={id}
                        label={text.metric}
                        value={field.value}
                        choices={METRIC_CHOICES}
                        onChange={field.onChange}
                        className="!h-9 w-full"
                      />
                    )}
                  />
                )}
              </Field>
            </>
          ) : null}
          <div className="grid grid-cols-2 items-start gap-4">
            <Field
              label={text.limit}
              hint={metric === 'cost' ? text.limitHint(currency) : undefined}
              error={errors.limit?.message ?? faultAt('limit')}
            >
              {(tie) => (
                <Input
                  {...tie}
                  {...register('limit', { validate: isAmount })}
                  inputMode="decimal"
                  autoComplete="off"
                />
              )}
            </Field>
            {metric === 'concurrent' ? null : (
              <Field label={text.window} error={faultAt('window_seconds')}>
                {({ id }) => (
                  <Controller
                    control={control}
                    name="window"
                    render={({ field }) => (
                      <Select
                        id={id}
                        label={text.window}
                        value={field.value}
                        choices={windows.map((one) => ({ value: String(one), label: windowLabel(one) }))}
                        onChange={field.onChange}
                        className="!h-9 w-full"
                      />
                    )}
                  />
                )}
              </Field>
            )}
          </div>
          {isNew ? (
            <Field label={text.per} hint={text.perHint} error={faultAt('per')} optional>
              {(tie) => (
                <>
                  <Input
                    {...tie}
                    {...register('per')}
                    list={dimensions}
                    autoComplete="off"
                    spellCheck={false}
                  />
                  <datalist id={dimensions}>
                    {SCOPE_DIMENSIONS.map((name) => (
                      <option key={name} value={name}>
                        {scopeLabel(name)}
                      </option>
                    ))}
                  </datalist>
                </>
              )}
            </Field>
          ) : null}
          <div className="grid items-start gap-4 sm:grid-cols-2">
            {metric === 'concurrent' ? null : (
              <Field
                label={text.burst}
                hint={text.burstHint}
                error={errors.burst?.message ?? faultAt('burst')}
                optional
              >
                {(tie) => (
                  <Input
                    {...tie}
                    {...register('burst', { validate: (value) => value.trim() === '' || isAmount(value) })}
                    inputMode="decimal"
                    autoComplete="off"
                  />
                )}
              </Field>
            )}
            <Field
              label={text.queue}
              hint={text.queueHint}
              error={errors.queueMs?.message ?? faultAt('queue_ms')}
            >
              {(tie) => (
                <Input
                  {...tie}
                  {...register('queueMs', { validate: isWait })}
                  inputMode="numeric"
                  autoComplete="off"
                />
              )}
            </Field>
          </div>
          <Field label={recordText.name} hint={recordText.nameHint} error={faultAt('name')} optional>
            {(tie) => <Input {...tie} {...register('name')} maxLength={200} autoComplete="off" />}
          </Field>
        </>
      )}
    </RecordDialog>
  );
}
