import { Link } from '@tanstack/react-router';
import type { CostRow } from '@weir/core/contract';
import { columnDecimals, toPlotNumber } from '../../format/money.ts';
import { formatShare, shareOf } from '../../format/number.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Meter } from '../../ui/meter.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { text } from './text.ts';

interface TopListProps {
  title: string;
  dimension: 'workload' | 'model';
  rows: readonly CostRow[] | undefined;
  total: string | undefined;
  currency: string | undefined;
}

const MOST = 5;

export function TopList({ title, dimension, rows, total = '0', currency = 'USD' }: TopListProps) {
  const shown = rows?.filter((row) => row.folded !== true).slice(0, MOST);
  const decimals = columnDecimals((shown ?? []).map((row) => row.cost));
  return (
    <Panel
      title={title}
      note={text.thisMonth}
      flush
      actions={
        <Link
          to="/explorer"
          search={{ by: [dimension], range: 'month' }}
          className={buttonClass('plain', 'sm')}
        >
          {text.explore}
        </Link>
      }
    >
      {shown === undefined ? (
        <SkeletonRows rows={MOST} columns={3} />
      ) : shown.length === 0 ? (
        <p className="px-4 pb-5 text-sm text-ink-3">{text.noneYet}</p>
      ) : (
        <ol className="pb-2">
          {shown.map((row) => {
            const name = row.group[dimension] ?? '';
            const share = shareOf(row.cost, total);
            return (
              <li
                key={name}
                className="grid grid-cols-[minmax(0,1fr)_auto_3.5rem] items-center gap-x-3 px-4 py-2"
              >
                <Link
                  to="/explorer"
                  search={{
                    by: [dimension === 'workload' ? 'model' : 'workload'],
                    filter: [`${dimension}=${name}`],
                    range: 'month',
                  }}
                  className="truncate text-sm font-medium underline-offset-4 hover:underline"
                >
                  {name === '' ? text.none : name}
                </Link>
                <Money amount={row.cost} currency={currency} decimals={decimals} className="text-sm" />
                <span className="tabular text-right text-xs text-ink-3">
                  {share === undefined ? '' : formatShare(share)}
                </span>
                <Meter value={share === undefined ? 0 : toPlotNumber(share)} className="col-span-3 mt-1.5" />
              </li>
            );
          })}
        </ol>
      )}
    </Panel>
  );
}
