import { useQuery } from '@tanstack/react-query';
import type { CostRow, WorkloadBudget } from '@weir/core/contract';
import { periodAt } from '@weir/core/economics';
import { useMemo } from 'react';
import { costsQuery } from '../../api/queries.ts';
import { useNow } from '../scope/useNow.ts';
import { useKnownZone } from '../scope/useZone.ts';

/** Ledgers begin after this; the start of a budget that has no period. */
const LONG_AGO = '2020-01-01T00:00:00.000Z';

/** What each workload spent in a budget period so far, by id. Sandbox calls count, as they do for its budget. */
export function useWorkloadSpend(
  period: WorkloadBudget['period'],
  { workload, wanted = true }: { workload?: string; wanted?: boolean } = {},
) {
  const { zone, isKnown } = useKnownZone();
  const now = useNow();
  const { start, end } = periodAt(period === 'total' ? 'month' : period, now.getTime(), zone);
  const report = useQuery({
    ...costsQuery({
      by: 'workload',
      since: period === 'total' ? LONG_AGO : new Date(start).toISOString(),
      until: new Date(end).toISOString(),
      filter: workload === undefined ? undefined : [`workload=${workload}`],
      sandbox: 'include',
    }),
    enabled: isKnown && wanted,
  }).data;
  return useMemo(() => {
    const rows = new Map<string, CostRow>();
    for (const row of report?.rows ?? []) rows.set(row.group['workload'] ?? '', row);
    return { rows, currency: report?.currency ?? 'USD', isKnown: report !== undefined };
  }, [report]);
}
