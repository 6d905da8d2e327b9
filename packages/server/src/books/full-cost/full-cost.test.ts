import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AllocationRun, CallFact } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openChdbLedger } from '../../ledger/chdb/index.ts';
import { createExclusive } from '../../ledger/exclusive.ts';
import type { LedgerBatch } from '../../ledger/port.ts';
import type { Ledger } from '../../ledger/statement-port.ts';
import { callOf, chargeOf } from '../../ledger/testing/facts.ts';
import { silentLogger } from '../../platform/log.ts';
import type { RaisedFinding, Registry } from '../../registry/index.ts';
import { testClock, testRegistry } from '../../registry/testing.ts';
import { createFullCost, type FullCostDeps } from './index.ts';
import type { BearingWorkload } from './port.ts';

const directory = mkdtempSync(join(tmpdir(), 'weir-full-cost-'));
const by = { actor: 'finance' };
const clock = testClock('2026-11-04T10:00:00.000Z');
let registry: Registry;
let ledger: Ledger;
let failures: ('before' | 'after')[] = [];
let raised: RaisedFinding[] = [];
let count = 0;
let workloads: BearingWorkload[];

const workload = (id: string, team: string, more: Partial<BearingWorkload> = {}): BearingWorkload => ({
  id,
  stage: 'production',
  tags: { workload: id, team, cost_center: `cc-${team}`, application: 'app', environment: 'production' },
  ...more,
});

beforeAll(async () => {
  registry = await testRegistry(clock);
  await registry.costCenters.create({ id: 'cc', name: 'cc' }, by);
  await registry.teams.create({ id: 'claims', name: 'Claims', cost_center: 'cc' }, by);
  await registry.applications.create({ id: 'app', name: 'App', team: 'claims' }, by);
  for (const id of ['bot', 'ocr']) {
    const facts = { id, name: id, application: 'app', environment: 'production', owner: 'ada' };
    await registry.workloads.create({ ...facts, stage: 'pilot' }, by);
  }
  await registry.allocationRules.create(
    {
      id: 'by-calls',
      steps: [{ kind: 'split', among: 'workload', by: 'calls' }],
      on_zero_basis: 'unallocated',
    },
    by,
  );
});
afterAll(async () => {
  await registry.close();
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  count += 1;
  ledger = await openChdbLedger({ path: join(directory, `l${count}`), log: silentLogger });
  failures = [];
  raised = [];
  workloads = [workload('bot', 'claims'), workload('ocr', 'claims')];
  await registry.pendingAllocations.write(undefined);
  clock.set('2026-11-04T10:00:00.000Z');
  for (const { id, from } of await registry.costItems.all()) {
    await registry.costItems.change(id, { until: from }, by);
  }
  // one call of each workload on 1 November, two more of ocr on the 2nd
  await land([
    call('a', '2026-11-01T10:00:00.000000Z', 'bot'),
    call('b', '2026-11-01T10:00:00.000000Z', 'ocr'),
    call('c', '2026-11-02T10:00:00.000000Z', 'ocr'),
    call('d', '2026-11-02T11:00:00.000000Z', 'ocr'),
  ]);
  return () => ledger.close();
});

const land = (calls: CallFact[]) => ledger.append({ token: calls.map((one) => one.call_id).join(), calls });
const call = (call_id: string, at: string, name: string) =>
  callOf({
    call_id,
    started_at: at,
    ended_at: at,
    tags: { workload: name, team: 'claims' },
    charges: [chargeOf({ effective_cost: '1' })],
  });

