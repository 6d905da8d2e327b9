import type { UnitReport } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { downloadText } from '../../charts/draw/download.ts';
import { toCsv } from '../../charts/prepare/csv.ts';
import { formatMeasure, formatTick } from '../../charts/prepare/measures.ts';
import { columnDecimals } from '../../format/money.ts';
import { formatCount } from '../../format/number.ts';
import { formatBucket } from '../../format/time.ts';
import { IconButton } from '../../ui/button.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { NotedChart } from '../notes/NotedChart.tsx';
import { useNow } from '../scope/useNow.ts';
import type { PageScope } from '../scope/usePageScope.ts';
import { trendText as text } from './page-text.ts';
import { drawable, isCount, isEach, TREND_MEASURES, type TrendMeasure, trendSet } from './prepare.ts';

type Point = UnitReport['trend'][number];

/** Bars for what adds up, a line for what one thing costs. */
function useSpec(report: UnitReport, measure: TrendMeasure, zone: string) {
  const now = useNow(60_000).getTime();
  return useMemo(() => {
    const { interval, currency } = report;
    const trend = drawable(report, measure, now);
    const kind = isCount(measure) ? 'calls' : 'cost';
    return {
      set: trendSet(trend, measure, text.measures[measure]),
      kind: isEach(measure) ? ('line' as const) : ('bar' as const),
      hasPoints: trend.length < 60,
      hasTotal: false,
      bucketLabel: (at: number) => formatBucket(new Date(at).toISOString(), interval, zone),
      valueLabel: (value: string) => formatMeasure(value, kind, currency),
      tickLabel: (value: number) => formatTick(value, kind, currency),
    };
  }, [report, measure, zone, now]);
}

function columnsOf({ trend, interval, currency }: UnitReport, zone: string): Column<Point>[] {
  return [
    {
      id: 'bucket',
      header: text.when,
      className: 'whitespace-nowrap',
      cell: ({ bucket }) => formatBucket(bucket, interval, zone),
    },
    ...TREND_MEASURES.map((measure): Column<Point> => {
      const amounts = trend.map((point) => String(point[measure] ?? '0'));
      const decimals = isCount(measure) ? 0 : columnDecimals(amounts);
      return {
        id: measure,
        header: text.measures[measure],
        align: 'end',
        cell: (point) => {
          const value = point[measure];
          if (value === null) return <span className="text-ink-3">–</span>;
          if (typeof value === 'number') return formatCount(value);
          return <Money amount={value} currency={currency} decimals={decimals} />;
        },
      };
    }),
  ];
}

const csvOf = ({ trend, currency }: UnitReport): string =>
  toCsv([
    ['bucket', ...TREND_MEASURES, 'currency'],
    ...trend.map((point) => [
      point.bucket,
      ...TREND_MEASURES.map((measure) => String(point[measure] ?? '')),
      currency,
    ]),
  ]);

/** Every figure of the workload over time: one as a chart with notes, all as a table and as a file. */
export function TrendPanel(props: { report: UnitReport; scope: PageScope; first?: TrendMeasure }) {
  const { report, scope, first } = props;
  const [asked, setAsked] = useState<TrendMeasure | undefined>(first);
  const hasOutcomes = report.trend.some(({ successes }) => successes > 0);
  const measure = asked ?? (hasOutcomes ? 'cost_per_successful_outcome' : 'loaded_cost');
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const spec = useSpec(report, measure, scope.zone);
  const columns = useMemo(() => columnsOf(report, scope.zone), [report, scope.zone]);
  return (
    <Panel
      title={text.title}
      flush={view === 'table'}
      actions={
        <div className="flex flex-wrap items-center justify-end gap-2">
          {view === 'table' ? null : (
            <Select
              label={text.measure}
              value={measure}
              onChange={setAsked}
              choices={TREND_MEASURES.map((value) => ({ value, label: text.measures[value] }))}
            />
          )}
          <Segmented
            label={text.view}
            value={view}
            onChange={setView}
            choices={[
              { value: 'chart', label: text.chart },
              { value: 'table', label: text.table },
            ]}
          />
          <IconButton
            label={text.csv}
            onClick={() => downloadText(`weir-${report.workload}-trend.csv`, csvOf(report))}
          >
            <Download aria-hidden />
          </IconButton>
        </div>
      }
    >
      {view === 'table' ? (
        <DataTable
          caption={text.title}
          columns={columns}
          rows={[...report.trend].reverse()}
          rowId={({ bucket }) => bucket}
        />
      ) : (
        <>
          <NotedChart
            className="h-64"
            workload={report.workload}
            range={scope.range}
            zone={scope.zone}
            spec={spec}
            label={text.label(text.measures[measure])}
          />
          <p className="mt-1 text-xs text-ink-3">{text.hints[measure]}</p>
        </>
      )}
    </Panel>
  );
}
