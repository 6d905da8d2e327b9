import type { ModelDetail } from '@weir/core/contract';
import { useMemo } from 'react';
import { formatMoney } from '../../format/money.ts';
import { formatCountShort } from '../../format/number.ts';
import { formatDay } from '../../format/time.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { unitLabel } from '../calls/prepare.ts';
import type { Rate } from './prepare.ts';
import { modelText as text } from './text.ts';

/** What a call costs now, unit by unit: on the list, and as contracted. */
export function PriceNow({ detail }: { detail: ModelDetail }) {
  const { price } = detail;
  const columns = useMemo((): Column<Rate>[] => {
    const amount = (read: (rate: Pick<Rate, 'list' | 'contracted'>) => string) => (rate: Rate) => (
      <>
        <Money amount={read(rate)} currency={price.currency} />{' '}
        <span className="text-xs text-ink-3">{text.per(formatCountShort(rate.per))}</span>
        {rate.tiers?.map((tier) => (
          <span key={tier.start} className="block text-xs text-ink-3">
            {text.above(formatCountShort(tier.start), formatMoney(read(tier), price.currency).text)}
          </span>
        ))}
      </>
    );
    return [
      { id: 'unit', header: text.unit, cell: ({ unit }) => unitLabel(unit) },
      { id: 'list', header: text.list, align: 'end', from: 'sm', cell: amount((rate) => rate.list) },
      {
        id: 'contracted',
        header: text.contracted,
        align: 'end',
        className: 'font-medium',
        cell: amount((rate) => rate.contracted),
      },
    ];
  }, [price.currency]);
  const since =
    price.effective_from === undefined ? text.firstKnown : text.since(formatDay(price.effective_from, 'UTC'));
  return (
    <Panel title={text.price} note={<span title={price.ref}>{since}</span>} flush>
      {price.priced ? null : (
        <p className="mx-4 mb-3 rounded-md bg-warn-weak px-3 py-2 text-sm text-warn">{text.fallback}</p>
      )}
      <DataTable caption={text.price} columns={columns} rows={price.rates} rowId={({ unit }) => unit} />
    </Panel>
  );
}
