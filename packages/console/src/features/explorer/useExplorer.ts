import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ExploreOrder } from '@weir/core/contract';
import { useCallback, useMemo } from 'react';
import { costsQuery, exploreQuery } from '../../api/queries.ts';
import type { Measure } from '../../charts/prepare/measures.ts';
import type { CallsSearch } from '../calls/search.ts';
import { fittingInterval, isTooFine, resolveRange } from '../scope/range.ts';
import { type FilterTerm, withTerms } from '../scope/scope.ts';
import { useNow } from '../scope/useNow.ts';
import { useKnownZone } from '../scope/useZone.ts';
import { ORDERS, wholeOf } from './rows.ts';
import type { ExplorerSearch } from './search.ts';

const route = getRouteApi('/shell/explorer');
const DEFAULT_RANGE = '7d';
/** Groups at a time; more come when asked for. */
export const PAGE = 200;
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
  const sort = sortOf(search.sort ?? `-${measure}`, by, measure);
  const explored = {
    ...query,
    compare: search.compare,
    percentiles: search.percentiles === true ? 'true' : undefined,
    order: orderOf(sort.id),
    ascending: sort.desc ? undefined : 'true',
  };
  // days begin in the organization's zone: asking in another first would show figures that then change
  const groups = useInfiniteQuery({ ...exploreQuery({ ...explored, limit: PAGE }), enabled: isZoneKnown });
  const report = useMemo(() => wholeOf(groups.data?.pages), [groups.data]);
  /** Search of the calls list that shows what stands behind a figure. */
  const callsBehind = useCallback(
    (terms: readonly FilterTerm[], since = range.since, until = range.until): CallsSearch => ({
      range: 'custom',
      since: since.toISOString(),
      until: until.toISOString(),
      filter: withTerms(search.filter, report?.sandbox === 'exclude' ? [...terms, NO_SANDBOX] : terms),
    }),
    [range, search.filter, report?.sandbox],
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
    report,
    question: explored,
    callsBehind,
    overTime: useQuery({ ...costsQuery({ ...query, interval }), enabled: isZoneKnown }),
  };
}
interface Sort {
  id: string;
  desc: boolean;
}

function sortOf(text: string, by: readonly string[], measure: Measure): Sort {
  const id = text.replace(/^-/, '');
  const isKnown = by.includes(id) || ORDERS.some((one) => one === id);
  return isKnown ? { id, desc: text.startsWith('-') } : { id: measure, desc: true };
}

/** A dimension is ordered by name. */
function orderOf(id: string): ExploreOrder {
  return ORDERS.find((one) => one === id) ?? 'name';
}

export type ExplorerState = ReturnType<typeof useExplorer>;
