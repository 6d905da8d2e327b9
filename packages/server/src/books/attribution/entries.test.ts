import type { CallFact } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MovableGroup } from '../../ledger/attribution-port.ts';
import { encodeCall } from '../../ledger/sql/rows/encode.ts';
import { callOfEntry } from '../proposals/entry-call.ts';
import { workList } from './coverage.ts';
import { pairOf } from './entries.ts';
import { type Ownership, reassign } from './reassign.ts';

const amount = fc
  .bigInt({ min: -(10n ** 20n), max: 10n ** 20n })
  .map((pico) => Decimal.fromPico(pico).toString());
const quantity = fc.integer({ min: -1_000_000, max: 1_000_000 }).map(String);
const charge = fc.record({
  provider: fc.constantFrom('openai', 'azure'),
  model: fc.constantFrom('gpt-4o', 'gpt-5'),
  unit: fc.constantFrom('input_tokens', 'cache_read_tokens', 'output_tokens'),
  category: fc.constantFrom('model_usage' as const, 'tools' as const),
  priced: fc.boolean(),
  estimated: fc.boolean(),
  quantity,
  list_cost: amount,
  contracted_cost: amount,
  effective_cost: amount,
});
const group: fc.Arbitrary<MovableGroup> = fc.record({
  at: fc.constant('2026-11-03T09:00:00.000000Z'),
  sandbox: fc.boolean(),
  currency: fc.constant('USD'),
  provider: fc.constant('openai'),
  model: fc.constant('gpt-4o'),
  key: fc.constantFrom('', 'key_1'),
  status: fc.constantFrom('ok' as const, 'upstream_error' as const),
  attribution: fc.constant('quarantined' as const),
  dialect: fc.constant('openai' as const),
  purpose: fc.constantFrom('', 'evaluation'),
  cache: fc.constantFrom('', 'hit'),
  data_class: fc.constantFrom('', 'internal'),
  region: fc.constantFrom('', 'eu'),
  tags: fc.constant({ team: 'lost' }),
  calls: fc.integer({ min: -1_000, max: 1_000 }),
  avoided_cost: amount,
  charges: fc.array(charge, { maxLength: 5 }),
});

describe('the pair that moves a group', () => {
  it('is two records that the ledger takes, and that cancel each other in every figure', () => {
    fc.assert(
      fc.property(group, (moved) => {
        const to = { tags: { owner: 'ada' }, attribution: 'complete' as const, missing: [] };
        const place = {
          proposal: 'p',
          piece: 0,
          kind: 'attribution' as const,
          reason: 'r',
          bookedAt: moved.at,
        };
        const [minus, plus] = pairOf('claim', moved, to).map((entry, position) =>
          callOfEntry(entry, { ...place, position }),
        ) as [CallFact, CallFact];
        for (const call of [minus, plus]) encodeCall(call);
        expect([minus.tags, plus.tags]).toEqual([moved.tags, to.tags]);
        expect((minus.entry?.calls ?? 0) + (plus.entry?.calls ?? 0)).toBe(0);
        expect(sum([minus.cost, plus.cost])).toBe('0');
        expect(sum([minus.avoided_cost ?? '0', plus.avoided_cost ?? '0'])).toBe('0');
        plus.charges.forEach((one, i) => {
          const other = minus.charges[i] ?? expect.fail('a charge is missing');
          expect([other.unit, other.category, other.attempt]).toEqual([one.unit, one.category, one.attempt]);
          for (const name of ['quantity', 'list_cost', 'contracted_cost', 'effective_cost'] as const) {
            expect(sum([one[name], other[name]])).toBe('0');
          }
        });
        const saved = [minus, plus].map((call) => encodeCall(call).call.at(-2));
        expect(sum(saved.map(String))).toBe('0');
      }),
      { numRuns: 200 },
    );
  });
});

const sum = (amounts: readonly string[]) =>
  amounts.reduce((all, one) => all.add(Decimal.from(one)), Decimal.ZERO).toString();

describe('tags after a rule', () => {
  const ownership: Ownership = {
    workload: (id) =>
      id === 'bot' ? { workload: 'bot', environment: 'production', team: 'care' } : undefined,
    requiredTags: (id) => (id === 'production' ? ['team', 'owner'] : undefined),
  };
  const old = { workload: 'lost', team: 'lost', cost_center: 'cc-9', user: 'u', request_type: 'chat' };

  it('are those of the new workload, and nothing is left of the old one’s', () => {
    expect(reassign({ set: { workload: 'bot', owner: 'ada' } }, old, 'quarantined', ownership)).toEqual({
      tags: {
        workload: 'bot',
        environment: 'production',
        team: 'care',
        owner: 'ada',
        use_case: 'bot',
        user: 'u',
        request_type: 'chat',
      },
      attribution: 'complete',
      missing: [],
    });
  });

  it('name what is still missing', () => {
    expect(reassign({ set: { workload: 'bot' } }, old, 'complete', ownership)).toMatchObject({
      attribution: 'quarantined',
      missing: ['owner'],
    });
  });

  it('keep calls attributed that were, when they only gain', () => {
    expect(reassign({ set: { customer: 'acme' } }, old, 'complete', ownership)?.attribution).toBe('complete');
    expect(reassign({ set: { team: '' } }, old, 'complete', ownership)).toMatchObject({
      attribution: 'quarantined',
      tags: { workload: 'lost' },
    });
  });

  it('are unknown when the workload is gone', () => {
    expect(reassign({ set: { workload: 'gone' } }, old, 'complete', ownership)).toBeUndefined();
  });
});

describe('the work list', () => {
  const key = (name: string, cost: string) => ({
    ...{ key: name, workload: '', environment: '', missing_tags: [], calls: 1, cost },
    last_seen_at: '2026-11-03T09:00:00Z',
  });

  it('ends with the key that brings it to 80 %', () => {
    const keys = [key('a', '6'), key('b', '3'), key('c', '1')];
    expect(
      workList(keys, Decimal.from('10')).map((one) => [one.key, one.share, one.cumulative_share]),
    ).toEqual([
      ['a', '0.6000', '0.6000'],
      ['b', '0.3000', '0.9000'],
    ]);
    expect(workList([], Decimal.ZERO)).toEqual([]);
  });
});
