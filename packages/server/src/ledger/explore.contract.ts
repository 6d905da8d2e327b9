import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExploreQuery } from './explore-port.ts';
import type { Ledger } from './statement-port.ts';
import { callOf, chargeOf } from './testing/facts.ts';

const since = new Date('2026-10-01T00:00:00Z');
const until = new Date('2026-11-01T00:00:00Z');
const before = { since: new Date('2026-09-01T00:00:00Z'), until: since };

/** Twelve workloads of three teams; w-1 has calls for 1, 2, 3 and 10 USD. */
const CALLS = [
  ...[1, 2, 3, 10].map((cost, i) =>
    call(`a-${i}`, '2026-10-02T10:00:00.000000Z', 'w-01', String(cost), 100 * (i + 1)),
  ),
  ...Array.from({ length: 11 }, (_, i) =>
    call(`b-${i}`, `2026-10-${10 + i}T05:30:00.000000Z`, `w-${String(i + 2).padStart(2, '0')}`, '0.5', 50),
  ),
  call('c-0', '2026-09-15T10:00:00.000000Z', 'w-01', '4', 10),
  call('c-1', '2026-09-16T10:00:00.000000Z', 'w-gone', '7', 10),
  call('d-0', '2026-10-05T10:00:00.000000Z', 'w-01', '100', 10, { purpose: 'evaluation' }),
];

function call(
  call_id: string,
  at: string,
  workload: string,
  cost: string,
  duration_ms: number,
  more: Parameters<typeof callOf>[0] = {},
) {
  return callOf({
    call_id,
    started_at: at,
    ended_at: at,
    duration_ms,
    tags: { workload, team: `t-${workload.charCodeAt(3) % 3}`, user: '=cmd' },
    usage: { input_tokens: 100, output_tokens: 40 },
    charges: [chargeOf({ effective_cost: cost })],
    ...more,
  });
}

/** What every ledger backend must do when people explore it and take files out of it. */
export function describeExploring(name: string, open: () => Promise<Ledger>): void {
  describe(`exploring: ${name}`, () => {
    let store: Ledger;
    beforeAll(async () => {
      store = await open();
      await store.append({ token: 'explored', calls: CALLS });
    });
    afterAll(() => store.close());

    const ask = (more: Partial<ExploreQuery> = {}) =>
      store.explore({
        since,
        until,
        by: ['workload'],
        filter: {},
        timeZone: 'UTC',
        sandbox: 'exclude',
        order: 'cost',
        descending: true,
        limit: 5,
        percentiles: false,
        ...more,
      });

    it('gives pages that together are every group once, each with the total of all', async () => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await ask(cursor === undefined ? {} : { cursor });
        expect(page.count).toBe(12);
        expect(page.total.now.cost).toBe('121.500000000000');
        expect(page.total.now.calls).toBe(15);
        seen.push(...page.groups.map(({ values }) => values.join()));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(seen).toEqual([...Array.from({ length: 12 }, (_, i) => `w-${String(i + 1).padStart(2, '0')}`)]);
    });

    it('orders by what is asked for, both ways', async () => {
      const dear = await ask({ order: 'cost_per_call', limit: 1 });
      expect(dear.groups[0]?.values).toEqual(['w-01']);
      const few = await ask({ order: 'calls', descending: false, limit: 1 });
      expect(few.groups[0]?.now.calls).toBe(1);
      const named = await ask({ order: 'name', limit: 2 });
      expect(named.groups.map(({ values }) => values[0])).toEqual(['w-12', 'w-11']);
      const further = await ask({ order: 'name', limit: 2, cursor: named.nextCursor ?? '' });
      expect(further.groups.map(({ values }) => values[0])).toEqual(['w-10', 'w-09']);
    });

    it('sets another time beside it, also for groups that are in one of them only', async () => {
      const compared = await ask({ compare: before, order: 'change', descending: false, limit: 20 });
      const [first] = compared.groups;
      expect([first?.values, first?.now.cost, first?.previous?.cost]).toEqual([
        ['w-gone'],
        '0.000000000000',
        '7.000000000000',
      ]);
      expect(compared.groups.at(-1)?.previous?.cost).toBe('4.000000000000');
      expect(compared.total.previous?.cost).toBe('11.000000000000');
    });

    it('tells percentiles over the calls of production', async () => {
      const page = await ask({ percentiles: true, limit: 1 });
      expect(page.groups[0]?.percentiles).toMatchObject({
        calls: 4,
        cost: { p50: '2.000000000000', p95: '10.000000000000', p99: '10.000000000000' },
        duration_ms: { p50: 200, p95: 400, p99: 400 },
        approximate: false,
      });
      const byUnit = await ask({ percentiles: true, by: ['unit'] });
      expect(byUnit.groups[0]?.percentiles).toBeUndefined();
    });

    it('answers a question without groups, and one that nothing answers', async () => {
      const whole = await ask({ by: [] });
      expect(whole.groups).toMatchObject([{ values: [], now: { cost: '121.500000000000' } }]);
      const nothing = await ask({ filter: { workload: ['nobody'] } });
      expect(nothing).toMatchObject({ groups: [], count: 0, nextCursor: null, total: { now: { calls: 0 } } });
    });

    it('refuses a cursor of another list', async () => {
      await expect(ask({ cursor: 'bm9wZQ' })).rejects.toMatchObject({
        code: 'invalid_argument',
        field: 'cursor',
      });
    });

    it('stops when nobody waits any more', async () => {
      await expect(store.explore({ ...(await question()), limit: 5 }, AbortSignal.abort())).rejects.toThrow();
    });

    const question = async () => ({
      since,
      until,
      by: ['user'],
      filter: {},
      timeZone: 'UTC',
      sandbox: 'exclude' as const,
      order: 'cost' as const,
      descending: true,
      percentiles: false,
    });

    it('exports every row, and defuses what a spreadsheet would run', async () => {
      const query = {
        since,
        until,
        kind: 'calls' as const,
        filter: { workload: ['w-01'] },
        sandbox: 'exclude' as const,
      };
      const { rows, bytes } = await store.export(query, 'csv');
      const lines = (await textOf(bytes)).trim().split('\n');
      expect(rows).toBe(5);
      expect(lines).toHaveLength(6);
      expect(lines[0]?.startsWith('"call_id","started_at"')).toBe(true);
      expect(lines.slice(1).every((line) => line.includes(`"'=cmd"`))).toBe(true);
      expect(lines.some((line) => line.includes('\\N'))).toBe(false);
      const parquet = await bytesOf((await store.export(query, 'parquet')).bytes);
      expect(parquet.subarray(0, 4).toString()).toBe('PAR1');
      const charges = await store.export({ ...query, kind: 'charges' }, 'array');
      const [row] = (await textOf(charges.bytes)).trim().split('\n');
      expect(JSON.parse(row ?? '')).toHaveLength(charges.columns.length);
    });
  });
}

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  return (await bytesOf(pieces)).toString();
}
