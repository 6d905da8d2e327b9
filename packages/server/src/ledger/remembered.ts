import type { EconomicsStore } from './economics-port.ts';
import type { Explored, ExploreQuery, ExploringStore } from './explore-port.ts';
import type { LedgerBatch, LedgerStore, TimeRange } from './port.ts';
import { rememberEconomics, type Span } from './remembered-economics.ts';

const REMEMBERED = 200;
/** Larger answers are dear to keep and seldom asked twice. */
const LARGEST_GROUPS = 5_000;

interface Entry {
  ranges: readonly Span[];
  answer: Promise<Explored>;
  /** Somebody waits for it; the statement ends when nobody does any more. */
  waiting: number;
  stop: AbortController;
  settled: boolean;
}

export interface Remembering {
  /** As `explore`, and whether the answer was known already. */
  exploreRemembered(
    query: ExploreQuery,
    signal?: AbortSignal,
  ): Promise<{ explored: Explored; remembered: boolean }>;
  /** Calls of this range have come or gone otherwise than by `append`. */
  forget(range: TimeRange): void;
}

type ExploredLedger = LedgerStore & ExploringStore & { readonly economics?: EconomicsStore };
export type RememberingLedger = LedgerStore & ExploringStore & Remembering;

/**
 * Remembers answers until something lands in their range: then, and only then, they may have changed. The same question
 * asked twice at a time is one statement; it ends when the last who asked has left.
 */
export function rememberAnswers<L extends ExploredLedger>(ledger: L): L & Remembering {
  const entries = new Map<string, Entry>();
  const sums = ledger.economics === undefined ? undefined : rememberEconomics(ledger.economics);

  function forget(span: Span): void {
    sums?.forget(span);
    for (const [key, { ranges }] of entries) {
      if (ranges.some((range) => range.since < span.until && span.since < range.until)) entries.delete(key);
    }
  }

  function ask(key: string, query: ExploreQuery): Entry {
    const stop = new AbortController();
    const ranges = [query, ...(query.compare === undefined ? [] : [query.compare])].map(spanOf);
    const entry: Entry = {
      ranges,
      stop,
      waiting: 0,
      settled: false,
      answer: ledger.explore(query, stop.signal),
    };
    const drop = () => {
      if (entries.get(key) === entry) entries.delete(key);
    };
    entry.answer.then(({ groups }) => {
      entry.settled = true;
      if (groups.length > LARGEST_GROUPS) drop();
    }, drop);
    entries.set(key, entry);
    if (entries.size > REMEMBERED) entries.delete(entries.keys().next().value as string);
    return entry;
  }

  async function exploreRemembered(query: ExploreQuery, signal?: AbortSignal) {
    const key = JSON.stringify(query);
    const known = entries.get(key);
    const entry = known ?? ask(key, query);
    if (known !== undefined) {
      entries.delete(key);
      entries.set(key, known);
    }
    const leave = () => {
      entry.waiting -= 1;
      if (entry.waiting > 0 || entry.settled) return;
      entry.stop.abort();
      if (entries.get(key) === entry) entries.delete(key);
    };
    entry.waiting += 1;
    signal?.addEventListener('abort', leave, { once: true });
    try {
      return { explored: await entry.answer, remembered: known?.settled === true };
    } finally {
      signal?.removeEventListener('abort', leave);
      if (signal?.aborted !== true) entry.waiting -= 1;
    }
  }

  return {
    ...ledger,
    ...(sums === undefined ? {} : { economics: sums.economics }),
    async append(batch) {
      // forgotten before and after: a question asked in between has seen only part of it
      const span = spanOfBatch(batch);
      forget(span);
      try {
        await ledger.append(batch);
      } finally {
        forget(span);
      }
    },
    async explore(query, signal) {
      return (await exploreRemembered(query, signal)).explored;
    },
    exploreRemembered,
    forget: (range) => forget(spanOf(range)),
  };
}

function spanOf({ since, until }: TimeRange): Span {
  return { since: since.getTime(), until: until.getTime() };
}

function spanOfBatch({ calls }: LedgerBatch): Span {
  let since = Number.POSITIVE_INFINITY;
  let until = Number.NEGATIVE_INFINITY;
  for (const call of calls) {
    const at = Date.parse(call.started_at);
    since = Math.min(since, at);
    until = Math.max(until, at + 1);
  }
  return { since, until };
}
