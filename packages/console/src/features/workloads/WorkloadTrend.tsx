import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useMemo } from 'react';
import { costsQuery } from '../../api/queries.ts';
import { downloadText } from '../../charts/draw/download.ts';
import { Legend } from '../../charts/draw/Legend.tsx';
import { costsCsv } from '../../charts/prepare/csv.ts';
import { formatMeasure, formatTick } from '../../charts/prepare/measures.ts';
import { prepareSeries, type SeriesSet } from '../../charts/prepare/series.ts';
import { formatMoney } from '../../format/money.ts';
import { formatBucket } from '../../format/time.ts';
import { buttonClass, IconButton } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { NotedChart } from '../notes/NotedChart.tsx';
import { fittingInterval } from '../scope/range.ts';
import type { PageScope } from '../scope/usePageScope.ts';
import { pageText } from './text.ts';

const SERIES_TEXTS = { none: pageText.none, rest: pageText.rest };

/** What was shared out names no model and costs nothing here: it needs no place in the legend. */
const withCost = (set: SeriesSet): SeriesSet => ({
  ...set,
  series: set.series.filter(({ total }) => /[1-9]/.test(total)),
});

/** Cost by model over the period of the page. */
export function WorkloadTrend({ id, scope }: { id: string; scope: PageScope }) {
  const { query, range, zone, isKnown } = scope;
  const interval = fittingInterval(range);
  const report = useQuery({
    ...costsQuery({
      by: 'model',
      filter: [`workload=${id}`],
      since: query.since,
      until: query.until,
      interval,
      sandbox: 'include',
    }),
    enabled: isKnown,
  }).data;
  const spec = useMemo(
    () =>
      report === undefined
        ? undefined
        : {
            set: withCost(prepareSeries(report, 'cost', zone, SERIES_TEXTS)),
            kind: 'bar' as const,
            bucketLabel: (at: number) => formatBucket(new Date(at).toISOString(), interval, zone),
            valueLabel: (value: string) => formatMeasure(value, 'cost', report.currency),
            tickLabel: (value: number) => formatTick(value, 'cost', report.currency),
          },
    [report, interval, zone],
  );
  const total =
    spec === undefined || report === undefined ? '' : formatMoney(spec.set.total, report.currency).text;
  return (
    <Panel
      title={pageText.trend}
      note={total}
      actions={
        <>
          <Link
            to="/explorer"
            search={{
              by: ['model'],
              filter: [`workload=${id}`],
              range: 'custom',
              since: query.since,
              until: query.until,
            }}
            className={buttonClass('plain', 'sm')}
          >
            {pageText.explore}
          </Link>
          <IconButton
            label={pageText.csv}
            disabled={report === undefined}
            onClick={() => report !== undefined && downloadText(`weir-${id}-by-model.csv`, costsCsv(report))}
          >
            <Download aria-hidden />
          </IconButton>
        </>
      }
    >
      {spec === undefined ? (
        <Skeleton className="h-72" />
      ) : spec.set.series.length === 0 ? (
        <p className="pb-2 text-sm text-ink-2">{pageText.noSpend}</p>
      ) : (
        <>
          <NotedChart
            className="h-56"
            workload={id}
            range={range}
            zone={zone}
            spec={spec}
            label={pageText.trendLabel(id, total)}
          />
          <Legend spec={spec} />
        </>
      )}
    </Panel>
  );
}
