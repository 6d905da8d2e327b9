import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { unitQuery } from '../../api/value-queries.ts';
import { Chart } from '../../charts/draw/Chart.tsx';
import { formatMeasure, formatTick } from '../../charts/prepare/measures.ts';
import { formatBucket } from '../../format/time.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { FigureValue } from '../figure/FigureValue.tsx';
import type { PageScope } from '../scope/usePageScope.ts';
import type { ViabilityRow } from '../value/ViabilityTable.tsx';
import { VerdictTag } from '../value/verdict.tsx';
import { outcomeTrend } from './prepare.ts';
import { productText as text } from './text.ts';

function useTrend(row: ViabilityRow, scope: PageScope) {
  const { since, until } = scope.query;
  const { data, error } = useQuery({
    ...unitQuery(row.workload, { since, until }),
    enabled: scope.isKnown,
  });
  const spec = useMemo(() => {
    const set = data === undefined ? undefined : outcomeTrend(data, text.perOutcome);
    if (data === undefined || set === undefined) return undefined;
    return {
      set,
      kind: 'line' as const,
      hasPoints: true,
      hasTotal: false,
      bucketLabel: (at: number) => formatBucket(new Date(at).toISOString(), data.interval, scope.zone),
      valueLabel: (value: string) => formatMeasure(value, 'cost', data.currency),
      tickLabel: (value: number) => formatTick(value, 'cost', data.currency),
    };
  }, [data, scope.zone]);
  return {
    figure: data?.figures.cost_per_successful_outcome,
    spec,
    isWaiting: data === undefined && error === null,
  };
}

/** One workload: the cost of a result now and over the period, and the verdict. */
export function WorkloadTrendCard({ row, scope }: { row: ViabilityRow; scope: PageScope }) {
  const { figure, spec, isWaiting } = useTrend(row, scope);
  return (
    <Panel
      title={row.name}
      note={row.outcome === undefined ? text.perOutcome : text.trend(row.outcome)}
      actions={
        <>
          <VerdictTag verdict={row.verdict} because={row.because} />
          <Link
            to="/workloads/$id"
            params={{ id: row.workload }}
            aria-label={text.open(row.name)}
            className={buttonClass('plain', 'sm')}
          >
            →
          </Link>
        </>
      }
    >
      <div className="mb-2 flex h-8 items-center text-2xl font-semibold tracking-tight">
        {isWaiting ? (
          <Skeleton className="h-7 w-28" />
        ) : (
          <FigureValue
            name={text.perSuccess}
            figure={figure}
            meaning={text.perOutcomeHint}
            behind={{
              label: text.calls,
              to: '/calls',
              search: {
                range: 'custom',
                since: scope.query.since,
                until: scope.query.until,
                filter: [`workload=${row.workload}`],
              },
            }}
          />
        )}
      </div>
      {isWaiting ? (
        <Skeleton className="h-32" />
      ) : spec === undefined ? (
        <p className="flex h-32 items-center text-sm text-ink-3">{text.noTrend}</p>
      ) : (
        <Chart className="h-32" spec={spec} label={text.trendLabel(row.name)} />
      )}
      <p className="mt-2 text-sm text-ink-2">{row.because}</p>
    </Panel>
  );
}
