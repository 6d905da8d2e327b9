import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { applicationsQuery, costCentersQuery, teamsQuery, workloadsQuery } from '../../api/queries.ts';
import type { Ownership } from './owners.ts';

/** Everything that owns or is owned; undefined until all of it is there. */
export function useOwnership() {
  const costCenters = useQuery(costCentersQuery());
  const teams = useQuery(teamsQuery());
  const applications = useQuery(applicationsQuery());
  const workloads = useQuery(workloadsQuery());
  const ownership = useMemo(
    (): Ownership | undefined =>
      costCenters.data && teams.data && applications.data && workloads.data
        ? {
            costCenters: costCenters.data,
            teams: teams.data,
            applications: applications.data,
            workloads: workloads.data,
          }
        : undefined,
    [costCenters.data, teams.data, applications.data, workloads.data],
  );
  const all = [costCenters, teams, applications, workloads];
  const failed = all.find(({ error }) => error !== null);
  return {
    ownership,
    error: failed?.error ?? null,
    refetch: () => {
      for (const one of all) if (one.error !== null) void one.refetch();
    },
  };
}
