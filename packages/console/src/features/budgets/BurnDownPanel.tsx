import type { BurnDown } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Chart } from '../../charts/draw/Chart.tsx';
import { downloadText } from '../../charts/draw/download.ts';
import { Legend } from '../../charts/draw/Legend.tsx';
import { formatMeasure, formatTick } from '../../charts/prepare/measures.ts';
import { columnDecimals } from '../../format/money.ts';
import { formatBucket, formatClock, formatMoment } from '../../format/time.ts';
import { IconButton } from '../../ui/button.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { type BurnDownRow, burnDownCsv, burnDownRows, prepareBurnDown } from './prepare.ts';
import { pageText as text } from './text.ts';

interface BurnDownProps {
  report: BurnDown | undefined;
  zone: string;
  currency: string;
}

function BurnDownTable({ report, zone, currency }: BurnDownProps & { report: BurnDown }) {
  const rows = useMemo(() => burnDownRows(report).reverse(), [report]);
  const columns = useMemo((): Column<BurnDownRow>[] => {
    const decimals = columnDecimals(rows.map(({ settled, projected }) => settled ?? projected ?? '0'));
    const amount = (value: string | undefined) =>
      value === undefined ? '–' : <Money amount={value} currency={currency} decimals={decimals} />;
    return [
      { id: 'at', header: text.at, cell: ({ at }) => formatMoment(at, zone) },
      { id: 'settled', header: text.settled, align: 'end', cell: ({ settled }) => amount(settled) },
      { id: 'projected', header: text.projected, align: 'end', cell: ({ projected }) => amount(projected) },
    ];
  }, [rows, zone, currency]);
  return (
    <div className="max-h-72 overflow-y-auto">
      <DataTable caption={text.burnDown} columns={columns} rows={rows} rowId={({ at }) => at} />
    </div>
  );
}

/** Settled spend over time against the limit, how it goes on, and the same as table and CSV. */
export function BurnDownPanel({ report, zone, currency }: BurnDownProps) {
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const spec = useMemo(() => {
    if (report === undefined) return undefined;
    const { interval } = report;
    const label = (at: number) => {
      const instant = new Date(at).toISOString();
      return interval === 'minute' ? formatClock(instant, zone) : formatBucket(instant, interval, zone);
    };
    return {
      set: prepareBurnDown(report, text.series),
      kind: 'curve' as const,
      dashed: ['projection'],
      hasTotal: false,
      bucketLabel: label,
      valueLabel: (value: string) => formatMeasure(value, 'cost', currency),
      tickLabel: (value: number) => formatTick(value, 'cost', currency),
    };
  }, [report, zone, currency]);
  const total = spec === undefined ? '' : formatMeasure(spec.set.total, 'cost', currency);
  const limit = report?.budget.status?.limit;
  return (
    <Panel
      title={text.burnDown}
      note={total}
      actions={
        <>
          <Segmented
            label={text.view}
            value={view}
            onChange={setView}
            choices={[
              { value: 'chart', label: text.asChart },
              { value: 'table', label: text.asTable },
            ]}
          />
          <IconButton
            label={text.downloadCsv}
            look="plain"
            disabled={report === undefined}
            onClick={() =>
              report !== undefined &&
              downloadText(`weir-budget-${report.budget.id}.csv`, burnDownCsv(report, currency))
            }
          >
            <Download aria-hidden />
          </IconButton>
        </>
      }
    >
      {spec === undefined || report === undefined ? (
        <Skeleton className="h-72" />
      ) : report.points.length === 0 ? (
        <p className="pb-2 text-sm text-ink-2">{text.noSpend}</p>
      ) : view === 'chart' ? (
        <>
          <Chart
            className="h-64"
            spec={spec}
            label={text.chartLabel(total, limit === undefined ? '–' : formatMeasure(limit, 'cost', currency))}
          />
          <Legend spec={spec} />
        </>
      ) : (
        <BurnDownTable report={report} zone={zone} currency={currency} />
      )}
    </Panel>
  );
}
