import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { importExchangeRates } from '../../api/price-mutations.ts';
import { REGISTRY } from '../../api/queries.ts';
import { formatCount } from '../../format/number.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, INPUT_CLASS, Input, TextArea } from '../../ui/field.tsx';
import { Failure } from '../../ui/notice.tsx';
import { announce } from '../../ui/toast.tsx';
import { readRates } from './rates-csv.ts';
import { ratesText as text } from './text.ts';

interface Fields {
  csv: string;
  base: string;
  currencies: string;
  source: string;
}

const codes = (typed: string) =>
  typed
    .toUpperCase()
    .split(/[\s,]+/)
    .filter(Boolean);

/** Reads the rates in the page and tells what it found before anything is sent. */
export default function RateImportDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const form = useForm<Fields>({ defaultValues: { csv: '', base: 'EUR', currencies: '', source: 'CSV' } });
  const { control, register, setValue } = form;
  const { csv, base, currencies, source } = useWatch({ control }) as Fields;
  const { rates, fault } = useMemo(
    () =>
      readRates(csv, {
        base: base.trim().toUpperCase(),
        currencies: codes(currencies),
        source: source.trim() === '' ? 'CSV' : source.trim(),
      }),
    [csv, base, currencies, source],
  );
  const days = rates.map(({ from = '' }) => from.slice(0, 10)).sort();
  const sending = useMutation({
    mutationFn: () => importExchangeRates(rates),
    onSuccess: ({ added, unchanged }) => {
      void client.invalidateQueries({ queryKey: [REGISTRY] });
      announce(text.importDone(added, unchanged));
      onClose();
    },
  });
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    setValue('csv', await file.text());
    setValue('source', file.name);
  };
  return (
    <Dialog wide open onClose={onClose} title={text.importTitle} description={text.importLead}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={form.handleSubmit(() => rates.length > 0 && sending.mutate())}
      >
        <Field label={text.file}>
          {(tie) => (
            <input
              type="file"
              accept=".csv,text/csv"
              {...tie}
              className={`${INPUT_CLASS} py-1.5 file:mr-3 file:font-medium file:text-ink`}
              onChange={(event) => void take(event.target.files?.[0])}
            />
          )}
        </Field>
        <Field label={text.csvText} error={fault}>
          {(tie) => (
            <TextArea
              {...tie}
              {...register('csv')}
              className="max-h-40 font-mono text-xs"
              placeholder="date,base,quote,rate"
              spellCheck={false}
            />
          )}
        </Field>
        <div className="grid items-start gap-4 sm:grid-cols-3">
          <Field label={text.baseOfColumns} hint={text.baseOfColumnsHint}>
            {(tie) => <Input {...tie} {...register('base')} maxLength={3} className="uppercase" />}
          </Field>
          <Field label={text.onlyCurrencies} hint={text.onlyCurrenciesHint} optional>
            {(tie) => <Input {...tie} {...register('currencies')} className="uppercase" />}
          </Field>
          <Field label={text.importSource}>
            {(tie) => <Input {...tie} {...register('source')} maxLength={500} />}
          </Field>
        </div>
        <p aria-live="polite" className="rounded-md bg-sunken px-4 py-3 text-sm">
          {rates.length === 0
            ? (fault ?? text.nothing)
            : text.found(formatCount(rates.length), days[0] ?? '', days.at(-1) ?? '')}
        </p>
        {sending.error === null ? null : <Failure error={sending.error} />}
        <div className="sticky -bottom-5 -mx-5 -mb-5 flex justify-end border-t border-line bg-surface px-5 py-3">
          <Button type="submit" look="primary" disabled={rates.length === 0 || sending.isPending}>
            {text.importSubmit(rates.length)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
