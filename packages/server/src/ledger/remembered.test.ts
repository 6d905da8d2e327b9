import { describe, expect, it } from 'vitest';
import type { Explored, ExploreQuery } from './explore-port.ts';
import { type RememberingLedger, rememberAnswers } from './remembered.ts';
import { callOf } from './testing/facts.ts';

const ZERO = {} as Explored['total']['now'];
const answer: Explored = {
  groups: [],
  total: { now: ZERO, previous: undefined },
  count: 0,
  currency: 'USD',
  nextCursor: null,
  answeredFrom: 'rollup',
};
const october: ExploreQuery = {
  since: new Date('2026-10-01T00:00:00Z'),
  until: new Date('2026-11-01T00:00:00Z'),
  by: ['team'],
  filter: {},
  timeZone: 'UTC',
  sandbox: 'exclude',
  order: 'cost',
  descending: true,
  limit: 10,
  percentiles: false,
};
const at = (started_at: string) => ({ token: started_at, calls: [callOf({ started_at })] });

function ledger() {
  const asked: AbortSignal[] = [];
  const waiting: ((explored: Explored) => void)[] = [];
  const store = {
    append: async () => {},
    explore: (_: ExploreQuery, signal: AbortSignal) => {
      asked.push(signal);
      return new Promise<Explored>((resolve, reject) => {
        waiting.push(resolve);
        signal.addEventListener('abort', () => reject(new Error('stopped')));
      });
    },
  } as unknown as RememberingLedger;
  return {
    asked,
    answerAll() {
      for (const one of waiting.splice(0)) one(answer);
    },
    store: rememberAnswers(store),
  };
}

describe('remembered answers', () => {
  it('stay until something lands in their range', async () => {
    const { store, asked, answerAll } = ledger();
    const first = store.exploreRemembered(october);
    answerAll();
    expect((await first).remembered).toBe(false);
    await store.append(at('2026-11-05T00:00:00.000000Z'));
    expect((await store.exploreRemembered(october)).remembered).toBe(true);
    await store.append(at('2026-10-31T23:59:59.999999Z'));
    const again = store.exploreRemembered(october);
    answerAll();
    expect((await again).remembered).toBe(false);
    expect(asked).toHaveLength(2);
  });

  it('forget a comparison when something lands in the other range', async () => {
    const { store, answerAll } = ledger();
    const compared = {
      ...october,
      compare: { since: new Date('2026-09-01T00:00:00Z'), until: new Date('2026-10-01T00:00:00Z') },
    };
    const first = store.exploreRemembered(compared);
    answerAll();
    await first;
    await store.append(at('2026-09-05T00:00:00.000000Z'));
    const again = store.exploreRemembered(compared);
    answerAll();
    expect((await again).remembered).toBe(false);
  });

  it('an answer that something landed beside is given, and not kept', async () => {
    const { store, answerAll } = ledger();
    const first = store.exploreRemembered(october);
    await store.append(at('2026-10-05T00:00:00.000000Z'));
    answerAll();
    await first;
    const again = store.exploreRemembered(october);
    answerAll();
    expect((await again).remembered).toBe(false);
  });

  it('are worked out once for all who ask, until the last has left', async () => {
    const { store, asked } = ledger();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = store.exploreRemembered(october, one.signal);
    const second = store.exploreRemembered(october, two.signal);
    expect(asked).toHaveLength(1);
    one.abort();
    expect(asked[0]?.aborted).toBe(false);
    two.abort();
    expect(asked[0]?.aborted).toBe(true);
    await expect(Promise.allSettled([first, second])).resolves.toMatchObject([
      { status: 'rejected' },
      { status: 'rejected' },
    ]);
  });
});
