import type { PriceView } from '@weir/core/contract';
import { useMemo } from 'react';
import { formatCountShort } from '../../format/number.ts';
import { formatDay, formatMoment } from '../../format/time.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { unitLabel } from '../calls/prepare.ts';
import { exactPrice } from './prepare.ts';
import { text as common, priceText as text } from './text.ts';

type Rate = PriceView['rates'][number];

/** What a call costs now, unit by unit, and by which price. */
export function PriceRates({ price, zone }: { price: PriceView; zone: string }) {
  const { currency } = price;
  const columns = useMemo((): Column<Rate>[] => {
    const amount = (measure: 'list' | 'contracted') => (rate: Rate) => (
      <>
        <Money amount={rate[measure]} currency={currency} full />{' '}
        <span className="text-xs text-ink-3">{common.per(formatCountShort(rate.per))}</span>
        {rate.tiers?.map((tier) => (
          <span key={tier.start} className="block text-xs text-ink-3">
            {common.above(formatCountShort(tier.start), exactPrice(tier[measure], currency))}
          </span>
        ))}
      </>
    );
    return [
      { id: 'unit', header: text.unit, cell: ({ unit }) => unitLabel(unit) },
      { id: 'list', header: text.list, align: 'end', from: 'sm', cell: amount('list') },
      {
        id: 'contracted',
        header: text.contracted,
        align: 'end',
        className: 'font-medium',
        cell: amount('contracted'),
      },
    ];
  }, [currency]);
  return (
    <Panel
      flush
      title={text.price}
      note={
        price.effective_from === undefined
          ? text.firstKnown
          : text.since(formatDay(price.effective_from, 'UTC'))
      }
    >
      {price.priced ? null : (
        <p className="mx-4 mb-3 rounded-md bg-warn-weak px-3 py-2 text-sm text-warn">{text.fallback}</p>
      )}
      <DataTable caption={text.price} columns={columns} rows={price.rates} rowId={({ unit }) => unit} />
      <p className="flex flex-wrap gap-x-3 border-t border-line px-4 py-2 text-xs text-ink-3">
        <span className="font-mono break-all">{price.ref}</span>
        <span>{text.quoted(formatMoment(price.at, zone))}</span>
      </p>
    </Panel>
  );
}
