import { Link } from '@tanstack/react-router';
import type { CostReport, Overview } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Chart } from '../../charts/draw/Chart.tsx';
import { downloadText } from '../../charts/draw/download.ts';
import { costsCsv } from '../../charts/prepare/csv.ts';
import { formatMeasure, formatTick } from '../../charts/prepare/measures.ts';
import { prepareSeries } from '../../charts/prepare/series.ts';
import { formatMoney } from '../../format/money.ts';
import { formatBucket } from '../../format/time.ts';
import { buttonClass, IconButton } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { presetRange } from '../scope/range.ts';
import { text } from './text.ts';

const TrendTable = lazy(() => import('./TrendTable.tsx'));

const SERIES_TEXTS = { none: text.cost, rest: text.none };

/** The trend as the report it is part of, so that chart, table and CSV come from one thing. */
function asReport(data: Overview): CostReport {
  const range = presetRange('30d', new Date(data.as_of), data.time_zone);
  return {
    by: [],
    since: range.since.toISOString(),
    until: range.until.toISOString(),
    interval: 'day',
    currency: data.currency,
    rows: data.trend,
    total: data.month,
    answered_from: 'rollup',
  };
}

export function TrendPanel({ data }: { data: Overview | undefined }) {
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const report = useMemo(() => (data === undefined ? undefined : asReport(data)), [data]);
  const spec = useMemo(() => {
    if (report === undefined || data === undefined) return undefined;
    return {
      set: prepareSeries(report, 'cost', data.time_zone, SERIES_TEXTS),
      kind: 'bar' as const,
      bucketLabel: (at: number) => formatBucket(new Date(at).toISOString(), 'day', data.time_zone),
      valueLabel: (value: string) => formatMeasure(value, 'cost', data.currency),
      tickLabel: (value: number) => formatTick(value, 'cost', data.currency),
    };
  }, [report, data]);
  return (
    <Panel
      title={text.trend}
      note={spec === undefined || data === undefined ? null : formatMoney(spec.set.total, data.currency).text}
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
            onClick={() => report !== undefined && downloadText('weir-last-30-days.csv', costsCsv(report))}
          >
            <Download aria-hidden />
          </IconButton>
          <Link
            to="/explorer"
            search={{ by: ['workload'], range: '30d' }}
            className={buttonClass('plain', 'sm')}
          >
            {text.explore}
          </Link>
        </>
      }
    >
      {spec === undefined || report === undefined || data === undefined ? (
        <Skeleton className="h-64" />
      ) : view === 'chart' ? (
        <Chart
          className="h-64"
          spec={spec}
          label={text.trendLabel(formatMoney(spec.set.total, data.currency).text)}
        />
      ) : (
        <Suspense fallback={<Skeleton className="h-64" />}>
          <TrendTable report={report} zone={data.time_zone} />
        </Suspense>
      )}
    </Panel>
  );
}
