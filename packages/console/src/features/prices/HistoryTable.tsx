import type { PriceHistory } from '@weir/core/contract';
import { useMemo } from 'react';
import { formatCountShort } from '../../format/number.ts';
import { formatMoment } from '../../format/time.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { unitLabel } from '../calls/prepare.ts';
import { exactPrice, type HistoryStep, rateOf, unitsOf } from './prepare.ts';
import { text as common, coverageText, listsText, priceText as text } from './text.ts';

function Rate({ step, unit }: { step: HistoryStep; unit: string }) {
  const rate = rateOf(step, unit);
  if (rate === undefined) return <span className="text-ink-3">–</span>;
  return (
    <>
      <Money amount={rate.contracted} currency={step.currency} full />
      {rate.contracted === rate.list ? null : (
        <span className="block text-xs text-ink-3">
          {text.list} {exactPrice(rate.list, step.currency)}
        </span>
      )}
      {rate.tiers?.map(({ start, contracted }) => (
        <span key={start} className="block text-xs whitespace-nowrap text-ink-3">
          {common.above(formatCountShort(start), exactPrice(contracted, step.currency))}
        </span>
      ))}
    </>
  );
}

/** Newest first: from when to when, by which reference, at which prices. */
export function HistoryTable({ history, zone }: { history: PriceHistory; zone: string }) {
  const rows = useMemo(() => [...history.steps].reverse(), [history]);
  const columns = useMemo(
    (): Column<HistoryStep>[] => [
      {
        id: 'from',
        header: text.from,
        className: 'whitespace-nowrap align-top',
        cell: ({ from, until }) => (
          <>
            {formatMoment(from, zone)}
            <span className="block text-xs text-ink-3">
              {until === history.until ? text.untilNow : listsText.untilAt(formatMoment(until, zone))}
            </span>
          </>
        ),
      },
      {
        id: 'ref',
        header: text.reference,
        className: 'align-top',
        cell: ({ ref, list, priced }) => (
          <span className="block min-w-48 text-xs">
            <span className="block font-mono break-all">{ref}</span>
            <span className="text-ink-3">{text.inList(list)}</span>{' '}
            {priced ? null : <Tag tone="warn">{coverageText.noRates}</Tag>}
          </span>
        ),
      },
      ...unitsOf(history.steps).map(
        ({ unit, per }): Column<HistoryStep> => ({
          id: unit,
          header: `${unitLabel(unit)} ${common.per(formatCountShort(per))}`,
          align: 'end',
          className: 'align-top',
          cell: (step) => <Rate step={step} unit={unit} />,
        }),
      ),
    ],
    [history, zone],
  );
  return <DataTable caption={text.history} columns={columns} rows={rows} rowId={({ from }) => from} />;
}
