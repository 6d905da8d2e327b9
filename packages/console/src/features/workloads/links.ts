import type { PageScope } from '../scope/usePageScope.ts';
import { text } from './page-text.ts';

/** What stands behind the figures of a workload: the period goes along. */
export function behindOf(id: string, { query: { since, until } }: Pick<PageScope, 'query'>) {
  const range = { range: 'custom' as const, since, until };
  const filter = [`workload=${id}`];
  return {
    calls: { label: text.calls, to: '/calls' as const, search: { ...range, filter } },
    outcomes: { label: text.outcomes, to: '/outcomes' as const, search: { ...range, filter } },
    cost: { label: text.entries, to: '/full-cost' as const, search: { ...range, filter } },
    tasks: { label: text.tasks, to: '/tasks' as const, search: { ...range, workload: id } },
  };
}
export type Behind = ReturnType<typeof behindOf>;
