import { useForm } from 'react-hook-form';
import { createExchangeRate } from '../../api/price-mutations.ts';
import { dayStart } from '../../format/days.ts';
import { Field, Input } from '../../ui/field.tsx';
import { RecordDialog } from '../records/RecordDialog.tsx';
import { useZone } from '../scope/useZone.ts';
import { text as common, ratesText as text } from './text.ts';

const CURRENCY = /^[A-Za-z]{3}$/;
const isRate = (value: string) => /^\d+(\.\d+)?$/.test(value.trim()) && /[1-9]/.test(value);

interface Fields {
  base: string;
  quote: string;
  rate: string;
  from: string;
  source: string;
}

export default function RateDialog({ currency, onClose }: { currency: string; onClose: () => void }) {
  const zone = useZone();
  const form = useForm<Fields>({
    defaultValues: {
      base: currency === 'EUR' ? 'USD' : 'EUR',
      quote: currency,
      rate: '',
      from: '',
      source: '',
    },
  });
  const { register, formState } = form;
  const { errors } = formState;
  const code = (name: 'base' | 'quote', label: string, fault: string | undefined) => (
    <Field label={label} error={errors[name]?.message ?? fault}>
      {(tie) => (
        <Input
          {...tie}
          {...register(name, { validate: (value) => CURRENCY.test(value.trim()) || text.currencyRule })}
          maxLength={3}
          autoComplete="off"
          className="uppercase"
        />
      )}
    </Field>
  );
  return (
    <RecordDialog
      form={form}
      title={text.addTitle}
      lead={text.addLead}
      save={({ base, quote, rate, from, source }) => {
        const start = dayStart(from, zone);
        return createExchangeRate({
          base: base.trim().toUpperCase(),
          quote: quote.trim().toUpperCase(),
          rate: rate.trim(),
          ...(start === undefined ? {} : { from: start }),
          source: source.trim(),
        });
      }}
      done={() => text.done}
      submit={text.submit}
      explains={['base', 'quote', 'rate', 'from', 'source']}
      onClose={onClose}
    >
      {(faultAt) => (
        <>
          <div className="grid grid-cols-3 items-start gap-4">
            {code('base', text.base, faultAt('base'))}
            <Field label={text.rateField} error={errors.rate?.message ?? faultAt('rate')}>
              {(tie) => (
                <Input
                  {...tie}
                  {...register('rate', { validate: (value) => isRate(value) || text.rateRule })}
                  inputMode="decimal"
                  autoComplete="off"
                />
              )}
            </Field>
            {code('quote', text.quote, faultAt('quote'))}
          </div>
          <Field label={text.from} hint={text.fromHint} error={faultAt('from')} optional>
            {(tie) => <Input type="date" {...tie} {...register('from')} />}
          </Field>
          <Field label={text.source} error={errors.source?.message ?? faultAt('source')}>
            {(tie) => (
              <Input
                {...tie}
                {...register('source', { validate: (value) => value.trim() !== '' || common.required })}
                maxLength={500}
                autoComplete="off"
              />
            )}
          </Field>
        </>
      )}
    </RecordDialog>
  );
}
