import type { CallFact, RerateReport } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { createPriceBook, type PriceBook, parseOverrides, rateUsage } from '@weir/core/pricing';
import type { Usage } from '@weir/core/usage';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chargeFacts, sumCost } from '../../ledger/charges.ts';
import { createExclusive } from '../../ledger/exclusive.ts';
import { callOf } from '../../ledger/testing/facts.ts';
import { loadCatalog } from '../../platform/catalog.ts';
import { createUuidV7 } from '../../platform/ids.ts';
import { silentLogger } from '../../platform/log.ts';
import type { Registry } from '../../registry/registry.ts';
import { testClock, testRegistry } from '../../registry/testing.ts';
import type { Proposals } from '../proposals/port.ts';
import { createProposals } from '../proposals/service.ts';
import { FakeLedger } from '../testing/fake-ledger.ts';
import { rerate } from './rerate.ts';

const { list, units, overrides: catalog } = loadCatalog();
const clock = testClock();
const NOVEMBER = { since: '2026-11-01T00:00:00Z', until: '2026-12-01T00:00:00Z' };
let registry: Registry;
let ledger: FakeLedger;
let proposals: Proposals;

beforeAll(async () => {
  registry = await testRegistry(clock);
});
afterAll(() => registry.close());
beforeEach(() => {
  ledger = new FakeLedger();
  proposals = createProposals({
    records: registry.proposals,
    ledger,
    exclusive: createExclusive(),
    books: createExclusive(),
    id: createUuidV7(clock),
    timeZone: () => 'UTC',
    fourEyes: false,
    log: silentLogger,
  });
});

function bookWith(...organization: object[]): PriceBook {
  const written = organization.map((one, index) => ({ id: `o${index}`, source: 'contract 7', ...one }));
  return createPriceBook(list, units, { catalog, organization: parseOverrides(written, units) });
}

let made = 0;
function call(book: PriceBook, provider: string, model: string, usage: Usage, more: Partial<CallFact> = {}) {
  made += 1;
  const at = more.started_at ?? `2026-11-${String(1 + (made % 20)).padStart(2, '0')}T09:00:00.000Z`;
  const price = book.resolveOrFallback({ provider, model, at: Date.parse(at) });
  const charges = chargeFacts(rateUsage(usage, price), { attempt: 1, estimated: false });
  const attempts = [{ attempt: 1, provider, model, started_at: at, duration_ms: 10 }];
  return callOf({
    call_id: `call-${made}`,
    started_at: at,
    ended_at: at,
    provider,
    model,
    usage,
    attempts,
    charges,
    tags: { workload: `bot-${made % 3}`, user: `u-${made}` },
    ...more,
  });
}

function run(book: PriceBook, more: Record<string, unknown> = {}): Promise<RerateReport> {
  const deps = {
    ledger,
    book,
    units,
    proposals,
    timeZone: () => 'UTC',
    priceProvider: (provider: string) => (provider === 'our-vllm' ? 'vllm' : provider),
    usageOf: async (id: string) => ledger.rows.find(({ call_id }) => call_id === id)?.usage,
    ...(more['mostSingle'] === undefined ? {} : { mostSingle: Number(more['mostSingle']) }),
  };
  const { mostSingle: _, ...request } = more;
  return rerate({ ...NOVEMBER, dry_run: false, ...request }, deps, 'ann');
}

async function approve(report: RerateReport): Promise<void> {
  for (const { proposal } of report.months) {
    await proposals.approve(proposal ?? expect.fail('nothing was proposed'), { actor: 'finance' });
  }
}

const total = () =>
  ledger.rows.reduce((sum, { charges }) => sum.add(Decimal.from(sumCost(charges))), Decimal.ZERO).toFixed(12);

