import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { Preset } from './presets.ts';
import { type Range, resolveRange } from './range.ts';
import { readScope, type Scope } from './scope.ts';
import { useNow } from './useNow.ts';
import { useKnownZone } from './useZone.ts';

export interface PageScope {
  preset: Preset;
  range: Range;
  zone: string;
  /** False until the organization's zone is known: ask nothing before. */
  isKnown: boolean;
  filter: string[] | undefined;
  /** Something was chosen: an empty page may be empty for that. */
  isNarrowed: boolean;
  /** What endpoints with a range take. */
  query: { since: string; until: string; filter: string[] | undefined };
  change: (part: Scope) => void;
  clear: () => void;
}

const CLEAR: Scope = { range: undefined, since: undefined, until: undefined, filter: undefined };

/** Period and filters of the page one is on, from its address. Its route reads them with `readScope`. */
export function usePageScope(fallback: Exclude<Preset, 'custom'>): PageScope {
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const { zone, isKnown } = useKnownZone();
  const now = useNow();
  const scope = useMemo(() => readScope(raw), [raw]);
  const range = useMemo(() => resolveRange(scope, fallback, now, zone), [scope, fallback, now, zone]);
  const change = useCallback(
    (part: Scope) =>
      void navigate({
        to: '.',
        search: (before) => ({ ...before, ...part }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const [since, until] = [range.since.toISOString(), range.until.toISOString()];
  const { filter } = scope;
  return {
    preset: scope.range ?? fallback,
    range,
    zone,
    isKnown,
    filter,
    isNarrowed: filter !== undefined || scope.range !== undefined,
    query: useMemo(() => ({ since, until, filter }), [since, until, filter]),
    change,
    clear: () => change(CLEAR),
  };
}
