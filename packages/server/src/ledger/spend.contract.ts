import type { CallFact } from '@weir/core/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerStore, SpendScope } from './port.ts';
import { picoOf } from './sql/rows/checks.ts';
import { callOf, chargeOf } from './testing/facts.ts';

const START = Date.UTC(2026, 9, 20);
const SPAN_MS = 72 * 3_600_000;
const CALLS = 400;
const SETTINGS = { numRuns: 40 };
const INSTANCES = ['gw-a', 'gw-b', 'import'] as const;
const PLACES = [
  { provider: 'openai', model: 'gpt' },
  { provider: 'azure', model: 'gpt' },
  { provider: 'openrouter', model: 'meta/llama' },
] as const;

/** What every ledger backend must do when budgets ask what was spent. */
export function describeSpend(name: string, open: () => Promise<LedgerStore>): void {
  describe(`spend by scopes: ${name}`, () => {
    let store: LedgerStore;
    let calls: CallFact[];
    beforeAll(async () => {
      store = await open();
      const [sample = []] = fc.sample(fc.array(someCall, { minLength: CALLS, maxLength: CALLS }), {
        numRuns: 1,
        seed: 4,
      });
      calls = sample.map((call, i) => ({ ...call, call_id: `spend-${i}` }));
      await store.append({ token: 'spend', calls });
    });
    afterAll(() => store.close());

    it('is the exact sum of what the calls were charged, scope by scope', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(someScope, { minLength: 1, maxLength: 12 }), async (scopes) => {
          const expected = scopes.map((scope) => calls.reduce((sum, call) => sum + costIn(call, scope), 0n));
          expect(await store.spend(scopes)).toEqual(expected);
        }),
        SETTINGS,
      );
    });

    it('counts a gateway up to a millisecond, and not what ended after it', async () => {
      const at = Date.parse('2027-02-01T00:00:00.500Z');
      const ends = ['00.499999', '00.500000', '00.500999', '00.501000'];
      const landed = ends.map((end, i) =>
        callOf({
          call_id: `edge-${i}`,
          instance: 'gw-edge',
          started_at: '2027-02-01T00:00:00Z',
          ended_at: `2027-02-01T00:00:${end}Z`,
          charges: [chargeOf({ effective_cost: `0.00000000000${10 ** i}`.slice(0, 14) })],
        }),
      );
      const costs = landed.map((call) => picoOf(call.cost));
      await store.append({ token: 'edge', calls: landed });
      const since = new Date('2027-01-31T00:00:00Z');
      const total = (upTo: number) => costs.slice(0, upTo).reduce((sum, cost) => sum + cost, 0n);
      const ask = (after: Record<string, number>): SpendScope[] => [
        { since, scope: {}, after },
        { since, scope: { provider: 'openai' }, after },
      ];
      const counted = async (after: Record<string, number>) => store.spend(ask(after));
      expect(await counted({ 'gw-edge': at })).toEqual([total(3), total(3)]);
      expect(await counted({ 'gw-edge': at - 1 })).toEqual([total(1), total(1)]);
      expect(await counted({ 'gw-edge': 0 })).toEqual([0n, 0n]);
      expect(await counted({})).toEqual([total(4), total(4)]);
    });

    it.each([
      [230, 0],
      [40, 70],
    ])('sums %i scopes beside %i gateways at once, in their order', async (count, gateways) => {
      const since = new Date(START);
      const scopes = Array.from({ length: count }, (_, i) => ({
        since,
        scope: { workload: i % 2 === 0 ? 'a' : `none-${i}` },
        after: Object.fromEntries(Array.from({ length: gateways }, (__, g) => [`gw-live-${g}`, START + i])),
      }));
      const spent = await store.spend(scopes);
      expect(spent.filter((amount) => amount === 0n)).toHaveLength(count / 2);
      expect(new Set(spent.filter((_, i) => i % 2 === 0)).size).toBe(1);
      expect(await store.spend([])).toEqual([]);
    });

    it('never takes a value for SQL, and refuses what is no dimension', async () => {
      const of = (scope: Record<string, string>) =>
        store.spend([{ since: new Date(START), scope, after: { "') OR 1 = 1 --": 0 } }]);
      expect(await of({ workload: "x') OR 1=1 --" })).toEqual([0n]);
      await expect(of({ 'workload = workload --': 'a' })).rejects.toThrow('is not a dimension');
      await expect(of({ tier: 'frontier' })).rejects.toThrow('only through its models');
    });
  });
}

