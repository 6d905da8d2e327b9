import { Link } from '@tanstack/react-router';
import type { BudgetView, BurnDown } from '@weir/core/contract';
import { Activity, ChartColumnStacked } from 'lucide-react';
import { useMemo } from 'react';
import { columnDecimals } from '../../format/money.ts';
import { formatCount } from '../../format/number.ts';
import { buttonClass } from '../../ui/button.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { text as recordText } from '../records/text.ts';
import { type Scope as LedgerScope, withTerms } from '../scope/scope.ts';
import { termsOfScope } from './scope.ts';
import { pageText as text } from './text.ts';

type Consumer = BurnDown['consumers'][number];

/** The largest row of this name may be the fold of all further workloads: the last, when there are more than are listed. */
const OTHER = 'other';
const MOST_NAMED = 10;
const isFold = (consumers: readonly Consumer[], one: Consumer) =>
  one.workload === OTHER && consumers.length > MOST_NAMED && consumers.at(-1) === one;

/** The calls of one consumer within the period and scope of the budget. */
function callsOf({ scope, status }: BudgetView, workload: string): LedgerScope {
  const terms = termsOfScope({ ...scope, workload });
  const filter = withTerms(undefined, terms);
  const since = status?.starts_at;
  return {
    ...(filter === undefined ? {} : { filter }),
    ...(since === undefined ? {} : { range: 'custom', since }),
    ...(since === undefined || status?.ends_at === undefined ? {} : { until: status.ends_at }),
  };
}

interface ConsumersProps {
  budget: BudgetView;
  consumers: readonly Consumer[] | undefined;
  currency: string;
}

export function Consumers({ budget, consumers, currency }: ConsumersProps) {
  const columns = useMemo((): Column<Consumer>[] => {
    const all = consumers ?? [];
    const decimals = columnDecimals(all.map(({ cost }) => cost));
    return [
      {
        id: 'workload',
        header: text.workload,
        cell: (one) =>
          isFold(all, one) ? (
            <span className="text-ink-3">{text.other}</span>
          ) : one.workload === '' ? (
            text.none
          ) : (
            <Link to="/workloads/$id" params={{ id: one.workload }} className={LINK_CLASS}>
              {one.workload}
            </Link>
          ),
      },
      {
        id: 'calls',
        header: text.calls,
        align: 'end',
        from: 'sm',
        cell: ({ calls }) => formatCount(calls),
      },
      {
        id: 'cost',
        header: text.cost,
        align: 'end',
        cell: ({ cost }) => <Money amount={cost} currency={currency} decimals={decimals} />,
      },
      {
        id: 'share',
        header: text.share,
        align: 'end',
        cell: ({ share_percent: share }) => <span className="tabular">{share}%</span>,
      },
      {
        id: 'links',
        header: recordText.actions,
        align: 'end',
        cell: (one) =>
          isFold(all, one) ? null : (
            <span className="inline-flex">
              <Link
                to="/calls"
                search={callsOf(budget, one.workload)}
                aria-label={text.showCalls(one.workload)}
                title={text.showCalls(one.workload)}
                className={buttonClass('quiet', 'icon')}
              >
                <Activity aria-hidden />
              </Link>
              <Link
                to="/explorer"
                search={{ ...callsOf(budget, one.workload), by: ['model'] }}
                aria-label={text.explore(one.workload)}
                title={text.explore(one.workload)}
                className={buttonClass('quiet', 'icon')}
              >
                <ChartColumnStacked aria-hidden />
              </Link>
            </span>
          ),
      },
    ];
  }, [budget, consumers, currency]);
  return (
    <Panel title={text.consumers} flush>
      {consumers === undefined ? (
        <SkeletonRows rows={3} columns={4} />
      ) : consumers.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-2">{text.noSpend}</p>
      ) : (
        <DataTable
          caption={text.consumersCaption}
          columns={columns}
          rows={consumers}
          rowId={({ workload }) => workload}
        />
      )}
    </Panel>
  );
}
