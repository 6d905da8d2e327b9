import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { costsQuery } from '../../api/queries.ts';
import { Chart } from '../../charts/draw/Chart.tsx';
import { Legend } from '../../charts/draw/Legend.tsx';
import { formatMeasure, formatTick } from '../../charts/prepare/measures.ts';
import { prepareSeries } from '../../charts/prepare/series.ts';
import { formatMoney } from '../../format/money.ts';
import { formatBucket } from '../../format/time.ts';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { presetRange } from '../scope/range.ts';
import { useNow } from '../scope/useNow.ts';
import { useKnownZone } from '../scope/useZone.ts';
import { pageText } from './text.ts';

const SERIES_TEXTS = { none: pageText.none, rest: pageText.rest };

export function WorkloadTrend({ id }: { id: string }) {
  const { zone, isKnown } = useKnownZone();
  const now = useNow();
  const range = presetRange('30d', now, zone);
  const report = useQuery({
    ...costsQuery({
      by: 'model',
      filter: [`workload=${id}`],
      since: range.since.toISOString(),
      until: range.until.toISOString(),
      interval: 'day',
      sandbox: 'include',
    }),
    enabled: isKnown,
  }).data;
  const spec = useMemo(
    () =>
      report === undefined
        ? undefined
        : {
            set: prepareSeries(report, 'cost', zone, SERIES_TEXTS),
            kind: 'bar' as const,
            bucketLabel: (at: number) => formatBucket(new Date(at).toISOString(), 'day', zone),
            valueLabel: (value: string) => formatMeasure(value, 'cost', report.currency),
            tickLabel: (value: number) => formatTick(value, 'cost', report.currency),
          },
    [report, zone],
  );
  const total =
    spec === undefined || report === undefined ? '' : formatMoney(spec.set.total, report.currency).text;
  return (
    <Panel title={pageText.trend} note={total}>
      {spec === undefined ? (
        <Skeleton className="h-48" />
      ) : spec.set.series.length === 0 ? (
        <p className="pb-2 text-sm text-ink-2">{pageText.noSpend}</p>
      ) : (
        <>
          <Chart className="h-48" spec={spec} label={pageText.trendLabel(id, total)} />
          <Legend spec={spec} />
        </>
      )}
    </Panel>
  );
}
