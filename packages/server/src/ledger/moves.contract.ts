import type { CallFact } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MovableQuery } from './attribution-port.ts';
import type { CostQuery } from './port.ts';
import type { VirtualTags } from './sql/queries/dimensions.ts';
import type { Ledger } from './statement-port.ts';
import { callOf, chargeOf } from './testing/facts.ts';

const MAY = { since: new Date('2026-05-01T00:00:00Z'), until: new Date('2026-06-01T00:00:00Z') };
const BASE: Omit<CostQuery, 'by'> = { ...MAY, timeZone: 'UTC', sandbox: 'include', filter: {} };
const UNCLAIMED: Partial<CallFact> = { attribution: 'quarantined', missing_tags: ['owner'] };
const VIRTUAL: Readonly<Record<string, ReturnType<VirtualTags>>> = {
  desk: {
    rules: [
      { value: 'robots', when: { workload: ['bot'] } },
      { value: "it's nobody's", when: { workload: [''], attribution: ['quarantined'] } },
    ],
    otherwise: 'others',
  },
  people: { rules: [{ value: 'first', when: { user: ['u'] } }], otherwise: '' },
};
const call = (id: string, hour: number, more: Partial<CallFact> = {}) => {
  const at = `2026-05-03T${String(hour).padStart(2, '0')}:00:00.000000Z`;
  return callOf({ call_id: id, started_at: at, ended_at: at, tags: { user: 'u' }, ...UNCLAIMED, ...more });
};
const CALLS = [
  call('m-1', 9),
  call('m-2', 10),
  call('m-3', 11, { tags: { user: 'v' }, charges: [chargeOf()] }),
  call('m-hit', 12, { charges: [], usage: {}, cache: 'hit', avoided_cost: '0.100000000000' }),
  call('m-failed', 13, { status: 'upstream_error', http_status: 502 }),
  call('m-copy', 14, { purpose: 'evaluation' }),
  call('m-owned', 15, { tags: { workload: 'bot', owner: 'ada' }, attribution: 'complete', missing_tags: [] }),
];
const QUERY: MovableQuery = {
  ...MAY,
  timeZone: 'UTC',
  when: { workload: [''] },
  unless: [],
  ownLine: 'attribution/mine',
  mostGroups: 1_000,
};

/** What an approved move of the two plain calls books: the same taken away here and added there. */
function moved(sign: 1 | -1, tags: Record<string, string>, id: string): CallFact {
  const amount = (text: string) => (sign < 0 ? `-${text}` : text);
  const charge = (unit: string, quantity: number, cost: string) =>
    chargeOf({
      unit,
      quantity: String(sign * quantity),
      effective_cost: amount(cost),
      list_cost: amount(cost),
      contracted_cost: amount(cost),
    });
  const { ttft_ms: _, finish_reason: __, ...plain } = call(id, 9);
  return {
    ...plain,
    tags,
    source: 'books',
    usage: {},
    charges: [charge('input_tokens', 200, '0.000500000000'), charge('output_tokens', 80, '0.000800000000')],
    cost: amount('0.001300000000'),
    ...(sign > 0 ? { attribution: 'complete' as const, missing_tags: [] } : {}),
    entry: {
      kind: 'attribution',
      calls: 2 * sign,
      booked_at: '2026-06-02T08:00:00.000000Z',
      reason: 'It was the bot.',
      ...(sign > 0 ? { source_line: 'attribution/mine' } : {}),
    },
  };
}

