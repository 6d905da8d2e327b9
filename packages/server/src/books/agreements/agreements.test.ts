import {
  type AgreementView,
  type CallFact,
  type CreateAgreement,
  createAgreement,
} from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sumCost } from '../../ledger/charges.ts';
import { createExclusive } from '../../ledger/exclusive.ts';
import { callOf, chargeOf } from '../../ledger/testing/facts.ts';
import { loadCatalog } from '../../platform/catalog.ts';
import { createUuidV7 } from '../../platform/ids.ts';
import { silentLogger } from '../../platform/log.ts';
import type { Registry } from '../../registry/registry.ts';
import { type TestClock, testClock, testRegistry } from '../../registry/testing.ts';
import type { Proposals } from '../proposals/port.ts';
import { createProposals } from '../proposals/service.ts';
import { FakeLedger } from '../testing/fake-ledger.ts';
import { type AgreementBooks, createAgreementBooks } from './service.ts';

const { units } = loadCatalog();
const clock: TestClock = testClock();
let registry: Registry;
let ledger: FakeLedger;
let proposals: Proposals;
let books: AgreementBooks;
let agreements: AgreementView[];
const closed = new Set<string>();

beforeAll(async () => {
  registry = await testRegistry(clock);
});
afterAll(() => registry.close());
beforeEach(() => {
  clock.set('2026-12-02T00:00:00.000Z');
  closed.clear();
  agreements = [];
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
  books = createAgreementBooks({
    ledger,
    proposals,
    units,
    clock,
    timeZone: () => 'UTC',
    currency: () => 'USD',
    exchangeRates: registry.exchangeRates,
    isClosed: (month) => closed.has(month),
    agreements: {
      within: async () => agreements,
      show: async (id) => agreements.find((one) => one.id === id) ?? expect.fail(`no ${id}`),
    },
  });
});

type Written = Pick<CreateAgreement, 'kind'> & Record<string, unknown>;

function agreed(one: Written): void {
  const base = { id: 'a-1', name: 'A', provider: 'openai', currency: 'USD', from: '2026-11-01T00:00:00Z' };
  const parsed = createAgreement.parse({ ...base, source: 'contract 7', ...one });
  const stamp = '2026-11-01T00:00:00.000Z';
  agreements.push({ ...parsed, created_at: stamp, updated_at: stamp } as AgreementView);
}

let made = 0;
/** A call of so many million input tokens, at 2 USD the million. */
function used(day: string, millions: number, more: Partial<CallFact> = {}): void {
  made += 1;
  const at = day.length > 10 ? day : `2026-11-${day}T09:30:00.000Z`;
  const cost = Decimal.from(millions * 2).toFixed(12);
  const charges = [chargeOf({ quantity: String(millions * 1_000_000), effective_cost: cost })];
  const attempts = [{ attempt: 1, provider: 'openai', model: 'gpt-4o', started_at: at, duration_ms: 1 }];
  const tags = { workload: 'support-bot', team: 'care' };
  ledger.rows.push(
    callOf({ call_id: `c-${made}`, started_at: at, ended_at: at, charges, attempts, tags, ...more }),
  );
}

const effective = (rows = ledger.rows) =>
  rows.reduce((sum, { charges }) => sum.add(Decimal.from(sumCost(charges))), Decimal.ZERO).toString();
const entries = () => ledger.rows.filter(({ entry }) => entry?.kind === 'agreement');

