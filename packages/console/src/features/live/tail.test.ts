import type { CallSummary } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { readLiveSearch } from './search.ts';
import { EMPTY_TAIL, follow, MOST_ROWS } from './tail.ts';

const call = (n: number) =>
  ({ call_id: `c${n}`, started_at: new Date(1_764_000_000_000 + n * 1_000).toISOString() }) as CallSummary;
const ids = (rows: readonly CallSummary[]) => rows.map((row) => row.call_id);

describe('following calls as they land', () => {
  it('tints what is new, and puts a call that landed late where it began', () => {
    const first = follow(EMPTY_TAIL, [call(5), call(3)], false);
    expect(first.fresh.size).toBe(0);
    const second = follow(first, [call(6), call(5), call(4), call(3)], false);
    expect(ids(second.rows)).toEqual(['c6', 'c5', 'c4', 'c3']);
    expect([...second.fresh]).toEqual(['c6', 'c4']);
    expect(second.seen).toBe(2);
    expect(follow(second, [call(6)], false).fresh.size).toBe(0);
  });

  it('holds a bounded number of rows and goes on counting', () => {
    let tail = follow(EMPTY_TAIL, [call(0)], false);
    for (let n = 1; n <= MOST_ROWS + 50; n++) tail = follow(tail, [call(n), call(n - 1)], false);
    expect(tail.rows).toHaveLength(MOST_ROWS);
    expect(tail.rows[0]?.call_id).toBe(`c${MOST_ROWS + 50}`);
    expect(tail.seen).toBe(MOST_ROWS + 50);
  });

  it('says when calls were missed between two answers', () => {
    const first = follow(EMPTY_TAIL, [call(1)], true);
    expect(first.hasGap).toBe(false);
    expect(follow(first, [call(9), call(8)], true).hasGap).toBe(true);
    expect(follow(first, [call(2), call(1)], true).hasGap).toBe(false);
  });
});

describe('the address of the live tail', () => {
  it('is its filters', () => {
    expect(readLiveSearch({ filter: ['status=ok', 'nonsense'], range: '7d' })).toEqual({
      filter: ['status=ok'],
    });
  });
});