const someCall: fc.Arbitrary<CallFact> = fc
  .record({
    at: fc.integer({ min: 0, max: SPAN_MS - 1 }),
    took: fc.integer({ min: 0, max: 7_200_000 }),
    instance: fc.constantFrom(...INSTANCES),
    workload: fc.constantFrom('a', 'b', undefined),
    team: fc.constantFrom('x', 'y'),
    user: fc.constantFrom('u1', 'u2'),
    region: fc.constantFrom('eu', undefined),
    key: fc.constantFrom('key_1', undefined),
    costs: fc.array(fc.tuple(fc.constantFrom(1, 2), fc.bigInt(0n, 10n ** 15n)), { maxLength: 3 }),
    places: fc.tuple(fc.constantFrom(...PLACES), fc.constantFrom(...PLACES)),
  })
  .map(({ at, took, instance, workload, team, user, region, key, costs, places }) => {
    const started_at = new Date(START + at).toISOString();
    const { key: _, ...base } = callOf();
    return {
      ...base,
      ...callWith(costs.map(([attempt, pico]) => chargeOf({ attempt, effective_cost: decimal(pico) }))),
      ...(key === undefined ? {} : { key }),
      instance,
      started_at,
      ended_at: new Date(START + at + took).toISOString().replace('Z', '789Z'),
      tags: {
        team,
        user,
        ...(workload === undefined ? {} : { workload }),
        ...(region === undefined ? {} : { region }),
      },
      ...places[1],
      attempts: places.map((place, i) => ({ ...place, attempt: i + 1, started_at, duration_ms: 1 })),
    };
  });

function callWith(charges: CallFact['charges']): Pick<CallFact, 'charges' | 'cost'> {
  const { cost } = callOf({ charges });
  return { charges, cost };
}

const minutes = fc.integer({ min: -60, max: SPAN_MS / 60_000 + 60 });
const someScope: fc.Arbitrary<SpendScope> = fc
  .record(
    {
      from: fc.oneof(minutes, fc.constantFrom(0, 60, 1440)),
      to: fc.option(minutes, { nil: undefined }),
      scope: fc.dictionary(
        fc.constantFrom('workload', 'team', 'user', 'key', 'tag.region', 'tag.team', 'provider', 'model'),
        fc.constantFrom('a', 'x', 'u1', 'key_1', 'eu', 'openai', 'gpt', 'azure/gpt', 'meta/llama'),
        { maxKeys: 2 },
      ),
      after: fc.dictionary(
        fc.constantFrom(...INSTANCES),
        fc.oneof(
          fc.constant(0),
          minutes.map((minute) => START + minute * 60_000),
        ),
        { maxKeys: 3 },
      ),
      models: fc.subarray([...PLACES]),
    },
    { requiredKeys: ['from', 'scope', 'after'] },
  )
  .map(({ from, to, ...rest }) => ({
    ...rest,
    since: new Date(START + from * 60_000),
    ...(to === undefined ? {} : { until: new Date(START + to * 60_000) }),
  }));

/** The same, worked out one call at a time. */
function costIn(call: CallFact, { since, until, scope, after, models }: SpendScope): bigint {
  const at = Date.parse(call.started_at);
  if (at < since.getTime() || (until !== undefined && at >= until.getTime())) return 0n;
  const from = Object.hasOwn(after, call.instance) ? after[call.instance] : undefined;
  if (from !== undefined && (from === 0 || Date.parse(call.ended_at) > from)) return 0n;
  let sum = 0n;
  for (const charge of call.charges) {
    const place = call.attempts.find(({ attempt }) => attempt === charge.attempt) ?? call;
    const { provider, model } = place;
    if (models !== undefined && !models.some((one) => one.provider === provider && one.model === model))
      continue;
    const holds = Object.entries(scope).every(([name, value]) => {
      if (name === 'provider') return value === provider;
      if (name === 'model') return value === model || value === `${provider}/${model}`;
      return value === (name === 'key' ? call.key : call.tags[name.replace('tag.', '')]);
    });
    if (holds) sum += picoOf(charge.effective_cost);
  }
  return sum;
}

function decimal(pico: bigint): string {
  const digits = pico.toString().padStart(13, '0');
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`;
}
