import type { Note } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { bucketOf } from '../../charts/draw/options.ts';
import { marksOf, numbered } from './prepare.ts';

const note = (id: string, at: string): Note => ({
  id,
  at,
  text: `note ${id}`,
  author: 'ada',
  created_at: at,
});

describe('notes on a chart', () => {
  it('are numbered in order of time, and only those of the range', () => {
    const range = { since: new Date('2026-11-01T00:00:00Z'), until: new Date('2026-12-01T00:00:00Z') };
    const found = numbered(
      [
        note('b', '2026-11-20T12:00:00Z'),
        note('a', '2026-11-02T00:00:00Z'),
        note('old', '2026-10-31T23:59:59Z'),
        note('next', '2026-12-01T00:00:00Z'),
      ],
      range,
    );
    expect(found.map(({ sign, note: { id } }) => [sign, id])).toEqual([
      ['1', 'a'],
      ['2', 'b'],
    ]);
    expect(marksOf(found)[0]).toEqual({ at: Date.parse('2026-11-02T00:00:00Z'), sign: '1', text: 'note a' });
  });

  it('stand at the bucket they lie in', () => {
    expect([5, 10, 19, 20, 99].map((at) => bucketOf([10, 20], at))).toEqual([undefined, 0, 0, 1, 1]);
  });
});
