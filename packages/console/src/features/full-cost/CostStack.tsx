import { Link } from '@tanstack/react-router';
import type { FullCostReport } from '@weir/core/contract';
import { useMemo } from 'react';
import { formatMoney } from '../../format/money.ts';
import { cx } from '../../ui/cx.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { formatIn } from '../figure/prepare.ts';
import type { Level } from './search.ts';
import { amountOf, OTHERS, segmentKeys, stackRows } from './stack.ts';
import { categoryName, text } from './text.ts';

/** Spelled out, so that the style sheet holds them. The API first, as everywhere it is compared with the rest. */
const FILLS = ['bg-c1', 'bg-c2', 'bg-c3', 'bg-c4', 'bg-c5', 'bg-c6', 'bg-c7', 'bg-c8'];
const fillOf = (key: string, place: number) => (key === OTHERS ? 'bg-c-rest' : FILLS[place % FILLS.length]);

export const segmentName = (key: string) =>
  key === 'api' ? text.api : key === OTHERS ? text.others : categoryName(key);

function Legend({ report: { total, currency } }: { report: FullCostReport }) {
  const keys = segmentKeys(total);
  return (
    <ul aria-label={text.legend} className="mt-4 flex flex-wrap gap-x-5 gap-y-1.5 text-sm">
      {keys.map((key, place) => (
        <li key={key} className="flex items-center gap-2">
          <span aria-hidden className={cx('size-2.5 shrink-0 rounded-[3px]', fillOf(key, place))} />
          <span className="text-ink-2">{segmentName(key)}</span>
          <Money amount={amountOf(total, key, keys)} currency={currency} />
        </li>
      ))}
    </ul>
  );
}

/** A bar for each owner: what providers bill, then every other category, with how many times the API cost it is in all. */
export function CostStack({ report, level }: { report: FullCostReport; level: Level }) {
  const { currency } = report;
  const rows = useMemo(() => stackRows(report), [report]);
  return (
    <>
      <ul aria-label={text.stackLabel(text.levels[level])} className="flex flex-col gap-3.5 sm:gap-2.5">
        {rows.map(({ group, row, segments }) => (
          <li
            key={group}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 sm:grid-cols-[10rem_minmax(0,1fr)_11rem]"
          >
            <span className="truncate text-sm">
              {group === '' ? (
                text.noWorkload
              ) : level === 'workload' ? (
                <Link to="/workloads/$id" params={{ id: group }} className={LINK_CLASS}>
                  {group}
                </Link>
              ) : (
                group
              )}
            </span>
            <span
              aria-hidden
              className="order-last col-span-2 flex h-6 overflow-hidden rounded-sm sm:order-none sm:col-span-1"
            >
              {segments.map(({ key, amount, length }, place) =>
                length === 0 ? null : (
                  <span
                    key={key}
                    title={`${segmentName(key)}: ${formatMoney(amount, currency).text}`}
                    className={cx('h-full min-w-[2px] border-r border-surface', fillOf(key, place))}
                    style={{ width: `${length * 100}%` }}
                  />
                ),
              )}
            </span>
            <span className="text-right text-sm leading-tight">
              <Money amount={row.loaded_cost} currency={currency} className="font-medium" />
              <span className="tabular block text-xs text-ink-3">
                {text.apart(
                  formatMoney(row.api_cost, currency).text,
                  row.ratio === null ? text.none : formatIn(row.ratio, '1', 'times'),
                )}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <Legend report={report} />
    </>
  );
}