describe('agreements of a month', () => {
  it('book what volume tiers change, allocated to who used it, and nothing the second time', async () => {
    agreed({
      kind: 'volume',
      terms: {
        measure: 'quantity',
        steps: [
          { above: '10000000', price: '1' },
          { above: '20000000', price: '0.5' },
        ],
      },
    });
    used('02', 8);
    used('03', 6, { tags: { workload: 'search' } });
    used('20', 10);
    // 10 at 2, 10 at 1, 4 at 0.5
    const dry = await books.apply('2026-11', { dryRun: true });
    expect(dry).toMatchObject([{ agreement: 'a-1', amount: '-16.000000000000' }]);
    expect(entries()).toEqual([]);
    expect(await books.agreementsFresh('2026-11')).toHaveLength(1);
    await books.apply('2026-11', {});
    expect(effective()).toBe('32');
    expect(entries()).toHaveLength(2);
    for (const { charges, entry, tags } of entries()) {
      expect(charges[0]).toMatchObject({ price_ref: 'agreement:a-1', list_cost: '0.000000000000' });
      expect(entry).toMatchObject({ calls: 0, kind: 'agreement' });
      expect(tags['workload']).toMatch(/support-bot|search/);
    }
    expect(await books.apply('2026-11', {})).toEqual([]);
    expect(await books.agreementsFresh('2026-11')).toEqual([]);

    used('28', 2);
    await books.apply('2026-11', {});
    expect(effective()).toBe('33');
    agreements = [];
    await books.apply('2026-11', {});
    expect(effective()).toBe('52');
    agreed({ kind: 'discount', id: 'a-2', terms: { percent: '10' } });
    await books.apply('2026-11', {});
    expect(effective()).toBe('46.8');
  });

  it('say since when they count, so that nothing of it is dropped meanwhile', async () => {
    expect(await books.countsSince()).toEqual(new Date('2026-10-01T00:00:00.000Z'));
    const terms = { amount: '100', discount_percent: '10', period: 'year' };
    agreed({ kind: 'commitment', from: '2026-01-01T00:00:00Z', terms });
    expect(await books.countsSince()).toEqual(new Date('2026-01-01T00:00:00.000Z'));
  });

  it('charge what was committed and not used once the month is over, and not before', async () => {
    agreed({ kind: 'commitment', terms: { amount: '100', discount_percent: '10' } });
    used('10', 20);
    clock.set('2026-11-15T00:00:00.000Z');
    await books.apply('2026-11', {});
    expect(effective()).toBe('36');
    const running = await books.status('a-1');
    expect(running).toMatchObject({
      kind: 'commitment',
      total: '100',
      burned: '36',
      remaining: '64',
      contracted_cost: '40.000000000000',
      effective_cost: '36.000000000000',
      effective_discount_percent: '10',
    });
    expect(running.burn_down).toEqual([{ day: '2026-11-10', burned: '36', remaining: '64' }]);
    expect(Date.parse(running.projected_end ?? '')).toBeGreaterThan(clock.now());
    clock.set('2026-12-02T00:00:00.000Z');
    expect(await books.apply('2026-11', {})).toMatchObject([{ amount: '64.000000000000' }]);
    expect(effective()).toBe('100');
    const shortfall = entries().at(-1);
    expect(shortfall?.charges[0]).toMatchObject({ category: 'commitment', unit: 'shortfall' });
    expect(await books.apply('2026-11', {})).toEqual([]);
  });

  it('apply one after the other, each with an entry of its own', async () => {
    agreed({ kind: 'free', id: 'free-1', terms: { quantity: '5000000' } });
    agreed({ kind: 'discount', id: 'off-1', terms: { percent: '50' } });
    used('02', 10);
    await books.apply('2026-11', {});
    expect(effective()).toBe('5');
    const by = entries().map(({ charges }) => [charges[0]?.price_ref, charges[0]?.effective_cost]);
    expect(Object.fromEntries(by)).toEqual({
      'agreement:free-1': '-10.000000000000',
      'agreement:off-1': '-5.000000000000',
    });
  });

  it('wait for approval where the month is closed, and take the place of what waited before', async () => {
    agreed({ kind: 'discount', terms: { percent: '10' } });
    used('02', 10);
    closed.add('2026-11');
    const [first] = await books.apply('2026-11', {});
    expect(entries()).toEqual([]);
    expect((await books.apply('2026-11', {}))[0]?.proposal).toBe(first?.proposal);
    used('03', 10);
    const [second] = await books.apply('2026-11', {});
    expect((await proposals.show(first?.proposal ?? '')).state).toBe('rejected');
    await proposals.approve(second?.proposal ?? '', { actor: 'finance' });
    expect(effective()).toBe('36');
  });

  it('pay capacity by the hour: to its use in proportion, the rest idle', async () => {
    agreed({
      kind: 'provisioned',
      until: '2026-11-01T04:00:00Z',
      terms: { hourly_price: '3', units: 2, capacity_per_hour: '10000000' },
    });
    used('2026-11-01T01:10:00.000Z', 5, { tags: { workload: 'search' } });
    used('2026-11-01T01:50:00.000Z', 15);
    used('2026-11-01T02:00:00.000Z', 10);
    used('2026-11-02T02:00:00.000Z', 1);
    await books.apply('2026-11', {});
    // four hours at 6; one full, one half used; a later day at its price
    expect(effective()).toBe('26');
    const idle = entries().filter(({ charges }) => charges[0]?.unit === 'idle');
    expect(effective(idle)).toBe('15');
    const search = ledger.rows.filter(({ tags }) => tags['workload'] === 'search');
    expect(effective(search)).toBe('1.5');
    expect(await books.apply('2026-11', {})).toEqual([]);
  });

  it('count use in another currency at the rate of its day, and never at 1 without a rate', async () => {
    agreed({
      kind: 'commitment',
      currency: 'EUR',
      terms: { amount: '10', discount_percent: '10', beyond: 'contracted' },
    });
    used('02', 10);
    await expect(books.apply('2026-11', {})).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('USD'),
    });
    const by = { actor: 'finance' };
    const rate = { base: 'EUR', quote: 'USD', rate: '1.25', from: '2026-11-01T00:00:00Z', source: 'ECB' };
    await registry.exchangeRates.create(rate, by);
    await books.apply('2026-11', {});
    // 20 USD are 16 EUR; 11.11.. of them burn 10 EUR, so 10 + (16 - 11.11..) EUR = 18.611.. USD
    expect(effective()).toBe('18.611111111111');
    expect(await books.apply('2026-11', {})).toEqual([]);
  });
});
