import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { workloadsQuery } from '../../api/queries.ts';
import { viabilityQuery } from '../../api/value-queries.ts';
import { ownedBy } from '../scope/owned.ts';
import type { PageScope } from '../scope/usePageScope.ts';

/** The viability map of the page's period, of the workloads that its filters leave. */
export function useViability({ query: { since, until }, filter, isKnown }: PageScope) {
  const report = useQuery({ ...viabilityQuery({ since, until }), enabled: isKnown });
  const workloads = useQuery(workloadsQuery()).data;
  const { data } = report;
  const narrowed = useMemo(() => {
    const ids = ownedBy(filter, workloads ?? []);
    if (data === undefined || ids === undefined) return data;
    return { ...data, workloads: data.workloads.filter(({ workload }) => ids.has(workload)) };
  }, [data, filter, workloads]);
  return { data: narrowed, error: report.error, refetch: report.refetch, stale: report.isPlaceholderData };
}
