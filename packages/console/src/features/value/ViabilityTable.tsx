import { Link } from '@tanstack/react-router';
import type { ViabilityMap } from '@weir/core/contract';
import { useMemo } from 'react';
import { columnDecimals } from '../../format/money.ts';
import { formatCount } from '../../format/number.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { text } from './text.ts';
import { VerdictTag } from './verdict.tsx';

export type ViabilityRow = ViabilityMap['workloads'][number];

const known = (amounts: readonly (string | null)[]) => amounts.filter((amount) => amount !== null);

function columnsOf(rows: readonly ViabilityRow[], currency: string): Column<ViabilityRow>[] {
  const money = (
    id: string,
    header: string,
    of: (row: ViabilityRow) => string | null,
    from?: 'sm' | 'md',
  ) => {
    const decimals = columnDecimals(known(rows.map(of)));
    return {
      id,
      header,
      align: 'end' as const,
      ...(from === undefined ? {} : { from }),
      cell: (row: ViabilityRow) => {
        const amount = of(row);
        return amount === null ? (
          text.none
        ) : (
          <Money amount={amount} currency={currency} decimals={decimals} />
        );
      },
    };
  };
  return [
    {
      id: 'workload',
      header: text.workload,
      cell: ({ workload, name }) => (
        <Link to="/workloads/$id" params={{ id: workload }} className={LINK_CLASS}>
          {name}
        </Link>
      ),
    },
    {
      id: 'verdict',
      header: text.verdict,
      cell: ({ verdict, because }) => <VerdictTag verdict={verdict} because={because} />,
    },
    { id: 'outcome', header: text.outcome, from: 'lg', cell: ({ outcome }) => outcome ?? text.none },
    {
      id: 'outcomes',
      header: text.outcomes,
      align: 'end',
      from: 'md',
      cell: ({ outcomes }) => formatCount(outcomes),
    },
    money('cost', text.loadedCost, (row) => row.loaded_cost, 'sm'),
    money('per', text.costPer, (row) => row.cost_per_successful_outcome),
    money('value', text.valuePer, (row) => row.value_per_outcome, 'sm'),
    money('margin', text.margin, (row) => row.margin, 'md'),
  ];
}

export function ViabilityTable(props: { rows: readonly ViabilityRow[]; currency: string; stale?: boolean }) {
  const { rows, currency, stale = false } = props;
  const columns = useMemo(() => columnsOf(rows, currency), [rows, currency]);
  return (
    <DataTable
      caption={text.map}
      columns={columns}
      rows={rows}
      rowId={({ workload }) => workload}
      stale={stale}
    />
  );
}
