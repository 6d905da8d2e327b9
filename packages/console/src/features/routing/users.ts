import type { Workload } from '@weir/core/contract';

/** Workloads whose routing policy names this route. */
export const usersOfRoute = (id: string, workloads: readonly Workload[]): string[] =>
  workloads
    .filter(({ routing }) => {
      if (routing === undefined) return false;
      const { default_model: standard, fallbacks, escalation, shadow } = routing;
      return [standard, ...fallbacks, ...(escalation?.to ?? []), shadow?.model].includes(id);
    })
    .map((workload) => workload.id);

export const usersOfClass = (id: string, workloads: readonly Workload[]): string[] =>
  workloads.filter(({ data }) => data?.class === id).map((workload) => workload.id);
