import { Link } from '@tanstack/react-router';
import type { ProviderReconciliation } from '@weir/core/contract';
import { useMemo } from 'react';
import { allDecimals } from '../../format/money.ts';
import { formatCount } from '../../format/number.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { type ClassRow, classRows } from './prepare.ts';
import type { ReconciliationSearch } from './search.ts';
import { ClassTag } from './tags.tsx';
import { classHints, cellText as text } from './text.ts';

interface ClassesPanelProps {
  report: ProviderReconciliation;
  currency: string;
  search: ReconciliationSearch;
}

/** Why one provider's bill differs: reasons and their exact sums. */
export function ClassesPanel({ report, currency, search }: ClassesPanelProps) {
  const rows = useMemo(() => classRows(report), [report]);
  const columns = useMemo((): Column<ClassRow>[] => {
    const decimals = Math.max(2, ...rows.map(({ amount }) => allDecimals(amount)));
    return [
      {
        id: 'class',
        header: text.reason,
        footer: text.sum,
        cell: ({ class: kind }) => (
          <Link
            to="/reconciliation"
            search={{ ...search, class: kind === search.class ? undefined : kind, day: undefined }}
            replace
            resetScroll={false}
            aria-current={kind === search.class ? 'true' : undefined}
            className="group block"
          >
            <ClassTag kind={kind} />
            <span className="mt-0.5 block text-xs text-ink-3 group-hover:underline">{classHints[kind]}</span>
          </Link>
        ),
      },
      {
        id: 'cells',
        header: text.cells,
        align: 'end',
        from: 'sm',
        footer: formatCount(rows.reduce((sum, { cells }) => sum + cells, 0)),
        cell: ({ cells }) => <span className="tabular">{formatCount(cells)}</span>,
      },
      {
        id: 'amount',
        header: text.amount,
        align: 'end',
        footer:
          report.gap === undefined ? null : (
            <Money amount={report.gap} currency={currency} decimals={decimals} />
          ),
        cell: ({ amount }) => <Money amount={amount} currency={currency} decimals={decimals} />,
      },
    ];
  }, [rows, currency, search, report.gap]);
  return (
    <Panel
      flush
      title={text.classes(report.provider)}
      actions={
        <Link
          to="/reconciliation"
          search={{ month: search.month }}
          replace
          resetScroll={false}
          className={buttonClass('plain', 'sm')}
        >
          {text.close}
        </Link>
      }
    >
      <DataTable
        caption={text.classCaption}
        columns={columns}
        rows={rows}
        rowId={({ class: kind }) => kind}
      />
    </Panel>
  );
}
