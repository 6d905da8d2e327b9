import type { CoverageReport } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { downloadText } from '../../charts/draw/download.ts';
import { columnDecimals } from '../../format/money.ts';
import { formatShare } from '../../format/number.ts';
import { formatBucket } from '../../format/time.ts';
import { IconButton } from '../../ui/button.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { NotedChart } from '../notes/NotedChart.tsx';
import type { PageScope } from '../scope/usePageScope.ts';
import { coverageSeries, trendCsv } from './coverage.ts';
import { text } from './text.ts';

type Point = CoverageReport['trend'][number];

interface CoverageTrendProps {
  report: CoverageReport;
  scope: Pick<PageScope, 'range' | 'zone'>;
  interval: string;
}

function TrendTable({ report, scope: { zone }, interval }: CoverageTrendProps) {
  const { trend, currency } = report;
  const columns = useMemo((): Column<Point>[] => {
    const decimals = columnDecimals(trend.map(({ cost }) => cost));
    return [
      { id: 'when', header: text.when, cell: ({ bucket }) => formatBucket(bucket, interval, zone) },
      {
        id: 'cost',
        header: text.cost,
        align: 'end',
        cell: ({ cost }) => <Money amount={cost} currency={currency} decimals={decimals} />,
      },
      {
        id: 'attributed',
        header: text.attributedCost,
        align: 'end',
        from: 'sm',
        cell: (one) => <Money amount={one.attributed_cost} currency={currency} decimals={decimals} />,
      },
      {
        id: 'coverage',
        header: text.coverage,
        align: 'end',
        cell: ({ coverage }) => (coverage === null ? text.none : formatShare(coverage)),
      },
    ];
  }, [trend, currency, interval, zone]);
  return (
    <div className="max-h-72 overflow-y-auto">
      <DataTable caption={text.trendTable} columns={columns} rows={trend} rowId={({ bucket }) => bucket} />
    </div>
  );
}

/** How the share went: as a line with notes, as a table, as a file. */
export function CoverageTrend({ report, scope, interval }: CoverageTrendProps) {
  const { range, zone } = scope;
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const spec = useMemo(
    () => ({
      set: coverageSeries(report, text.coverage),
      kind: 'curve' as const,
      hasPoints: true,
      hasTotal: false,
      most: 1,
      bucketLabel: (at: number) => formatBucket(new Date(at).toISOString(), interval, zone),
      valueLabel: formatShare,
      tickLabel: (value: number) => `${Math.round(value * 100)}%`,
    }),
    [report, interval, zone],
  );
  return (
    <Panel
      title={text.trend}
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
            label={text.downloadTrend}
            look="plain"
            onClick={() => downloadText('weir-attribution-coverage.csv', trendCsv(report))}
          >
            <Download aria-hidden />
          </IconButton>
        </>
      }
    >
      {view === 'chart' ? (
        <NotedChart
          range={range}
          zone={zone}
          spec={spec}
          label={text.trendLabel(report.coverage === null ? text.none : formatShare(report.coverage))}
          className="h-64"
        />
      ) : (
        <TrendTable report={report} scope={scope} interval={interval} />
      )}
    </Panel>
  );
}
