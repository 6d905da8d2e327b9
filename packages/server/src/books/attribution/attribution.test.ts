import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallFact, CostReport } from '@weir/core/contract';
import { createAttributionRule, createWorkload } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChdbLedger } from '../../ledger/chdb/index.ts';
import { createLandingGate } from '../../ledger/landing-gate.ts';
import type { Ledger } from '../../ledger/statement-port.ts';
import { callOf, chargeOf } from '../../ledger/testing/facts.ts';
import { silentLogger } from '../../platform/log.ts';
import type { Registry } from '../../registry/registry.ts';
import { testClock, testRegistry } from '../../registry/testing.ts';
import { createClosedMonths } from '../periods/index.ts';
import { testBooks } from '../testing/books.ts';
import { type AttributionBooks, createAttributionBooks } from './index.ts';

const clock = testClock('2026-11-22T10:00:00.000Z');
const by = { actor: 'admin' };
const path = mkdtempSync(join(tmpdir(), 'weir-attribution-'));
const closed = createClosedMonths();
let registry: Registry;
let ledger: Ledger;
let books: ReturnType<typeof testBooks>;
let attribution: AttributionBooks;
let closedUntil = 0;

beforeAll(async () => {
  registry = await testRegistry(clock);
  ledger = await openChdbLedger({ path, log: silentLogger, isClosed: (at) => at.getTime() < closedUntil });
  books = testBooks({
    registry,
    clock,
    ledger,
    statements: ledger.statements,
    closed,
    gate: createLandingGate(),
  });
  attribution = createAttributionBooks({
    ledger,
    ownership: {
      workload: (id) => registry.compile().workloads[id]?.tags,
      requiredTags: (id) => registry.compile().environments[id]?.requiredTags,
    },
    timeZone: () => 'UTC',
    rules: () => registry.attributionRules.all(),
    proposals: books.proposals,
    clock,
  });
  await registry.costCenters.create({ id: 'cc-1' }, by);
  await registry.teams.create({ id: 'care', cost_center: 'cc-1' }, by);
  const workload = { id: 'bot', application: 'playground', environment: 'development', team: 'care' };
  await registry.workloads.create(
    createWorkload.parse({ ...workload, owner: 'ada@example.com', business_process: 'support' }),
    by,
  );
  await ledger.append({ token: 'first', calls: CALLS });
});
afterAll(async () => {
  await ledger.close();
  await registry.close();
  rmSync(path, { recursive: true, force: true });
});

let made = 0;
function unclaimed(at: string, more: Partial<CallFact> = {}): CallFact {
  made += 1;
  return callOf({
    call_id: `01980a44-3c00-7000-8000-${String(made).padStart(12, '0')}`,
    started_at: at,
    ended_at: at,
    tags: { team: 'lost', request_type: 'chat.completions', user: `u-${made % 2}`, task: `t-${made}` },
    attribution: 'quarantined',
    missing_tags: ['owner'],
    ...more,
  });
}
const CALLS = [
  ...['03', '03', '04', '17'].map((day) => unclaimed(`2026-11-${day}T09:00:00.000000Z`)),
  unclaimed('2026-10-30T09:00:00.000000Z'),
  unclaimed('2026-10-30T10:00:00.000000Z', {
    key: 'key_2',
    usage: { input_tokens: 3_003, cache_read_tokens: 3_000 },
    charges: [
      chargeOf({ quantity: '3', effective_cost: '0.000000333333' }),
      chargeOf({ unit: 'cache_read_tokens', quantity: '3000', effective_cost: '0.000100000001' }),
    ],
  }),
];

const range = { since: new Date('2026-10-01T00:00:00Z'), until: new Date('2026-12-01T00:00:00Z') };
const costs = (groups: string[]): Promise<CostReport> =>
  ledger.costs({ ...range, by: groups, filter: {}, timeZone: 'UTC', sandbox: 'include' });
const rule = (input: object) => {
  clock.advance(1);
  return registry.attributionRules.create(
    createAttributionRule.parse({ since: '2026-09-01T00:00:00Z', reason: 'It was the bot.', ...input }),
    by,
  );
};
const apply = (dryRun = false) => attribution.apply({ dryRun, actor: 'admin' });
const approveAll = async () => {
  const { data } = await books.proposals.list({ state: 'open', kind: 'attribution' });
  for (const { id } of data) await books.proposals.approve(id, { actor: 'ann' });
  return data.length;
};