/** What every ledger backend must do with calls that move from one owner to another, and with virtual tags. */
export function describeMoves(name: string, open: (virtualTags: VirtualTags) => Promise<Ledger>): void {
  describe(`moves: ${name}`, () => {
    let store: Ledger;
    beforeAll(async () => {
      store = await open((id) => VIRTUAL[id]);
      await store.append({ token: 'calls', calls: CALLS });
    });
    afterAll(() => store.close());

    it('tells what is alike in one group, calls without charges and unfinished ones apart', async () => {
      const groups = await store.attribution.movable(QUERY);
      const shown = groups.map(({ tags, calls, status, cache, purpose, charges }) => [
        tags['user'],
        calls,
        status,
        cache || purpose,
        charges.map(({ unit, quantity, effective_cost }) => `${quantity} ${unit} ${effective_cost}`),
      ]);
      expect(shown).toEqual([
        ['u', 2, 'ok', '', ['200 input_tokens 0.0005', '80 output_tokens 0.0008']],
        ['v', 1, 'ok', '', ['100 input_tokens 0.00025']],
        ['u', 1, 'ok', 'hit', []],
        ['u', 1, 'upstream_error', '', ['100 input_tokens 0.00025', '40 output_tokens 0.0004']],
        ['u', 1, 'ok', 'evaluation', ['100 input_tokens 0.00025', '40 output_tokens 0.0004']],
      ]);
      expect(groups[0]).toMatchObject({
        at: '2026-05-03T09:00:00.000000Z',
        provider: 'openai',
        key: 'key_1',
      });
      expect(groups[2]?.avoided_cost).toBe('0.1');
    });

    it('leaves users and tasks out where there would be too many groups', async () => {
      const groups = await store.attribution.movable({ ...QUERY, mostGroups: 4 });
      expect(groups.every(({ tags }) => tags['user'] === undefined)).toBe(true);
      expect(groups.reduce((sum, { calls }) => sum + calls, 0)).toBe(6);
    });

    it('leaves to other rules what is theirs', async () => {
      const unless = [{ ...MAY, when: { user: ['u'] } }];
      const groups = await store.attribution.movable({ ...QUERY, unless });
      expect(groups.map(({ tags, calls }) => [tags['user'], calls])).toEqual([['v', 1]]);
    });

    it('names keys whose calls nobody has claimed, and what they lack', async () => {
      const [key] = await store.attribution.unattributed({ ...MAY, sandbox: 'exclude', limit: 10 });
      expect(key).toEqual({
        key: 'key_1',
        workload: '',
        environment: '',
        missing_tags: ['owner'],
        calls: 5,
        cost: '0.002850000000',
        last_seen_at: '2026-05-03T14:00:00.000000Z',
      });
    });

    it.each([
      ['rollup', 'virtual.desk'],
      ['detail', 'virtual.people'],
    ] as const)('groups by virtual tags from %s', async (from, dimension) => {
      const report = await store.costs({ ...BASE, by: [dimension] });
      expect(report.answered_from).toBe(from);
      expect(report.rows.map(({ group, calls }) => [group[dimension], calls])).toEqual(
        dimension === 'virtual.desk'
          ? [
              ["it's nobody's", 5],
              ['robots', 1],
            ]
          : [
              ['first', 4],
              ['', 2],
            ],
      );
      const explored = await store.explore({
        ...BASE,
        by: [dimension],
        order: 'cost',
        descending: true,
        limit: 10,
        percentiles: true,
      });
      expect(explored.groups.map(({ values, now }) => [values[0], now.cost])).toEqual(
        report.rows.map(({ group, cost }) => [group[dimension], cost]),
      );
      expect(explored.groups[0]?.percentiles?.calls).toBeGreaterThan(0);
    });

    it('filters by virtual tags, and lists their values', async () => {
      const filter = { 'virtual.desk': ['robots'] };
      expect((await store.calls({ ...MAY, filter, limit: 10 })).data.map(({ call_id }) => call_id)).toEqual([
        'm-owned',
      ]);
      const units = await store.costs({ ...BASE, filter, by: ['unit'] });
      expect(units.rows.map(({ group, calls }) => [group['unit'], calls])).toEqual([
        ['output_tokens', 1],
        ['input_tokens', 1],
      ]);
      expect(await store.dimensionValues('virtual.desk', '', 10, MAY)).toEqual(["it's nobody's", 'robots']);
      const { rows } = await store.export({ ...MAY, kind: 'charges', filter, sandbox: 'include' }, 'jsonl');
      expect(rows).toBe(2);
      await expect(store.costs({ ...BASE, by: ['virtual.gone'] })).rejects.toMatchObject({
        code: 'invalid_argument',
      });
    });

    it('moves calls, tokens and cost, and leaves every total as it was', async () => {
      const ask = (by: string[], filter: CostQuery['filter'] = {}) => store.costs({ ...BASE, by, filter });
      const before = await ask([]);
      const beforeUnits = await ask(['unit', 'provider', 'category']);
      const entries = [
        moved(-1, { user: 'u' }, 'm-minus'),
        moved(1, { user: 'u', workload: 'bot', owner: 'ada' }, 'm-plus'),
      ];
      await store.append({ token: 'move', calls: entries });
      expect(await store.call('m-minus')).toEqual(entries[0]);
      for (const by of [['workload'], ['workload', 'user']]) {
        const report = await ask(by);
        expect(report.answered_from).toBe(by.length === 1 ? 'rollup' : 'detail');
        const { attributed_cost, ...total } = report.total;
        expect(total).toEqual({ ...before.total, attributed_cost: undefined });
        expect(attributed_cost).toBe('0.001950000000');
        const sum = report.rows
          .filter(({ group }) => group['workload'] === 'bot')
          .reduce(
            (all, { calls, input_tokens }) => [(all[0] ?? 0) + calls, (all[1] ?? 0) + input_tokens],
            [0, 0],
          );
        expect(sum).toEqual([3, 300]);
      }
      expect((await ask(['unit', 'provider', 'category'])).rows).toMatchObject(
        beforeUnits.rows.map(({ group, calls, cost }) => ({ group, calls, cost })),
      );
      const units = await ask(['unit'], { workload: [''] });
      expect(units.rows.map(({ group, calls }) => [group['unit'], calls])).toEqual([
        ['output_tokens', 1],
        ['input_tokens', 2],
      ]);
      expect(await store.totals()).toMatchObject({ calls: 7 });
      const [sum] = await store.chargeSums({ ...MAY, timeZone: 'UTC', by: ['workload', 'unit'] });
      expect(sum).toMatchObject({
        group: { workload: '', unit: 'input_tokens' },
        requests: 3,
        quantity: '300',
      });
    });

    it('does not tell again what was moved away, nor what the same rule has put in place', async () => {
      const groups = await store.attribution.movable(QUERY);
      expect(groups.map(({ calls, status }) => [calls, status])).toEqual([
        [1, 'ok'],
        [1, 'ok'],
        [1, 'upstream_error'],
        [1, 'ok'],
      ]);
      const placed = { ...QUERY, when: { workload: ['bot'] } };
      expect((await store.attribution.movable(placed)).map(({ calls }) => calls)).toEqual([1]);
      const others = await store.attribution.movable({ ...placed, ownLine: 'attribution/other' });
      expect(others.map(({ calls }) => calls)).toEqual([2, 1]);
    });
  });
}
