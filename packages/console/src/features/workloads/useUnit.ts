import { useQuery } from '@tanstack/react-query';
import { unitQuery } from '../../api/value-queries.ts';
import { fittingInterval } from '../scope/range.ts';
import type { PageScope } from '../scope/usePageScope.ts';

/** Unit economics of the page's period. `isDeep`: also by prompt version, model and customer, which takes longer. */
export function useUnit(workload: string, { query, range, isKnown }: PageScope, isDeep = false) {
  const { since, until } = query;
  const fitting = fittingInterval(range);
  return useQuery({
    ...unitQuery(workload, {
      since,
      until,
      interval: fitting === 'hour' ? 'day' : fitting,
      ...(isDeep ? {} : { by: '' }),
    }),
    enabled: isKnown,
  });
}
