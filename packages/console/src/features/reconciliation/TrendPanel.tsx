import { useQueries } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { reconciliationQuery } from '../../api/books-queries.ts';
import { Chart } from '../../charts/draw/Chart.tsx';
import { downloadText } from '../../charts/draw/download.ts';
import { Legend } from '../../charts/draw/Legend.tsx';
import { formatTick } from '../../charts/prepare/measures.ts';
import { columnDecimals, formatMoney } from '../../format/money.ts';
import { formatShare } from '../../format/number.ts';
import { IconButton } from '../../ui/button.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import {
  gapPercent,
  monthName,
  monthShort,
  monthsUntil,
  prepareTrend,
  type TrendMeasure,
  type TrendRow,
  trendCsv,
  trendRows,
} from './prepare.ts';
import { text as shared, gapText as text } from './text.ts';

const SHOWN_MONTHS = 6;

function TrendTable({ rows, currency }: { rows: readonly TrendRow[]; currency: string }) {
  const columns = useMemo((): Column<TrendRow>[] => {
    const decimals = columnDecimals(rows.flatMap(({ ledger, invoice = '0' }) => [ledger, invoice]));
    const amount = (value: string | undefined) =>
      value === undefined ? '–' : <Money amount={value} currency={currency} decimals={decimals} />;
    return [
      {
        id: 'month',
        header: shared.month,
        cell: ({ month, provider }) => (
          <>
            {monthName(month)}
            <span className="block text-xs text-ink-3">{provider}</span>
          </>
        ),
      },
      { id: 'ledger', header: text.ledger, align: 'end', from: 'sm', cell: ({ ledger }) => amount(ledger) },
      { id: 'bill', header: text.bill, align: 'end', from: 'sm', cell: ({ invoice }) => amount(invoice) },
      { id: 'gap', header: text.gap, align: 'end', cell: ({ gap }) => amount(gap) },
      {
        id: 'share',
        header: text.gapShare,
        align: 'end',
        cell: ({ gap_share: share }) => (
          <span className="tabular">{share === undefined ? '–' : gapPercent(share)}</span>
        ),
      },
      {
        id: 'explained',
        header: text.explained,
        align: 'end',
        from: 'md',
        cell: ({ explained_share: share }) => (
          <span className="tabular">{share === undefined ? '–' : formatShare(share)}</span>
        ),
      },
    ];
  }, [rows, currency]);
  return (
    <div className="max-h-72 overflow-y-auto">
      <DataTable
        caption={text.trendCaption}
        columns={columns}
        rows={rows}
        rowId={({ month, provider }) => `${month} ${provider}`}
      />
    </div>
  );
}

/** Whether the gap grows or shrinks, as chart, table and CSV. */
export function TrendPanel({ newest, currency }: { newest: string; currency: string }) {
  const [view, setView] = useState<TrendMeasure | 'table'>('amount');
  const { reports, isPending } = useQueries({
    queries: monthsUntil(newest, SHOWN_MONTHS).map(reconciliationQuery),
    combine: (results) => ({
      reports: results.flatMap(({ data }) => (data === undefined ? [] : [data])),
      isPending: results.some((one) => one.isPending),
    }),
  });
  const rows = useMemo(() => trendRows(reports), [reports]);
  const measure = view === 'percent' ? 'percent' : 'amount';
  const spec = useMemo(
    () => ({
      set: prepareTrend(reports, measure),
      kind: measure === 'amount' ? ('bar' as const) : ('line' as const),
      hasPoints: true,
      hasTotal: false,
      bucketLabel: monthShort,
      valueLabel: (value: string) =>
        measure === 'amount' ? formatMoney(value, currency).text : gapPercent(value),
      tickLabel: (value: number) =>
        measure === 'amount' ? formatTick(value, 'cost', currency) : `${Number((value * 100).toFixed(3))}%`,
    }),
    [reports, measure, currency],
  );
  return (
    <Panel
      title={text.trend}
      actions={
        <>
          <Segmented
            label={text.measure}
            value={view}
            onChange={setView}
            choices={[
              { value: 'amount', label: text.amount },
              { value: 'percent', label: text.percent },
              { value: 'table', label: shared.asTable },
            ]}
          />
          <IconButton
            label={shared.downloadCsv}
            look="plain"
            disabled={rows.length === 0}
            onClick={() => downloadText('weir-reconciliation.csv', trendCsv(rows, currency))}
          >
            <Download aria-hidden />
          </IconButton>
        </>
      }
    >
      {isPending ? (
        <Skeleton className="h-56" />
      ) : rows.length === 0 ? (
        <p className="pb-2 text-sm text-ink-2">{text.noTrend}</p>
      ) : view === 'table' ? (
        <TrendTable rows={rows} currency={currency} />
      ) : (
        <>
          <Chart className="h-56" spec={spec} label={text.trendLabel(reports.length)} />
          {measure === 'amount' ? <Legend spec={spec} /> : null}
        </>
      )}
    </Panel>
  );
}