describe('a rerate', () => {
  it('books what a price found late makes of what was charged at a fallback, once', async () => {
    const before = bookWith();
    const after = bookWith({
      provider: 'openai',
      model: 'gpt-99',
      rates: { input_tokens: '1', cache_read_tokens: '0.1', output_tokens: '4' },
    });
    const usage = { input_tokens: 1_000, cache_read_tokens: 400, output_tokens: 100 };
    ledger.rows.push(
      call(before, 'openai', 'gpt-99', usage),
      call(before, 'openai', 'gpt-4o', usage),
      call(before, 'openai', 'gpt-98', usage),
    );
    const kept = structuredClone(ledger.rows);
    const dry = await run(after, { dry_run: true });
    expect(dry).toMatchObject({ charges: 3, unpriced: 2, months: [{ month: '2026-11', grain: 'charge' }] });
    expect(dry.months[0]?.proposal).toBeUndefined();
    const report = await run(after);
    expect(ledger.rows).toEqual(kept);
    // fallback o1-pro: 1000 x 150 + 100 x 600 = 0.21; now 600 x 1 + 400 x 0.1 + 100 x 4 = 0.00104
    expect(report).toMatchObject({
      before: '0.210000000000',
      after: '0.001040000000',
      difference: '-0.208960000000',
      by_price: [{ from_ref: 'fallback:openai/o1-pro', to_ref: 'org:o0' }],
      by_model: [{ provider: 'openai', model: 'gpt-99' }],
    });
    await approve(report);
    expect(ledger.rows.slice(0, 3)).toEqual(kept);
    const entries = ledger.rows.slice(3);
    expect(entries).toHaveLength(3);
    for (const entry of entries) {
      expect(entry.entry).toMatchObject({ kind: 'rerate', calls: 0, corrects: kept[0]?.call_id });
      expect(entry.tags).toEqual(kept[0]?.tags);
    }
    expect(
      Object.fromEntries(entries.map(({ charges }) => [charges[0]?.unit, charges[0]?.quantity])),
    ).toEqual({ input_tokens: '-400', cache_read_tokens: '400', output_tokens: '0' });
    const second = await run(after);
    expect(second).toMatchObject({ charges: 0, difference: '0.000000000000', months: [] });
  });

  it.each([
    ['charge by charge', {}],
    ['in sums of a day', { mostSingle: 10 }],
  ])('sums to the last digit, %s, and again when prices are corrected back', async (_, how) => {
    const models = ['gpt-4o', 'gpt-4.1-mini', 'gpt-99', 'o3'];
    const before = bookWith({ provider: 'openai', model: 'o3', rates: { input_tokens: '3.3333333' } });
    const after = bookWith(
      { provider: 'openai', discount_percent: '12.34567' },
      { provider: 'openai', model: 'gpt-99', rates: { input_tokens: '0.7777777', output_tokens: '1.1' } },
    );
    for (let index = 0; index < 120; index++) {
      const usage = {
        input_tokens: 17 + index * 13,
        cache_read_tokens: index,
        output_tokens: 1 + ((index * 7) % 91),
      };
      ledger.rows.push(call(before, 'openai', models[index % models.length] ?? 'o3', usage));
    }
    const then = total();
    const repriced = ledger.rows
      .flatMap(({ model, usage, started_at }) =>
        chargeFacts(
          rateUsage(
            usage,
            after.resolveOrFallback({ provider: 'openai', model, at: Date.parse(started_at) }),
          ),
          { attempt: 1, estimated: false },
        ),
      )
      .reduce((sum, { effective_cost }) => sum.add(Decimal.from(effective_cost)), Decimal.ZERO)
      .toFixed(12);
    const report = await run(after, how);
    expect(report.months[0]?.grain).toBe('mostSingle' in how ? 'day' : 'charge');
    expect(Decimal.from(report.before).add(Decimal.from(report.difference)).toFixed(12)).toBe(report.after);
    await approve(report);
    expect(total()).toBe(repriced);
    expect(await run(after, how)).toMatchObject({ difference: '0.000000000000', months: [] });

    const back = bookWith(
      { provider: 'openai', model: 'o3', rates: { input_tokens: '3.3333333' } },
      {
        provider: 'openai',
        model: 'gpt-99',
        rates: { input_tokens: '150', cache_read_tokens: '150', output_tokens: '600' },
      },
    );
    await approve(await run(back, how));
    expect(total()).toBe(then);
    expect((await run(back, how)).months).toEqual([]);
  });

  it('tries the services that a contract may have priced before it calls a charge wrong', async () => {
    const book = bookWith({ provider: 'openai', discount_percent: '10' });
    const at = '2026-11-03T10:00:00.000Z';
    const price = book.resolveOrFallback({
      provider: 'openai',
      model: 'gpt-4o',
      at: Date.parse(at),
      tier: 'batch',
    });
    const charges = chargeFacts(rateUsage({ input_tokens: 900, output_tokens: 3 }, price), {
      attempt: 1,
      estimated: false,
    });
    ledger.rows.push(
      call(book, 'openai', 'gpt-4o', { input_tokens: 900, output_tokens: 3 }, { started_at: at, charges }),
    );
    expect(charges[0]?.price_ref).toBe('org:o0');
    expect(await run(book)).toMatchObject({ examined: 2, charges: 0 });
  });

  it('leaves alone what its source priced, and asks for the provider by its name in the list', async () => {
    const before = bookWith();
    const after = bookWith({
      provider: 'vllm',
      model: '*',
      rates: { input_tokens: '0.1', output_tokens: '0.2' },
    });
    const told = call(before, 'openai', 'gpt-4o', { input_tokens: 5, output_tokens: 1 });
    for (const charge of told.charges) charge.price_ref = 'statement:bill';
    ledger.rows.push(told, call(before, 'our-vllm', 'llama', { input_tokens: 1_000_000, output_tokens: 0 }));
    const report = await run(after);
    expect(report.after).toBe('0.100000000000');
    expect(report.skipped).toEqual([
      { reason: 'Its price is told by its source, not by the price book.', charges: 2 },
    ]);
  });

  it('takes back what it proposed before when figures have changed since, and proposes the same once', async () => {
    const usage = { input_tokens: 1_000, output_tokens: 100 };
    ledger.rows.push(call(bookWith(), 'openai', 'gpt-99', usage));
    const rates = { input_tokens: '1', output_tokens: '4' };
    const first = await run(bookWith({ provider: 'openai', model: 'gpt-99', rates }));
    const again = await run(bookWith({ provider: 'openai', model: 'gpt-99', rates }));
    expect(again.months[0]?.proposal).toBe(first.months[0]?.proposal);
    const other = await run(
      bookWith({ provider: 'openai', model: 'gpt-99', rates: { ...rates, input_tokens: '2' } }),
    );
    expect(other.months[0]?.proposal).not.toBe(first.months[0]?.proposal);
    expect((await proposals.show(first.months[0]?.proposal ?? '')).state).toBe('rejected');
  });
});