function service(more: Partial<FullCostDeps> = {}) {
  return createFullCost({
    ledger: {
      existing: (ids) => ledger.existing(ids),
      detailSince: () => ledger.detailSince(),
      async append(batch: LedgerBatch) {
        const failure = failures.shift();
        if (failure === 'before') throw new Error('store is down');
        await ledger.append(batch);
        if (failure === 'after') throw new Error('connection lost');
      },
    },
    economics: ledger.economics,
    outcomes: ledger.outcomes,
    items: () => registry.costItems.all(),
    rules: () => registry.allocationRules.all(),
    quantities: registry.costQuantities,
    pending: registry.pendingAllocations,
    workloads: () => workloads,
    organization: () => ({ id: 'acme', currency: 'USD', time_zone: 'UTC' }),
    rates: async () => (amount, currency) =>
      currency === 'USD' ? amount : currency === 'EUR' ? amount.multiply(Decimal.from('1.5')) : undefined,
    exclusive: createExclusive(),
    raise: (finding) => raised.push(finding),
    clock,
    ...more,
  });
}

let items = 0;
/** 3,000 a month, so 100 a day in November, unless told otherwise. */
async function item(more: Record<string, unknown> = {}): Promise<string> {
  items += 1;
  const made = await registry.costItems.create(
    {
      id: `item-${items}`,
      category: 'people',
      terms: { kind: 'recurring', amount: '3000', currency: 'USD', per: 'month' },
      from: '2026-11-01',
      rule: 'by-calls',
      source: 'payroll',
      ...more,
    },
    by,
  );
  return made.id;
}

const november = { since: new Date('2026-11-01T00:00:00Z'), until: new Date('2026-12-01T00:00:00Z') };
const booked = async (sandbox: 'exclude' | 'only' = 'exclude') =>
  (await ledger.economics.allocated({ ...november, timeZone: 'UTC', sandbox })).map(
    (row) => `${row.day.slice(8)} ${row.workload} ${Decimal.from(row.cost)}`,
  );
const of = (run: AllocationRun, id: string) =>
  run.items.find((one) => one.item === id) ?? expect.fail(`no ${id}`);
const plain = (text: string) => Decimal.from(text).toString();

