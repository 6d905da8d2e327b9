import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { CostItem, CostQuantity } from '@weir/core/contract';
import { meteredCost } from '@weir/core/economics';
import { Decimal } from '@weir/core/money';
import { useMemo, useState } from 'react';
import { faultOf } from '../../api/failure.ts';
import { sendQuantities } from '../../api/full-cost-mutations.ts';
import { costQuantitiesQuery } from '../../api/full-cost-queries.ts';
import { REGISTRY, VALUE } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, INPUT_CLASS, TextArea } from '../../ui/field.tsx';
import { Money } from '../../ui/money.tsx';
import { Failure } from '../../ui/notice.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { announce } from '../../ui/toast.tsx';
import { text as page, quantitiesText as text } from './text.ts';

const rowsOf = (csv: string) =>
  Math.max(0, csv.split(/\r?\n/).filter((line) => line.trim() !== '').length - 1);

function Sent({ item }: { item: CostItem }) {
  const sent = useQuery(costQuantitiesQuery(item.id)).data;
  const { terms } = item;
  const columns = useMemo((): Column<CostQuantity>[] => {
    const rate = terms.kind === 'metered' ? Decimal.from(terms.rate) : Decimal.ZERO;
    return [
      { id: 'day', header: text.day, cell: ({ day }) => day, className: 'whitespace-nowrap' },
      { id: 'quantity', header: text.quantity, align: 'end', cell: ({ quantity }) => quantity },
      {
        id: 'amount',
        header: text.amount,
        align: 'end',
        cell: ({ quantity }) => (
          <Money
            amount={meteredCost(Decimal.from(quantity), rate).toString()}
            currency={terms.currency}
            decimals={2}
          />
        ),
      },
      { id: 'workload', header: text.workload, from: 'sm', cell: ({ workload }) => workload ?? page.none },
      { id: 'note', header: text.note, from: 'md', cell: ({ note }) => note ?? page.none },
    ];
  }, [terms]);
  if (sent === undefined) return null;
  return (
    <div>
      <h3 className="mb-1 text-sm font-medium">{text.known}</h3>
      {sent.length === 0 ? (
        <p className="text-sm text-ink-3">{text.none}</p>
      ) : (
        <div className="max-h-56 overflow-y-auto rounded-md border border-line">
          <DataTable caption={text.known} columns={columns} rows={sent} rowId={({ id }) => id} />
        </div>
      )}
    </div>
  );
}

/** Sends quantities of a metered cost as a file, and shows those that are there. */
export function QuantitiesDialog({ item, onClose }: { item: CostItem; onClose: () => void }) {
  const client = useQueryClient();
  const [csv, setCsv] = useState('');
  const rows = rowsOf(csv);
  const sending = useMutation({
    mutationFn: () => sendQuantities(item.id, csv),
    onSuccess: ({ added, unchanged }) => {
      announce(text.done(added, unchanged));
      setCsv('');
      void client.invalidateQueries({ queryKey: [REGISTRY] });
      void client.invalidateQueries({ queryKey: [VALUE] });
    },
  });
  const fault = faultOf(sending.error, 'csv') ?? faultOf(sending.error, 'quantities');
  return (
    <Dialog wide open onClose={onClose} title={text.title(item.id)} description={text.lead}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (rows > 0) sending.mutate();
        }}
      >
        <Field label={text.file}>
          {(tie) => (
            <input
              type="file"
              accept=".csv,text/csv"
              {...tie}
              className={`${INPUT_CLASS} py-1.5 file:mr-3 file:font-medium file:text-ink`}
              onChange={(event) => void event.target.files?.[0]?.text().then(setCsv)}
            />
          )}
        </Field>
        <Field label={text.csv} error={fault}>
          {(tie) => (
            <TextArea
              {...tie}
              value={csv}
              onChange={(event) => setCsv(event.target.value)}
              className="max-h-40 font-mono text-xs"
              placeholder={text.placeholder}
              spellCheck={false}
            />
          )}
        </Field>
        {sending.error === null || fault !== undefined ? null : <Failure error={sending.error} />}
        <div className="flex items-center justify-between gap-4">
          <p aria-live="polite" className="text-sm text-ink-2">
            {rows === 0 ? text.nothing : text.found(rows)}
          </p>
          <Button type="submit" look="primary" disabled={rows === 0 || sending.isPending}>
            {sending.isPending ? text.sending : text.send}
          </Button>
        </div>
        <Sent item={item} />
      </form>
    </Dialog>
  );
}
