import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Period } from '@weir/core/contract';
import { useMemo } from 'react';
import { verifyPeriods } from '../../api/books-mutations.ts';
import { REGISTRY } from '../../api/queries.ts';
import { columnDecimals } from '../../format/money.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { announce } from '../../ui/toast.tsx';
import { SectionHead } from '../organization/SectionHead.tsx';
import { MonthPanel } from './MonthPanel.tsx';
import { monthName } from './prepare.ts';
import { PeriodTag } from './tags.tsx';
import { monthText as text } from './text.ts';
import type { ReconciliationState } from './useReconciliation.ts';

function MonthTable({ periods, chosen }: { periods: readonly Period[]; chosen: string | undefined }) {
  const columns = useMemo((): Column<Period>[] => {
    const decimals = columnDecimals(periods.map(({ cost }) => cost));
    const amount = (value: string | undefined, currency: string) =>
      value === undefined ? (
        <span className="text-ink-3">–</span>
      ) : (
        <Money amount={value} currency={currency} decimals={decimals} />
      );
    return [
      {
        id: 'month',
        header: text.month,
        cell: ({ month }) => (
          <Link
            to="/reconciliation"
            search={{ section: 'months', month }}
            replace
            resetScroll={false}
            aria-current={month === chosen ? 'true' : undefined}
            className={cx(LINK_CLASS, 'font-medium whitespace-nowrap')}
          >
            {monthName(month)}
          </Link>
        ),
      },
      { id: 'state', header: text.state, cell: ({ state }) => <PeriodTag state={state} /> },
      {
        id: 'who',
        header: text.who,
        from: 'lg',
        cell: ({ closed_by, reviewed_by }) =>
          closed_by ?? reviewed_by ?? <span className="text-ink-3">–</span>,
      },
      {
        id: 'closed',
        header: text.closedCost,
        align: 'end',
        from: 'md',
        cell: ({ closed_cost, currency }) => amount(closed_cost, currency),
      },
      {
        id: 'corrections',
        header: text.corrections,
        align: 'end',
        from: 'md',
        cell: ({ corrections, currency }) => amount(corrections, currency),
      },
      { id: 'cost', header: text.cost, align: 'end', cell: ({ cost, currency }) => amount(cost, currency) },
    ];
  }, [periods, chosen]);
  return <DataTable caption={text.caption} columns={columns} rows={periods} rowId={({ month }) => month} />;
}

/** Months of the books, and the one that is looked at. */
export default function MonthsSection({ state }: { state: ReconciliationState }) {
  const { periods, month } = state;
  const client = useQueryClient();
  const verifying = useMutation({
    mutationFn: verifyPeriods,
    onSuccess: ({ checked, mismatched }) => {
      announce(mismatched.length === 0 ? text.verified(checked) : text.mismatched(mismatched.join(', ')));
      void client.invalidateQueries({ queryKey: [REGISTRY] });
    },
  });
  return (
    <div className="flex flex-col gap-5">
      <div className="-mb-4">
        <SectionHead
          lead={text.lead}
          actions={
            <Button size="sm" disabled={verifying.isPending} onClick={() => verifying.mutate()}>
              {text.verify}
            </Button>
          }
        />
      </div>
      {verifying.error === null ? null : <Failure error={verifying.error} />}
      {month === undefined ? null : <MonthPanel key={month} month={month} />}
      {periods.error !== null && periods.data === undefined ? (
        <Failure error={periods.error} onRetry={() => void periods.refetch()} />
      ) : (
        <Panel flush>
          {periods.data === undefined ? (
            <SkeletonRows rows={8} />
          ) : (
            <MonthTable periods={periods.data} chosen={month} />
          )}
        </Panel>
      )}
    </div>
  );
}
