import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallFact, CostReport } from '@weir/core/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../platform/log.ts';
import type { CostQuery, LedgerStore } from '../port.ts';
import { promptCacheSaving } from '../prompt-cache-saving.ts';
import { callOf, chargeOf } from '../testing/facts.ts';
import { openChdbLedger } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'weir-figures-'));
const START = Date.UTC(2026, 9, 20);
const HOURS = 24 * 12;
const CALLS = 600;

let store: LedgerStore;
let calls: CallFact[];
beforeAll(async () => {
  store = await openChdbLedger({ path: join(directory, 'ledger'), log: silentLogger });
  [calls = []] = fc.sample(fc.array(arbitraryCall, { minLength: CALLS, maxLength: CALLS }), {
    numRuns: 1,
    seed: 7,
  });
  calls = calls.map((call, i) => ({ ...call, call_id: `c-${i}` }));
  for (let i = 0; i < CALLS; i += 150) {
    await store.append({ token: `t-${i}`, calls: calls.slice(i, i + 150) });
  }
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const arbitraryCall: fc.Arbitrary<CallFact> = fc
  .record({
    at: fc.integer({ min: 0, max: HOURS * 3_600_000 - 1 }),
    workload: fc.constantFrom('a', 'b', 'c', ''),
    team: fc.constantFrom('x', 'y'),
    user: fc.constantFrom('u1', 'u2', 'u3'),
    model: fc.constantFrom('m1', 'm2'),
    status: fc.constantFrom('ok', 'upstream_error', 'refused', 'lost', 'client_aborted'),
    attribution: fc.constantFrom('complete', 'defaulted', 'quarantined'),
    sandbox: fc.boolean(),
    costs: fc.array(
      fc.tuple(
        fc.constantFrom('input_tokens', 'output_tokens', 'cache_read_tokens'),
        fc.bigInt(0n, 10n ** 14n),
      ),
      {
        maxLength: 4,
      },
    ),
    priced: fc.boolean(),
    estimated: fc.boolean(),
    purpose: fc.constantFrom(undefined, undefined, undefined, 'evaluation' as const),
    cache: fc.constantFrom(undefined, 'hit' as const, 'miss' as const, 'bypass' as const),
    avoided: fc.bigInt(0n, 10n ** 14n),
    data_class: fc.constantFrom(undefined, 'internal', 'public'),
  })
  .map(
    ({ at, workload, team, user, model, status, attribution, sandbox, costs, priced, estimated, ...more }) =>
      callOf({
        ...(more.purpose === undefined ? {} : { purpose: more.purpose }),
        ...(more.data_class === undefined ? {} : { data_class: more.data_class }),
        ...(more.cache === undefined ? {} : { cache: more.cache }),
        ...(more.cache === 'hit' ? { avoided_cost: amountOf(more.avoided) } : {}),
        started_at: new Date(START + at).toISOString(),
        model,
        status: status as CallFact['status'],
        attribution: attribution as CallFact['attribution'],
        sandbox,
        tags: { workload, team, user, region: user === 'u1' ? 'eu' : 'us' },
        charges: costs.map(([unit, pico]) => {
          return chargeOf({ unit, effective_cost: amountOf(pico), priced, estimated });
        }),
      }),
  );

const range = fc
  .tuple(fc.integer({ min: -5, max: HOURS * 60 + 5 }), fc.integer({ min: 0, max: HOURS * 60 }))
  .map(([from, length]) => ({
    since: new Date(START + from * 60_000 + 1),
    until: new Date(START + (from + length) * 60_000),
  }));

const query: fc.Arbitrary<CostQuery> = fc
  .record(
    {
      by: fc.uniqueArray(
        fc.constantFrom('workload', 'team', 'model', 'status', 'sandbox', 'purpose', 'cache', 'data_class'),
        {
          maxLength: 3,
        },
      ),
      filter: fc.constantFrom<CostQuery['filter']>(
        {},
        { workload: ['a', ''] },
        { team: ['x'], model: ['m1'] },
        { purpose: [''], cache: ['hit', 'miss'] },
        { purpose: ['evaluation'] },
      ),
      interval: fc.constantFrom('hour', 'day', 'week', 'month'),
      timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'),
      limit: fc.constantFrom(1, 3, 1_000),
      sandbox: fc.constantFrom('include', 'exclude'),
    },
    { requiredKeys: ['by', 'filter', 'timeZone', 'sandbox'] },
  )
  .chain((rest) => range.map((span): CostQuery => ({ ...rest, ...span })));

describe('cost figures', () => {
  it('are the same from rollup and detail, and rows sum to the total', async () => {
    let fromRollup = 0;
    await fc.assert(
      fc.asyncProperty(query, async (given) => {
        const report = await store.costs(given);
        // a filter on a custom tag that lets everything pass forces the detail rows
        const detail = await store.costs({
          ...given,
          filter: { ...given.filter, 'tag.region': ['eu', 'us'] },
        });
        expect(detail.answered_from).toBe('detail');
        if (report.answered_from === 'rollup') fromRollup++;
        expect(report.rows).toEqual(detail.rows);
        expect(report.total).toEqual(detail.total);
        expectRowsToSum(report);
      }),
      { numRuns: 60 },
    );
    expect(fromRollup).toBeGreaterThan(10);
  });

  it('are those of the calls themselves, added up one by one', async () => {
    await fc.assert(
      fc.asyncProperty(range, async (span) => {
        const expected = calls.filter((call) => {
          const at = Date.parse(call.started_at);
          return at >= span.since.getTime() && at < span.until.getTime() && !call.sandbox;
        });
        const sum = (of: (call: CallFact) => bigint) =>
          expected.reduce((total, call) => total + of(call), 0n);
        const base = { ...span, filter: {}, timeZone: 'UTC', sandbox: 'exclude' } as const;
        const { total } = await store.costs({ ...base, by: [] });
        const production = expected.filter((call) => call.purpose === undefined);
        const copies = expected.filter((call) => call.purpose === 'evaluation');
        expect(total.calls).toBe(production.length);
        expect(total.evaluation_calls).toBe(copies.length);
        expect(pico(total.evaluation_cost)).toBe(copies.reduce((all, call) => all + pico(call.cost), 0n));
        expect(total.cache_hits).toBe(expected.filter((call) => call.cache === 'hit').length);
        expect(pico(total.avoided_cost)).toBe(sum((call) => pico(call.avoided_cost ?? '0.000000000000')));
        expect(pico(total.prompt_cache_saving)).toBe(sum((call) => pico(promptCacheSaving(call.charges))));
        expect(pico(total.cost)).toBe(sum((call) => pico(call.cost)));
        expect(pico(total.unpriced_cost)).toBe(sum((call) => chargesOf(call, (charge) => !charge.priced)));
        expect(pico(total.estimated_cost)).toBe(sum((call) => chargesOf(call, (charge) => charge.estimated)));
        expect(total.errors).toBe(
          production.filter((call) => ['upstream_error', 'refused', 'lost'].includes(call.status)).length,
        );
        const units = await store.costs({ ...base, by: ['unit'] });
        expectRowsToSum(units);
        expect(units.total.cost).toBe(total.cost);
        for (const row of units.rows) {
          const unit = row.group['unit'];
          expect(row.calls).toBe(
            production.filter((call) => call.charges.some((charge) => charge.unit === unit)).length,
          );
        }
      }),
      { numRuns: 15 },
    );
  });

  it('stay exact when the engine folds the tail', async () => {
    const many = Array.from({ length: 20_500 }, (_, i) =>
      callOf({
        call_id: `many-${i}`,
        started_at: '2025-01-01T00:30:00Z',
        tags: { user: `u-${i}` },
        charges: [chargeOf({ effective_cost: `0.0000000${String(i).padStart(5, '0')}` })],
      }),
    );
    await store.append({ token: 'many', calls: many });
    const report = await store.costs({
      since: new Date('2025-01-01T00:00:00Z'),
      until: new Date('2025-01-02T00:00:00Z'),
      by: ['user'],
      filter: {},
      interval: 'day',
      timeZone: 'UTC',
      sandbox: 'include',
      limit: 2,
    });
    expect(report.rows.map((row) => row.group['user'])).toEqual(['u-20499', 'u-20498', 'other']);
    expect(pico(report.total.cost)).toBe((20_499n * 20_500n) / 2n);
    expect(report.total.calls).toBe(20_500);
    expectRowsToSum(report);
  });
});

const AMOUNTS = [
  'cost',
  'list_cost',
  'estimated_cost',
  'unpriced_cost',
  'attributed_cost',
  'avoided_cost',
  'prompt_cache_saving',
  'evaluation_cost',
] as const;
const COUNTS = [
  'calls',
  'errors',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'cache_hits',
  'cache_lookups',
  'evaluation_calls',
] as const;

function expectRowsToSum(report: CostReport): void {
  for (const name of AMOUNTS) {
    const sum = report.rows.reduce((total, row) => total + pico(row[name]), 0n);
    expect(sum).toBe(pico(report.total[name]));
  }
  for (const name of COUNTS) {
    expect(report.rows.reduce((total, row) => total + row[name], 0)).toBe(report.total[name]);
  }
}

function amountOf(pico: bigint): string {
  const digits = pico.toString().padStart(13, '0');
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`;
}

function chargesOf(call: CallFact, choose: (charge: CallFact['charges'][number]) => boolean): bigint {
  return call.charges.filter(choose).reduce((total, charge) => total + pico(charge.effective_cost), 0n);
}

function pico(text: string): bigint {
  return BigInt(text.replace('.', ''));
}
