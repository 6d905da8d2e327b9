import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { costsQuery } from '../../api/queries.ts';
import { MEASURES } from '../../charts/prepare/measures.ts';
import type { CallsSearch } from '../calls/search.ts';
import { fittingInterval, isTooFine, resolveRange } from '../scope/range.ts';
import { type FilterTerm, withTerms } from '../scope/scope.ts';
import { useNow } from '../scope/useNow.ts';
import { useKnownZone } from '../scope/useZone.ts';
import type { ExplorerSearch } from './search.ts';

const route = getRouteApi('/shell/explorer');
const DEFAULT_RANGE = '7d';
const DEFAULT_BY: readonly string[] = ['workload'];

/** Calls have no such switch: what the figures left out is left out of the calls behind them by a filter. */
const NO_SANDBOX: FilterTerm = { dimension: 'sandbox', value: 'false' };

/** The question in the URL, resolved, and the two reports that answer it: one row per group, and per interval too. */
export function useExplorer() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const { zone, isKnown: isZoneKnown } = useKnownZone();
  const now = useNow();
  const range = useMemo(() => resolveRange(search, DEFAULT_RANGE, now, zone), [search, now, zone]);
  const by = search.by ?? DEFAULT_BY;
  const wanted = search.interval ?? fittingInterval(range);
  const tooFine = isTooFine(range, wanted);
  const interval = tooFine ? fittingInterval(range) : wanted;
  const query = {
    by: by.join(','),
    since: range.since.toISOString(),
    until: range.until.toISOString(),
    filter: search.filter,
    sandbox: search.sandbox,
  };
  const change = useCallback(
    (part: Partial<ExplorerSearch>) =>
      void navigate({
        to: '/explorer',
        search: (before: ExplorerSearch) => ({ ...before, ...part }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const measure = search.measure ?? 'cost';
  const sortText = search.sort ?? `-${measure}`;
  const sortId = sortText.replace(/^-/, '');
  const isKnown = by.includes(sortId) || MEASURES.some((one) => one === sortId);
  const sort = isKnown ? { id: sortId, desc: sortText.startsWith('-') } : { id: measure, desc: true };
  // days begin in the organization's zone: asking in another first would show figures that then change
  const groups = useQuery({ ...costsQuery(query), enabled: isZoneKnown });
  /** Search of the calls list that shows what stands behind a figure. */
  const callsBehind = useCallback(
    (terms: readonly FilterTerm[], since = range.since, until = range.until): CallsSearch => ({
      range: 'custom',
      since: since.toISOString(),
      until: until.toISOString(),
      filter: withTerms(search.filter, groups.data?.sandbox === 'exclude' ? [...terms, NO_SANDBOX] : terms),
    }),
    [range, search.filter, groups.data?.sandbox],
  );
  return {
    search,
    change,
    zone,
    range,
    preset: search.range ?? DEFAULT_RANGE,
    by,
    measure,
    interval,
    tooFine,
    kind: search.chart ?? ('bar' as const),
    sort,
    groups,
    callsBehind,
    overTime: useQuery({ ...costsQuery({ ...query, interval }), enabled: isZoneKnown }),
  };
}
export type ExplorerState = ReturnType<typeof useExplorer>;
