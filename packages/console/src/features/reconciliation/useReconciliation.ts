import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { periodsQuery } from '../../api/books-queries.ts';
import { organizationQuery } from '../../api/queries.ts';
import { useNow } from '../scope/useNow.ts';
import { usualMonth } from './prepare.ts';
import type { ReconciliationSearch } from './search.ts';

const route = getRouteApi('/shell/reconciliation');
export const LISTED_MONTHS = 13;

/** What the URL asks for, and how to ask for something else. */
export function useReconciliation() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const now = useNow();
  const periods = useQuery(periodsQuery(LISTED_MONTHS));
  const currency = useQuery(organizationQuery()).data?.currency ?? 'USD';
  const change = useCallback(
    (part: ReconciliationSearch) =>
      void navigate({
        to: '/reconciliation',
        search: { ...search, ...part },
        replace: true,
        resetScroll: false,
      }),
    [navigate, search],
  );
  return {
    search,
    change,
    periods,
    currency,
    /** Undefined until it is known which month is meant. */
    month: search.month ?? (periods.isPending ? undefined : usualMonth(periods.data, now)),
    newest: periods.data?.[0]?.month ?? now.toISOString().slice(0, 7),
  };
}
export type ReconciliationState = ReturnType<typeof useReconciliation>;
