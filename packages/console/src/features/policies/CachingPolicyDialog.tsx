import type { Workload } from '@weir/core/contract';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { changePolicies } from '../../api/gateway-mutations.ts';
import { Check } from '../../ui/check.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { text as recordText } from '../records/text.ts';
import { type CachingFields, cachingFieldsOf, toCachingPolicy } from './fields.ts';
import { text as shared, cachingText as text, unitLabels } from './text.ts';

const UNITS = (['minutes', 'hours', 'days'] as const).map((value) => ({ value, label: unitLabels[value] }));
const LONGEST_SECONDS = 2_592_000;

const isTime = (_: string, fields: CachingFields) => {
  const policy = toCachingPolicy(fields);
  const seconds = policy?.exact?.ttl_seconds;
  return seconds === undefined || (seconds > 0 && seconds <= LONGEST_SECONDS) || text.ttlRule;
};

export function CachingPolicyDialog({ workload, onClose }: { workload: Workload; onClose: () => void }) {
  const { id } = workload;
  const form = useForm<CachingFields>({ defaultValues: cachingFieldsOf(workload.caching) });
  const { register, control, formState } = form;
  const exact = useWatch({ control, name: 'exact' });
  return (
    <RecordDialog
      form={form}
      title={text.title(id)}
      lead={text.lead}
      save={(fields) => changePolicies(id, { caching: toCachingPolicy(fields) })}
      done={() => shared.saved(shared.caching, id)}
      submit={recordText.save}
      explains={['caching.exact.ttl_seconds']}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          <Check label={text.exact} hint={text.exactHint} {...register('exact')} />
          {exact ? (
            <div className="flex flex-col gap-4 border-l-2 border-line pl-4">
              <div className="grid grid-cols-2 items-start gap-4">
                <Field
                  label={text.ttl}
                  error={formState.errors.ttl?.message ?? faultAt('caching.exact.ttl_seconds')}
                >
                  {(tie) => (
                    <Input
                      {...tie}
                      {...register('ttl', { validate: isTime })}
                      inputMode="decimal"
                      autoComplete="off"
                    />
                  )}
                </Field>
                <Field label={text.unit}>
                  {(tie) => (
                    <Controller
                      control={control}
                      name="unit"
                      render={({ field }) => (
                        <Select
                          id={tie.id}
                          label={text.unit}
                          value={field.value}
                          choices={UNITS}
                          onChange={field.onChange}
                          className="h-9 w-full"
                        />
                      )}
                    />
                  )}
                </Field>
              </div>
              <Check label={text.perUser} hint={text.perUserHint} {...register('perUser')} />
              <Check
                label={text.anyTemperature}
                hint={text.anyTemperatureHint}
                {...register('anyTemperature')}
              />
            </div>
          ) : null}
          <Check label={text.prompt} hint={text.promptHint} {...register('prompt')} />
        </>
      )}
    </RecordDialog>
  );
}
