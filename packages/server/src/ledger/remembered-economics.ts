import type { DriverQuery, DriverSum, EconomicsStore, StackSum } from './economics-port.ts';

const REMEMBERED = 200;
/** Larger answers are dear to keep and seldom asked twice. */
const LARGEST = 20_000;
/** Calls of a task may lie so far from its first: see `taskCosts`, and an hour for its full hours. */
const AROUND_MS = (31 * 24 + 1) * 3_600_000;

/** Epoch milliseconds; `until` exclusive. */
export interface Span {
  since: number;
  until: number;
}

export interface RememberedEconomics {
  economics: EconomicsStore;
  /** Calls of this span have come or gone. */
  forget(span: Span): void;
}

interface Entry {
  span: Span;
  answer: Promise<readonly unknown[]>;
}

/**
 * Sums of a range are remembered until something lands in it, as answers of `explore` are: the page of a workload asks the same of past days
 * again and again. The same question asked twice at a time is one statement. Costs of tasks change with calls around the range, too: those are in their span.
 */
export function rememberEconomics(store: EconomicsStore): RememberedEconomics {
  const entries = new Map<string, Entry>();

  function remembered<T>(key: string, span: Span, ask: () => Promise<T[]>): Promise<T[]> {
    const known = entries.get(key);
    const entry = known ?? { span, answer: ask() };
    entries.delete(key);
    entries.set(key, entry);
    if (known === undefined) {
      const drop = () => {
        if (entries.get(key) === entry) entries.delete(key);
      };
      entry.answer.then((rows) => (rows.length > LARGEST ? drop() : undefined), drop);
      if (entries.size > REMEMBERED) entries.delete(entries.keys().next().value as string);
    }
    // every caller has a list of their own
    return entry.answer.then((rows) => [...rows] as T[]);
  }

  const spanOf = ({ since, until }: { since: Date; until: Date }) => ({
    since: since.getTime(),
    until: until.getTime(),
  });
  const keyOf = (name: string, query: object) => `${name} ${JSON.stringify(query)}`;

  return {
    economics: {
      ...store,
      drivers: (query: DriverQuery) =>
        lasts(query)
          ? remembered<DriverSum>(keyOf('drivers', query), spanOf(query), () => store.drivers(query))
          : store.drivers(query),
      stack: (query: DriverQuery) =>
        lasts(query)
          ? remembered<StackSum>(keyOf('stack', query), spanOf(query), () => store.stack(query))
          : store.stack(query),
      taskCosts: async (query) => {
        const { since, until } = spanOf(query);
        const around = { since: since - AROUND_MS, until: until + AROUND_MS };
        const ask = async () => [await store.taskCosts(query)];
        const [costs] = await remembered(keyOf('taskCosts', query), around, ask);
        return costs;
      },
      firstSeen: (query) =>
        // what comes before the range decides what is new in it
        remembered(keyOf('firstSeen', query), { ...spanOf(query), since: 0 }, () => store.firstSeen(query)),
    },
    forget({ since, until }) {
      for (const [key, { span }] of entries) {
        if (span.since < until && since < span.until) entries.delete(key);
      }
    },
  };
}

/** What virtual tags mean may change without anything landing. */
function lasts({ filter = {} }: DriverQuery): boolean {
  return !Object.keys(filter).some((name) => name.startsWith('virtual.'));
}
