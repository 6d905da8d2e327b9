import { Controller, type UseFormReturn, useForm, useWatch } from 'react-hook-form';
import { createOverride } from '../../api/price-mutations.ts';
import { Field, Input } from '../../ui/field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { useZone } from '../scope/useZone.ts';
import {
  ANY_TIER,
  areRates,
  emptyOverride,
  isPercent,
  isReadable,
  NUMBER,
  type OverrideFields,
  TERM_KINDS,
  TIERS,
  toNewOverride,
} from './override-fields.ts';
import { inWords } from './override-words.ts';
import { RateRows } from './RateRows.tsx';
import { text as common, overrideText as text } from './text.ts';

const EXPLAINED = [
  'provider',
  'model',
  'rates',
  'multiplier',
  'discount_percent',
  'units',
  'tier',
  'region',
  'from',
  'until',
  'source',
];
const KIND_CHOICES = TERM_KINDS.map((value) => ({ value, label: text.kinds[value] }));
const TIER_CHOICES = [
  { value: ANY_TIER, label: text.anyTier },
  ...TIERS.map((value) => ({ value, label: value })),
] as const;

interface PartProps {
  form: UseFormReturn<OverrideFields>;
  faultAt: (apiField: string) => string | undefined;
}

function TermFields({ form, faultAt }: PartProps) {
  const { control, register, formState } = form;
  const { errors } = formState;
  const kind = useWatch({ control, name: 'kind' });
  return (
    <>
      <div>
        <p className="mb-1 text-sm font-medium">{text.kind}</p>
        <Controller
          control={control}
          name="kind"
          render={({ field }) => (
            <Segmented
              label={text.kind}
              value={field.value}
              choices={KIND_CHOICES}
              onChange={field.onChange}
            />
          )}
        />
      </div>
      {kind === 'rates' ? (
        <Controller
          control={control}
          name="rates"
          rules={{ validate: (rows) => areRates(rows) || text.ratesRule }}
          render={({ field }) => (
            <RateRows
              rows={field.value}
              onChange={field.onChange}
              error={errors.rates?.message ?? errors.rates?.root?.message ?? faultAt('rates')}
            />
          )}
        />
      ) : (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          {kind === 'multiplier' ? (
            <Field
              label={text.multiplier}
              hint={text.multiplierHint}
              error={errors.multiplier?.message ?? faultAt('multiplier')}
            >
              {(tie) => (
                <Input
                  {...tie}
                  {...register('multiplier', {
                    validate: (value) => NUMBER.test(value.trim()) || text.numberRule,
                  })}
                  inputMode="decimal"
                  autoComplete="off"
                />
              )}
            </Field>
          ) : (
            <Field label={text.percent} error={errors.percent?.message ?? faultAt('discount_percent')}>
              {(tie) => (
                <Input
                  {...tie}
                  {...register('percent', { validate: (value) => isPercent(value) || text.percentRule })}
                  inputMode="decimal"
                  autoComplete="off"
                />
              )}
            </Field>
          )}
          <Field label={text.onlyUnits} hint={text.onlyUnitsHint} error={faultAt('units')} optional>
            {(tie) => <Input {...tie} {...register('units')} autoComplete="off" spellCheck={false} />}
          </Field>
        </div>
      )}
    </>
  );
}

function ScopeFields({ form, faultAt }: PartProps) {
  const { control, register } = form;
  return (
    <div className="grid grid-cols-2 items-start gap-4">
      <Field label={text.tier} error={faultAt('tier')}>
        {({ id }) => (
          <Controller
            control={control}
            name="tier"
            render={({ field }) => (
              <Select
                id={id}
                label={text.tier}
                value={field.value}
                choices={TIER_CHOICES}
                onChange={field.onChange}
                className="!h-9 w-full"
              />
            )}
          />
        )}
      </Field>
      <Field label={text.region} hint={text.regionHint} error={faultAt('region')} optional>
        {(tie) => <Input {...tie} {...register('region')} autoComplete="off" spellCheck={false} />}
      </Field>
      <Field label={text.from} hint={text.fromHint} error={faultAt('from')} optional>
        {(tie) => <Input type="date" {...tie} {...register('from')} />}
      </Field>
      <Field label={text.until} hint={text.untilHint} error={faultAt('until')} optional>
        {(tie) => <Input type="date" {...tie} {...register('until')} />}
      </Field>
    </div>
  );
}

interface OverrideDialogProps {
  provider?: string;
  model?: string;
  onClose: () => void;
}

export default function OverrideDialog({ provider, model, onClose }: OverrideDialogProps) {
  const zone = useZone();
  const form = useForm<OverrideFields>({ defaultValues: emptyOverride(provider, model) });
  const { control, register, formState } = form;
  const { errors } = formState;
  const fields = useWatch({ control }) as OverrideFields;
  const sent = toNewOverride(fields, zone);
  return (
    <RecordDialog
      wide
      form={form}
      title={text.title}
      lead={text.lead}
      save={(all) => createOverride(toNewOverride(all, zone))}
      done={() => text.done}
      submit={text.submit}
      explains={EXPLAINED}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <Field
              label={text.provider}
              hint={text.providerHint}
              error={errors.provider?.message ?? faultAt('provider')}
            >
              {(tie) => (
                <Input
                  {...tie}
                  {...register('provider', {
                    validate: (value) => value.trim() !== '' || common.required,
                  })}
                  autoComplete="off"
                  spellCheck={false}
                />
              )}
            </Field>
            <Field label={text.model} hint={text.modelHint} error={faultAt('model')} optional>
              {(tie) => (
                <Input
                  {...tie}
                  {...register('model')}
                  placeholder="*"
                  autoComplete="off"
                  spellCheck={false}
                />
              )}
            </Field>
          </div>
          <TermFields form={form} faultAt={faultAt} />
          <ScopeFields form={form} faultAt={faultAt} />
          <Field
            label={text.source}
            hint={text.sourceHint}
            error={errors.source?.message ?? faultAt('source')}
          >
            {(tie) => (
              <Input
                {...tie}
                {...register('source', { validate: (value) => value.trim() !== '' || common.required })}
                maxLength={500}
                autoComplete="off"
              />
            )}
          </Field>
          <section
            aria-label={text.preview}
            aria-live="polite"
            className="rounded-md bg-sunken px-4 py-3 text-sm"
          >
            <h3 className="mb-1 text-xs font-medium text-ink-3">{text.preview}</h3>
            <p className={isReadable(fields) ? 'font-medium' : 'text-ink-2'}>
              {isReadable(fields)
                ? inWords({ ...sent, model: sent.model, from: sent.from, until: sent.until }, zone)
                : text.waiting}
            </p>
          </section>
        </>
      )}
    </RecordDialog>
  );
}
