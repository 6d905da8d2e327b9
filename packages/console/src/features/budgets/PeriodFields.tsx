import { Controller, type UseFormReturn, useWatch } from 'react-hook-form';
import { Check } from '../../ui/check.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { AMOUNT } from '../workloads/form.ts';
import { type BudgetFields, PERIODS } from './fields.ts';
import { periodLabels, formText as text } from './text.ts';

const PERIOD_CHOICES = PERIODS.map((value) => ({ value, label: periodLabels[value] }));

interface PeriodFieldsProps {
  form: UseFormReturn<BudgetFields>;
  faultAt: (apiField: string) => string | undefined;
  zone: string;
  /** Of the organization. */
  currency: string;
}

/** How much in how much time, and what becomes of the rest. */
export function PeriodFields({ form, faultAt, zone, currency }: PeriodFieldsProps) {
  const { control, register, formState } = form;
  const { errors } = formState;
  const [period, rollsOver, own] = useWatch({ control, name: ['period', 'rollsOver', 'currency'] });
  const isForeign = own.trim().toUpperCase() !== currency;
  const isAmount = (value: string) => AMOUNT.test(value.trim()) || text.amountRule;
  const date = (label: string, name: 'startsAt' | 'endsAt', apiField: string) => (
    <Field label={label} error={errors[name]?.message ?? faultAt(apiField)}>
      {(tie) => <Input type="datetime-local" {...tie} {...register(name, { required: text.dateRule })} />}
    </Field>
  );
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)_6rem] items-start gap-4 sm:grid-cols-[minmax(0,1fr)_6rem_minmax(0,1fr)]">
        <Field label={text.amount} error={errors.amount?.message ?? faultAt('amount')}>
          {(tie) => (
            <Input
              {...tie}
              {...register('amount', { required: text.required, validate: isAmount })}
              inputMode="decimal"
              autoComplete="off"
            />
          )}
        </Field>
        <Field label={text.currency} error={faultAt('currency')}>
          {(tie) => (
            <Input
              {...tie}
              {...register('currency')}
              maxLength={3}
              autoComplete="off"
              className="uppercase"
            />
          )}
        </Field>
        <Field
          label={text.period}
          hint={period === 'total' ? undefined : text.periodHint(zone)}
          error={faultAt('period')}
          className="max-sm:col-span-2"
        >
          {({ id }) => (
            <Controller
              control={control}
              name="period"
              render={({ field }) => (
                <Select
                  id={id}
                  label={text.period}
                  value={field.value}
                  choices={PERIOD_CHOICES}
                  onChange={field.onChange}
                  className="!h-9 w-full"
                />
              )}
            />
          )}
        </Field>
      </div>
      {isForeign ? (
        <Field
          label={text.rate}
          hint={text.rateHint(currency, own.trim().toUpperCase())}
          error={errors.exchangeRate?.message ?? faultAt('exchange_rate')}
        >
          {(tie) => (
            <Input
              {...tie}
              {...register('exchangeRate', { required: text.required, validate: isAmount })}
              inputMode="decimal"
              autoComplete="off"
            />
          )}
        </Field>
      ) : null}
      {period === 'fixed' ? (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          {date(text.startsAt, 'startsAt', 'starts_at')}
          {date(text.endsAt, 'endsAt', 'ends_at')}
        </div>
      ) : null}
      {period === 'fixed' || period === 'total' ? null : (
        <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_12rem]">
          <Check label={text.rollOver} hint={text.rollOverHint} {...register('rollsOver')} />
          {rollsOver ? (
            <Field
              label={text.rollOverMax}
              optional
              error={errors.rollOverMax?.message ?? faultAt('roll_over_max')}
            >
              {(tie) => (
                <Input
                  {...tie}
                  {...register('rollOverMax', {
                    validate: (value) => value.trim() === '' || isAmount(value),
                  })}
                  inputMode="decimal"
                  autoComplete="off"
                />
              )}
            </Field>
          ) : null}
        </div>
      )}
    </>
  );
}
