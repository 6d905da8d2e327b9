import type { Registry } from '../../registry/index.ts';

/** What records of a workload are attributed by that no gateway wrote: its tags, and those its environment requires. */
export function workloadRules({ compile }: Pick<Registry, 'compile'>) {
  return (id: string) => {
    const { workloads, environments } = compile();
    const workload = workloads[id];
    if (workload === undefined) return undefined;
    const requiredTags = environments[workload.environment]?.requiredTags;
    return { tags: workload.tags, ...(requiredTags === undefined ? {} : { requiredTags }) };
  };
}
