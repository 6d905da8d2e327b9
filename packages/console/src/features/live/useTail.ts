import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { tailQuery } from '../../api/gateway-queries.ts';
import { EMPTY_TAIL, follow, type Tail } from './tail.ts';

const AT_ONCE = 100;
/** Without events (a proxy that holds them back) the tail still moves. */
const ASK_ANYWAY_MS = 10_000;

/**
 * Follows calls that pass the filters: every event of the ledger makes the newest ones stale (see api/live.ts), and
 * what is new is added. While paused the rows stay as they are and newcomers are only counted.
 */
export function useTail(filter: readonly string[] | undefined) {
  const [paused, setPaused] = useState(false);
  const [all, setAll] = useState<Tail>(EMPTY_TAIL);
  const [held, setHeld] = useState<Tail>();
  const question = JSON.stringify(filter ?? []);
  const newest = useQuery({
    ...tailQuery({ filter, limit: AT_ONCE }),
    refetchInterval: ASK_ANYWAY_MS,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question begins another tail
  useEffect(() => {
    setAll(EMPTY_TAIL);
    setHeld(undefined);
    setPaused(false);
  }, [question]);
  useEffect(() => {
    const page = newest.data;
    if (page !== undefined) setAll((tail) => follow(tail, page.data, page.next_cursor !== null));
  }, [newest.data]);
  const shown = held ?? all;
  return useMemo(
    () => ({
      paused,
      shown,
      waiting: held === undefined ? 0 : all.seen - held.seen,
      toggle: () => {
        setPaused(!paused);
        setHeld(paused ? undefined : all);
      },
      isLoading: newest.data === undefined,
      error: newest.error,
      retry: () => void newest.refetch(),
    }),
    [paused, shown, held, all, newest],
  );
}