describe('rules of attribution over the past', () => {
  let before: CostReport['total'];

  it('show in a dry run what would move, and propose nothing', async () => {
    before = (await costs([])).total;
    await rule({ id: 'claim', when: { key: ['key_1'], workload: [''] }, set: { workload: 'bot' } });
    const run = await apply(true);
    expect(
      run.data.map(({ rule: id, month, calls, cost, proposal }) => [id, month, calls, cost, proposal]),
    ).toEqual([
      ['claim', '2026-10', 1, '0.000650000000', undefined],
      ['claim', '2026-11', 4, '0.002600000000', undefined],
    ]);
    expect((await books.proposals.list({ kind: 'attribution' })).data).toEqual([]);
  });

  it('propose once what waits for approval, and again only what has changed', async () => {
    const first = await apply();
    const again = await apply();
    expect(again.data.map(({ proposal }) => proposal)).toEqual(first.data.map(({ proposal }) => proposal));
    await ledger.append({ token: 'late', calls: [unclaimed('2026-11-20T09:00:00.000000Z')] });
    before = (await costs([])).total;
    const third = await apply();
    expect(third.data[0]?.proposal).toBe(first.data[0]?.proposal);
    expect(third.data[1]).toMatchObject({ calls: 5 });
    const open = await books.proposals.list({ state: 'open', kind: 'attribution' });
    expect(open.data).toHaveLength(2);
    expect(open.data.map(({ amount }) => amount)).toEqual(['0.000000000000', '0.000000000000']);
    expect(await books.proposals.show(first.data[1]?.proposal ?? '')).toMatchObject({ state: 'rejected' });
  });

  it('move calls, tokens and cost with the tags of the workload, and no total', async () => {
    closedUntil = Date.parse('2026-11-01T00:00:00Z');
    expect(await approveAll()).toBe(2);
    const { attributed_cost, ...total } = (await costs([])).total;
    expect(total).toEqual({ ...before, attributed_cost: undefined });
    expect(attributed_cost).toBe('0.003900000000');
    const owners = await costs(['workload', 'team', 'owner', 'application']);
    expect(
      owners.rows.map(({ group, calls, input_tokens }) => [Object.values(group), calls, input_tokens]),
    ).toEqual([
      [['bot', 'care', 'ada@example.com', 'playground'], 6, 600],
      [['', 'lost', '', ''], 1, 3_003],
    ]);
    const users = await costs(['user', 'workload']);
    expect(users.rows.map(({ calls }) => calls).sort()).toEqual([1, 2, 4]);
    const classes = await costs(['class', 'entry', 'workload']);
    const corrections = classes.rows.filter(({ group }) => group['class'] === 'correction');
    expect(corrections.map(({ group, cost }) => [group['workload'], cost])).toEqual([
      ['bot', '0.000650000000'],
      ['', '-0.000650000000'],
    ]);
  });

  it('find nothing the second time', async () => {
    expect((await apply()).data).toEqual([]);
    expect(await approveAll()).toBe(0);
  });

  it('leave tasks with who has their calls now, so that outcomes find one workload', async () => {
    const named = await ledger.outcomes.named({ tasks: ['t-1', 't-6'], calls: [] });
    expect(named.map(({ task, workload }) => [task, workload])).toEqual([
      ['t-1', 'bot'],
      ['t-6', ''],
    ]);
  });

  it('leave in place what they moved, when the workload gets another team later', async () => {
    await registry.teams.create({ id: 'sales', cost_center: 'cc-1' }, by);
    await registry.workloads.change('bot', { team: 'sales' }, by);
    expect((await apply()).data).toEqual([]);
  });

  it('propose what lands late', async () => {
    await ledger.append({ token: 'later', calls: [unclaimed('2026-11-21T09:00:00.000000Z')] });
    const { data } = await apply();
    expect(data).toMatchObject([{ rule: 'claim', month: '2026-11', calls: 1, entries: 2 }]);
    await approveAll();
    expect((await apply()).data).toEqual([]);
  });

  it('give a call that matches two to the older one', async () => {
    await rule({ id: 'wide', when: { team: ['lost'], workload: [''] }, set: { owner: 'bob@example.com' } });
    await rule({ id: 'narrow', when: { key: ['key_2'] }, set: { owner: 'eve@example.com' } });
    const { data } = await apply();
    expect(data).toMatchObject([{ rule: 'wide', month: '2026-10', calls: 1, cost: '0.000100333334' }]);
    const alone = await attribution.apply({ dryRun: true, rule: 'narrow', actor: 'admin' });
    expect(alone.data).toEqual([]);
    await approveAll();
    const owners = await costs(['owner']);
    expect(owners.rows.map(({ group, calls }) => [group['owner'], calls])).toEqual([
      ['ada@example.com', 7],
      ['bob@example.com', 1],
    ]);
    expect(owners.total.cost).toBe((await costs([])).total.cost);
  });

  it('move calls that were refused before they had a provider', async () => {
    const none = { provider: '', charges: [], attempts: [], cost: '0.000000000000', usage: {} };
    await ledger.append({
      token: 'refused',
      calls: [
        unclaimed('2026-11-21T10:00:00.000000Z', {
          ...none,
          ...{ status: 'refused', http_status: 429, key: 'key_3', tags: { team: 'stray' } },
        }),
      ],
    });
    await rule({ id: 'stray', when: { team: ['stray'] }, set: { team: 'care' } });
    expect((await apply()).data).toMatchObject([{ rule: 'stray', calls: 1, cost: '0.000000000000' }]);
    await approveAll();
    const { rows } = await costs(['team', 'status']);
    expect(rows.filter(({ group }) => group['status'] === 'refused')).toMatchObject([
      { group: { team: 'care' }, calls: 1, errors: 1 },
    ]);
    expect((await apply()).data).toEqual([]);
  });

  it('take nothing from anybody in any unit, day or category', async () => {
    for (const groups of [['unit'], ['provider', 'model'], ['category'], ['status', 'region']]) {
      const report = await costs([...groups, 'entry']);
      const moved = report.rows.filter(({ group }) => group['entry'] === 'attribution');
      expect(moved).toEqual([]);
    }
  });

  it('say so when there is none of that id', async () => {
    await expect(attribution.apply({ dryRun: true, rule: 'gone', actor: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('coverage', () => {
  it('is the attributed part, with its trend and what to mend first', async () => {
    await ledger.append({
      token: 'more',
      calls: [
        unclaimed('2026-11-21T11:00:00.000000Z', { key: 'key_9' }),
        unclaimed('2026-11-21T12:00:00.000000Z', { key: 'key_9' }),
      ],
    });
    const report = await attribution.coverage({
      ...range,
      interval: 'month',
      timeZone: 'UTC',
      sandbox: 'exclude',
    });
    expect(report).toMatchObject({
      cost: '0.005950333334',
      attributed_cost: '0.004550000000',
      coverage: '0.7647',
    });
    expect(report.maturity).toBe('walk');
    expect(report.trend.map(({ bucket, coverage }) => [bucket.slice(0, 7), coverage])).toEqual([
      ['2026-10', '0.8663'],
      ['2026-11', '0.7500'],
    ]);
    expect(report.work_list).toMatchObject([
      { key: 'key_9', missing_tags: ['owner'], calls: 2, share: '0.9284', cumulative_share: '0.9284' },
    ]);
  });
});

describe('while somebody decides', () => {
  /** Books that are asked while `meanwhile` happens, after the ledger has told what there is to move. */
  const during = (meanwhile: () => Promise<unknown>) =>
    createAttributionBooks({
      ledger: {
        costs: (query) => ledger.costs(query),
        detailSince: () => ledger.detailSince(),
        attribution: {
          movable: async (query) => {
            const found = await ledger.attribution.movable(query);
            await meanwhile();
            return found;
          },
          unattributed: (query) => ledger.attribution.unattributed(query),
        },
      },
      ownership: { workload: () => undefined, requiredTags: () => undefined },
      timeZone: () => 'UTC',
      rules: () => registry.attributionRules.all(),
      proposals: books.proposals,
      clock,
    });
  const owner = async (name: string) => {
    const { rows } = await costs(['owner']);
    return rows.find(({ group }) => group['owner'] === name)?.calls;
  };

  const found = (time: string) =>
    unclaimed(`2026-11-21T${time}:00.000000Z`, { key: 'key_11', tags: { team: 'found' } });

  it('what is approved during a run is not proposed again by it, so that nothing moves twice', async () => {
    await rule({
      id: 'late-claim',
      when: { key: ['key_11'], owner: [''] },
      set: { owner: 'zoe@example.com' },
      since: '2026-11-01T00:00:00Z',
    });
    await ledger.append({ token: 'found', calls: [found('11:00'), found('12:00')] });
    await attribution.apply({ dryRun: false, rule: 'late-claim', actor: 'admin' });
    await ledger.append({ token: 'meanwhile', calls: [found('13:00')] });
    const run = await during(approveAll).apply({ dryRun: false, rule: 'late-claim', actor: 'admin' });
    expect(run.data).toEqual([]);
    expect(run.notes).toEqual([
      'An attribution of 2026-11 is being booked: apply the rules again when it is.',
    ]);
    expect(await approveAll()).toBe(0);
    expect(await owner('zoe@example.com')).toBe(2);
    await attribution.apply({ dryRun: false, rule: 'late-claim', actor: 'admin' });
    expect(await approveAll()).toBe(1);
    expect(await owner('zoe@example.com')).toBe(3);
  });

  it('what waits in the name of a rule that is gone is withdrawn before another finds the same calls', async () => {
    await rule({ id: 'first', when: { owner: ['zoe@example.com'] }, set: { owner: 'yan@example.com' } });
    await attribution.apply({ dryRun: false, rule: 'first', actor: 'admin' });
    await registry.attributionRules.remove('first', by);
    await rule({ id: 'second', when: { owner: ['zoe@example.com'] }, set: { owner: 'xia@example.com' } });
    await attribution.apply({ dryRun: false, rule: 'second', actor: 'admin' });
    expect(await approveAll()).toBe(1);
    expect([
      await owner('zoe@example.com'),
      await owner('yan@example.com'),
      await owner('xia@example.com'),
    ]).toEqual([undefined, undefined, 3]);
  });
});