describe('a cost that no call tells', () => {
  it('is booked day by day as the month so far says, once', async () => {
    const id = await item();
    const dry = await service().run('2026-11', { dryRun: true });
    expect(of(dry, id)).toMatchObject({ amount: '300.000000000000', booked: '300.000000000000' });
    expect(await booked()).toEqual([]);
    const run = of(await service().run('2026-11', { dryRun: false }), id);
    expect(run).toMatchObject({ allocated: '300.000000000000', unallocated: '0.000000000000', problems: [] });
    // day 1: half each of 100; day 2: a quarter and three of 200; day 3: of 300
    expect(await booked()).toEqual(['01 bot 50', '01 ocr 50', '02 ocr 100', '03 bot 25', '03 ocr 75']);
    const again = of(await service().run('2026-11', { dryRun: false }), id);
    expect([again.entries, plain(again.booked)]).toEqual([0, '0']);
    expect(await booked()).toHaveLength(5);
    const costs = { ...november, by: [], filter: {}, timeZone: 'UTC', sandbox: 'exclude' } as const;
    expect((await ledger.costs(costs)).total).toMatchObject({
      calls: 4,
      cost: '4.000000000000',
      loaded_cost: '304.000000000000',
    });
  });

  it('lands differences on the last full day', async () => {
    await item();
    await service().run('2026-11', { dryRun: false });
    await land([call('late', '2026-11-01T12:00:00.000000Z', 'bot')]);
    clock.set('2026-11-05T10:00:00.000Z');
    await service().run('2026-11', { dryRun: false });
    // 400 by 2 and 3 calls of 5: 160 and 240
    expect((await booked()).slice(5)).toEqual(['04 bot 85', '04 ocr 15']);
  });

  it.each(['before', 'after'] as const)('survives that booking dies %s it landed', async (when) => {
    const id = await item();
    failures = [when];
    await expect(service().run('2026-11', { dryRun: false })).rejects.toMatchObject({
      code: 'ledger_unavailable',
    });
    // traffic goes on, and another process too
    await land([call('more', '2026-11-03T12:00:00.000000Z', 'bot')]);
    const run = of(await service().run('2026-11', { dryRun: false }), id);
    expect(run.amount).toBe('300.000000000000');
    const rows = await ledger.economics.allocated({ ...november, timeZone: 'UTC', sandbox: 'exclude' });
    const sum = rows.reduce((all, { cost }) => all.add(Decimal.from(cost)), Decimal.ZERO);
    expect(sum.toString()).toBe('300');
    expect(await registry.pendingAllocations.read()).toBeUndefined();
    expect(of(await service().run('2026-11', { dryRun: false }), id).entries).toBe(0);
  });

  it('is not booked without an exchange rate, and says so; others are', async () => {
    const pounds = await item({ terms: { kind: 'recurring', amount: '1', currency: 'GBP', per: 'day' } });
    const euros = await item({ terms: { kind: 'recurring', amount: '1', currency: 'EUR', per: 'day' } });
    const run = await service().run('2026-11', { dryRun: false });
    expect(of(run, pounds).problems[0]).toContain('No exchange rate from GBP to USD is known on 2026-11-01');
    expect(of(run, pounds).entries).toBe(0);
    expect(of(run, euros).amount).toBe('4.500000000000');
    expect(raised).toMatchObject([{ kind: 'allocation_failed', severity: 'critical', subject: pounds }]);
  });

  it('is not booked when it is more than the ledger can hold, and says so; others are', async () => {
    const id = await item({
      rule: undefined,
      workload: 'bot',
      terms: { kind: 'metered', unit: 'GB', rate: '100000000000000', currency: 'USD' },
    });
    await registry.costQuantities.add(id, [{ id: 'typo', day: '2026-11-02', quantity: '100000000000' }], by);
    const other = await item();
    const run = await service().run('2026-11', { dryRun: false });
    expect(of(run, id)).toMatchObject({ entries: 0, amount: '0.000000000000' });
    expect(of(run, id).problems[0]).toContain('more than the ledger can hold');
    expect(of(run, other).booked).toBe('300.000000000000');
    expect(raised).toMatchObject([{ severity: 'critical', subject: id }]);
  });

  it('goes on with the heir of a workload that was merged in the middle of the month', async () => {
    await item();
    await service().run('2026-11', { dryRun: false });
    workloads = [
      workload('bot', 'claims', { stage: 'retired', mergedInto: 'ocr' }),
      workload('ocr', 'claims'),
    ];
    clock.set('2026-11-05T10:00:00.000Z');
    await service().run('2026-11', { dryRun: false });
    // 100 of the new day, and 75 that were the other's
    expect((await booked()).slice(5)).toEqual(['04 bot -75', '04 ocr 175']);
    const costs = { ...november, by: ['team'], filter: {}, timeZone: 'UTC', sandbox: 'exclude' } as const;
    expect((await ledger.costs(costs)).rows).toMatchObject([
      { group: { team: 'claims' }, loaded_cost: '404.000000000000' },
    ]);
  });

  it('stays with a workload that was retired in a month in which it was used', async () => {
    await item();
    workloads = [workload('bot', 'claims', { stage: 'retired' }), workload('ocr', 'claims')];
    await service().run('2026-11', { dryRun: false });
    expect(await booked()).toContain('01 bot 50');
  });

  it('is taken back when it turns out never to have been', async () => {
    const id = await item();
    await service().run('2026-11', { dryRun: false });
    await registry.costItems.change(id, { until: '2026-11-01' }, by);
    const run = of(await service().run('2026-11', { dryRun: false }), id);
    expect([plain(run.amount), plain(run.booked)]).toEqual(['0', '-300']);
    expect((await booked()).slice(-2)).toEqual(['03 bot -50', '03 ocr -150']);
  });

  it('is borne by nobody where no basis tells, and counts all the same', async () => {
    await registry.allocationRules.create(
      {
        id: 'by-outcomes',
        steps: [{ kind: 'split', among: 'workload', by: 'outcomes' }],
        on_zero_basis: 'unallocated',
      },
      by,
    );
    const id = await item({ rule: 'by-outcomes' });
    const run = of(await service().run('2026-11', { dryRun: false }), id);
    expect([plain(run.allocated), plain(run.unallocated)]).toEqual(['0', '300']);
    expect(raised).toMatchObject([{ kind: 'allocation_failed', severity: 'warning' }]);
    const report = await service().report({ ...november, by: 'workload', sandbox: 'exclude' });
    expect(report.rows.map((row) => [row.group, plain(row.loaded_cost), row.ratio])).toEqual([
      ['', '300', null],
      ['ocr', '3', '1.0000'],
      ['bot', '1', '1.0000'],
    ]);
    expect(report.total).toMatchObject({ api_cost: '4.000000000000', ratio: '76.0000' });
    expect(plain(report.unallocated)).toBe('300');
  });

  it('is metered by what is sent, once, and derived from what was counted', async () => {
    const metered = await item({
      category: 'observability_storage',
      terms: { kind: 'metered', unit: 'GB', rate: '0.5', currency: 'USD' },
      rule: undefined,
      workload: 'bot',
    });
    const quantities = [
      { id: 'q1', day: '2026-11-02', quantity: '10' },
      { id: 'q2', day: '2026-11-03', quantity: '4', workload: 'ocr' },
    ];
    expect(await registry.costQuantities.add(metered, quantities, by)).toEqual({ added: 2, unchanged: 0 });
    expect(await registry.costQuantities.add(metered, quantities, by)).toEqual({ added: 0, unchanged: 2 });
    const derived = await item({
      category: 'human_review',
      rule: undefined,
      terms: {
        kind: 'derived',
        driver: 'calls',
        percent: '50',
        units_each: '4',
        unit: 'minutes',
        rate: '0.8',
        currency: 'USD',
      },
    });
    const run = await service().run('2026-11', { dryRun: false });
    expect(plain(of(run, metered).amount)).toBe('7');
    // 1 and 3 calls x 50 % x 4 x 0.8
    expect(plain(of(run, derived).amount)).toBe('6.4');
    expect((await booked()).sort()).toEqual([
      '01 bot 1.6',
      '01 ocr 1.6',
      '02 bot 5',
      '02 ocr 3.2',
      '03 ocr 2',
    ]);
  });

  it('is explained to be checked by hand', async () => {
    const id = await item();
    const lines = await service().explain('2026-11', { workload: 'ocr', item: id });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ workload: 'ocr', amount: '225.000000000000', rule: 'by-calls' });
    expect(lines[0]?.steps.map(({ text }) => text)).toEqual(['300 x 3 / 4 calls for workload ocr = 225']);
  });

  it('of the sandbox is borne by the sandbox, beside the books', async () => {
    await item({ sandbox: true });
    await land([{ ...call('demo', '2026-11-01T09:00:00.000000Z', 'bot'), sandbox: true }]);
    await service().run('2026-11', { dryRun: false });
    expect(await booked()).toEqual([]);
    expect(await booked('only')).toEqual(['01 bot 100', '02 bot 100', '03 bot 100']);
  });

  it('is caught up with by night, this month and before', async () => {
    await item({
      from: '2026-08-01',
      terms: { kind: 'recurring', amount: '31', currency: 'USD', per: 'month' },
    });
    await service().nightly();
    const all = {
      since: new Date('2026-08-01'),
      until: november.until,
      timeZone: 'UTC',
      sandbox: 'exclude',
    } as const;
    const sum = async () =>
      (await ledger.economics.allocated(all)).reduce(
        (a, { cost }) => a.add(Decimal.from(cost)),
        Decimal.ZERO,
      );
    // three months, and three days of 30
    expect((await sum()).toString()).toBe('96.1');
    await service().nightly();
    expect((await sum()).toString()).toBe('96.1');
  });
});
