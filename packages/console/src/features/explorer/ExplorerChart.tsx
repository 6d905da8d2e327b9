import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { formatMeasure, formatTick } from '../../charts/prepare/measures.ts';
import { REST, type SeriesSet, seriesTerms } from '../../charts/prepare/series.ts';
import { formatBucket } from '../../format/time.ts';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { NotedChart } from '../notes/NotedChart.tsx';
import { dimensionLabel } from '../scope/text.ts';
import { text } from './text.ts';
import type { ExplorerState } from './useExplorer.ts';

export function ExplorerChart({ state, set }: { state: ExplorerState; set: SeriesSet | undefined }) {
  const { measure, zone, kind, overTime, tooFine, range, callsBehind } = state;
  const navigate = useNavigate();
  // while another question loads, the chart still answers the one before
  const by = overTime.data?.by ?? state.by;
  const interval = overTime.data?.interval ?? state.interval;
  const currency = overTime.data?.currency ?? 'USD';
  const spec = useMemo(
    () =>
      set === undefined
        ? undefined
        : {
            set,
            kind,
            bucketLabel: (at: number) => formatBucket(new Date(at).toISOString(), interval, zone),
            valueLabel: (value: string) => formatMeasure(value, measure, currency),
            tickLabel: (value: number) => formatTick(value, measure, currency),
          },
    [set, kind, interval, zone, measure, currency],
  );
  const pick = (bucket: number, seriesKey: string) => {
    if (set === undefined) return;
    const end = set.buckets[set.buckets.indexOf(bucket) + 1] ?? range.until.getTime();
    const terms = seriesKey === REST ? [] : seriesTerms(seriesKey, by);
    void navigate({ to: '/calls', search: callsBehind(terms, new Date(bucket), new Date(end)) });
  };
  const measureName = text.measures[measure];
  const byName = by.map(dimensionLabel).join(' and ');
  return (
    <Panel
      title={measureName}
      note={spec === undefined ? null : formatMeasure(spec.set.total, measure, currency)}
      actions={tooFine ? <p className="text-xs text-warn">{text.tooFine}</p> : undefined}
    >
      {spec === undefined ? (
        <Skeleton className="h-72" />
      ) : (
        <NotedChart
          range={range}
          zone={zone}
          className="h-72"
          spec={spec}
          onPick={pick}
          label={text.chartLabel(
            measureName,
            byName,
            text.intervals[interval].toLowerCase(),
            formatMeasure(spec.set.total, measure, currency),
          )}
        />
      )}
    </Panel>
  );
}
