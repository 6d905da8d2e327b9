import type { UseFormReturn } from 'react-hook-form';
import { SelectField, TextField } from '../records/inputs.tsx';
import { type ItemFields, isCurrency, isDecimal, isMonths, isPercent } from './item-fields.ts';
import { driverText, perText, itemForm as text } from './text.ts';

interface TermFieldsProps {
  form: UseFormReturn<ItemFields>;
  kind: ItemFields['kind'];
  faultAt: (apiField: string) => string | undefined;
}

const PER = (Object.keys(perText) as (keyof typeof perText)[]).map((value) => ({
  value,
  label: perText[value],
}));
const DRIVERS = (Object.keys(driverText) as (keyof typeof driverText)[]).map((value) => ({
  value,
  label: driverText[value].one,
}));
const decimal = (value: string) => isDecimal(value) || text.decimalRule;

/** What a cost comes to, by how it comes to it. */
export function TermFields({ form, kind, faultAt }: TermFieldsProps) {
  const currency = (
    <TextField
      form={form}
      name="currency"
      label={text.currency}
      fault={faultAt('terms.currency')}
      check={(value) => isCurrency(value) || text.currencyRule}
    />
  );
  const unit = (
    <TextField
      form={form}
      name="unit"
      label={text.unit}
      hint={text.unitHint}
      fault={faultAt('terms.unit')}
      check={(value) => value.trim() !== '' || text.required}
    />
  );
  const number = (name: 'amount' | 'rate' | 'unitsEach', label: string, api: string, hint?: string) => (
    <TextField
      form={form}
      name={name}
      label={label}
      {...(hint === undefined ? {} : { hint })}
      fault={faultAt(`terms.${api}`)}
      decimal
      check={decimal}
    />
  );
  return (
    // fields that stay keep what was typed; the key makes others register anew
    <div key={kind} className="grid items-start gap-4 sm:grid-cols-3">
      {kind === 'derived' ? (
        <>
          <TextField
            form={form}
            name="percent"
            label={text.percent}
            hint={text.percentHint}
            fault={faultAt('terms.percent')}
            decimal
            check={(value) => isPercent(value) || text.percentRule}
          />
          <SelectField
            form={form}
            name="driver"
            label={text.driver}
            choices={DRIVERS}
            fault={faultAt('terms.driver')}
          />
          {number('unitsEach', text.unitsEach, 'units_each', text.unitsEachHint)}
        </>
      ) : null}
      {kind === 'metered' || kind === 'derived' ? (
        <>
          {number('rate', text.rate, 'rate')}
          {unit}
        </>
      ) : (
        number('amount', text.amount, 'amount')
      )}
      {currency}
      {kind === 'recurring' ? (
        <SelectField form={form} name="per" label={text.per} choices={PER} fault={faultAt('terms.per')} />
      ) : null}
      {kind === 'amortised' ? (
        <TextField
          form={form}
          name="months"
          label={text.months}
          fault={faultAt('terms.months')}
          check={(value) => isMonths(value) || text.monthsRule}
        />
      ) : null}
    </div>
  );
}
