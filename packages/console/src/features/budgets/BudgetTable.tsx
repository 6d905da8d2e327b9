import { Link } from '@tanstack/react-router';
import type { BudgetView } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { useMemo, useState } from 'react';
import { formatMoney } from '../../format/money.ts';
import { formatMoment } from '../../format/time.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable, type Sort } from '../../ui/table.tsx';
import { useZone } from '../scope/useZone.ts';
import { BudgetMeter } from './BudgetMeter.tsx';
import { LevelTag } from './LevelTag.tsx';
import { compareTrouble } from './prepare.ts';
import { scopeSentence } from './scope.ts';
import { modeHints, modeLabels, periodLabels, perPeriod, text } from './text.ts';

const compareAmounts = (a: string | undefined, b: string | undefined) =>
  Decimal.from(a ?? '0').compare(Decimal.from(b ?? '0'));

function Used({ budget: { status }, currency }: { budget: BudgetView; currency: string }) {
  if (status === undefined) return <span className="text-ink-3">{text.unknown}</span>;
  const money = (amount: string) => formatMoney(amount, currency).text;
  return (
    <div className="flex min-w-36 flex-col gap-1.5 sm:min-w-44">
      <span className="flex items-center justify-between gap-3">
        <LevelTag level={status.level} title={status.reasons.map((reason) => reason.text).join(' ')} />
        <span className="tabular text-xs text-ink-2">{text.usedPercent(status.used_percent)}</span>
      </span>
      <BudgetMeter status={status} />
      <span className="text-xs text-ink-3">
        {text.parts(money(status.settled), money(status.reserved), money(status.leased))}
        <span className="sm:hidden">{text.left(money(status.remaining))}</span>
      </span>
    </div>
  );
}

function Name({ budget }: { budget: BudgetView }) {
  const { id, name, scope, mode, period } = budget;
  const sentence = scopeSentence(scope);
  return (
    <>
      <Link to="/budgets/$id" params={{ id }} className={`${LINK_CLASS} font-medium break-words`}>
        {name}
      </Link>
      {sentence === name ? null : <span className="block text-xs break-words text-ink-3">{sentence}</span>}
      <span className="block text-xs text-ink-3 md:hidden">
        {modeLabels[mode]}, {perPeriod[period]}
      </span>
    </>
  );
}

interface BudgetTableProps {
  budgets: readonly BudgetView[];
  /** Of the organization: what figures are in. */
  currency: string;
}

export function BudgetTable({ budgets, currency }: BudgetTableProps) {
  const zone = useZone();
  const [sort, setSort] = useState<Sort>({ id: 'used', desc: true });
  const columns = useMemo(
    (): Column<BudgetView>[] => [
      {
        id: 'name',
        header: text.name,
        cell: (budget) => <Name budget={budget} />,
        compare: (a, b) => a.name.localeCompare(b.name),
      },
      {
        id: 'mode',
        header: text.period,
        from: 'md',
        cell: ({ period, mode }) => (
          <span title={modeHints[mode]}>
            {periodLabels[period]}
            <span className="block text-xs text-ink-3">{modeLabels[mode]}</span>
          </span>
        ),
      },
      {
        id: 'used',
        header: text.used,
        cell: (budget) => <Used budget={budget} currency={currency} />,
        compare: compareTrouble,
      },
      {
        id: 'amount',
        header: text.amount,
        align: 'end',
        from: 'sm',
        cell: ({ amount, currency: own, status }) =>
          status === undefined ? (
            <Money amount={amount} currency={own} />
          ) : (
            <Money amount={status.limit} currency={currency} />
          ),
        compare: (a, b) => compareAmounts(a.status?.limit ?? a.amount, b.status?.limit ?? b.amount),
      },
      {
        id: 'remaining',
        header: text.remaining,
        align: 'end',
        from: 'sm',
        cell: ({ status }) =>
          status === undefined ? '–' : <Money amount={status.remaining} currency={currency} />,
        compare: (a, b) => compareAmounts(a.status?.remaining, b.status?.remaining),
      },
      {
        id: 'exhausts',
        header: text.exhausts,
        align: 'end',
        from: 'lg',
        cell: ({ status }) =>
          status?.exhausts_at === undefined ? (
            <span className="text-ink-3">{text.exhaustsNever}</span>
          ) : (
            <span className="tabular whitespace-nowrap">{formatMoment(status.exhausts_at, zone)}</span>
          ),
      },
    ],
    [zone, currency],
  );
  return (
    <DataTable
      caption={text.caption}
      columns={columns}
      rows={budgets}
      rowId={({ id }) => id}
      sort={sort}
      onSort={setSort}
    />
  );
}
