import { useQuery } from '@tanstack/react-query';
import type { Workload } from '@weir/core/contract';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { changePolicies } from '../../api/gateway-mutations.ts';
import { dataClassesQuery } from '../../api/gateway-queries.ts';
import { Check } from '../../ui/check.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { text as recordText } from '../records/text.ts';
import { type DataFields, DETECTORS, dataFieldsOf, isPercent, isWhole, toDataPolicy } from './fields.ts';
import { actionLabels, detectorLabels, text as shared, dataText as text } from './text.ts';

const ACTIONS = (['off', 'flag', 'redact', 'block'] as const).map((value) => ({
  value,
  label: actionLabels[value],
}));
const MOST_DAYS = 3_650;

export function DataPolicyDialog({ workload, onClose }: { workload: Workload; onClose: () => void }) {
  const { id } = workload;
  const classes = useQuery(dataClassesQuery()).data ?? [];
  const form = useForm<DataFields>({ defaultValues: dataFieldsOf(workload.data) });
  const { register, control, formState } = form;
  const { errors } = formState;
  const keeps = useWatch({ control, name: 'keeps' });
  return (
    <RecordDialog
      wide
      form={form}
      title={text.title(id)}
      lead={text.lead}
      save={(fields) => changePolicies(id, { data: toDataPolicy(fields) })}
      done={() => shared.saved(shared.data, id)}
      submit={recordText.save}
      explains={['data.class', 'data.retention.days', 'data.retention.sample_percent']}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          <Field label={text.class} hint={text.classHint} error={faultAt('data.class')}>
            {(tie) => (
              <Controller
                control={control}
                name="class"
                render={({ field }) => (
                  <Select
                    id={tie.id}
                    label={text.class}
                    value={field.value}
                    choices={[
                      { value: '', label: text.noClass },
                      ...classes.map((one) => ({ value: one.id, label: one.id })),
                    ]}
                    onChange={field.onChange}
                    className="h-9 w-full"
                  />
                )}
              />
            )}
          </Field>
          <fieldset className="min-w-0">
            <legend className="mb-1 text-sm font-medium">{text.detectors}</legend>
            <p className="mb-3 text-xs text-ink-3">{text.detectorsHint}</p>
            <div className="grid gap-x-8 gap-y-2 md:grid-cols-1">
              {DETECTORS.map((name) => (
                <div
                  key={name}
                  className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-sm"
                >
                  {detectorLabels[name]}
                  <Controller
                    control={control}
                    name={`detectors.${name}`}
                    render={({ field }) => (
                      <Segmented
                        label={text.action(detectorLabels[name])}
                        value={field.value}
                        choices={ACTIONS}
                        onChange={field.onChange}
                      />
                    )}
                  />
                </div>
              ))}
            </div>
          </fieldset>
          <Check label={text.answers} hint={text.answersHint} {...register('answers')} />
          <Check label={text.keeps} hint={text.keepsHint} {...register('keeps')} />
          {keeps ? (
            <div className="grid grid-cols-2 items-start gap-4 border-l-2 border-line pl-4">
              <Field label={text.days} error={errors.days?.message ?? faultAt('data.retention.days')}>
                {(tie) => (
                  <Input
                    {...tie}
                    {...register('days', { validate: (value) => isWhole(value, MOST_DAYS) || text.daysRule })}
                    inputMode="numeric"
                    autoComplete="off"
                  />
                )}
              </Field>
              <Field
                label={text.sample}
                error={errors.samplePercent?.message ?? faultAt('data.retention.sample_percent')}
              >
                {(tie) => (
                  <Input
                    {...tie}
                    {...register('samplePercent', {
                      validate: (value) => isPercent(value) || text.percentRule,
                    })}
                    inputMode="decimal"
                    autoComplete="off"
                  />
                )}
              </Field>
            </div>
          ) : null}
        </>
      )}
    </RecordDialog>
  );
}
