import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onControl as controlled } from './testing.ts';

const STAMPS = { created_at: '2026-11-01T00:00:00Z', updated_at: '2026-11-01T00:00:00Z' };
const ITEM = {
  id: 'review',
  name: 'review',
  category: 'human_review',
  terms: {
    kind: 'derived',
    driver: 'outcomes',
    percent: '5',
    units_each: '4',
    unit: 'minutes',
    rate: '0.80',
    currency: 'USD',
  },
  from: '2026-11-01',
  sandbox: false,
  source: 'policy',
  ...STAMPS,
};
const RULE = {
  id: 'floors',
  name: 'floors',
  among: { environment: ['production'] },
  steps: [
    { kind: 'pools', shares: { platform: '1', self: '3' } },
    { kind: 'split', among: 'team', by: 'fixed', shares: { claims: '3', sales: '1' } },
    { kind: 'split', among: 'workload', by: 'calls' },
  ],
  on_zero_basis: 'even',
  ...STAMPS,
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const onControl = (answers: Parameters<typeof controlled>[1]) => controlled(dir, answers);

describe('weir cost-item', () => {
  it('adds a cost by what it comes to', async () => {
    const { control, run } = onControl({ 'POST /cost-items': { status: 201, body: ITEM } });
    const { out, code } = await run(
      'cost-item create review --category human_review --driver outcomes --percent 5 --units-each 4 --unit minutes --rate 0.80 --from 2026-11-01 --source policy',
    );
    expect(code).toBe(0);
    expect(control.requests[0]?.body).toMatchObject({ id: 'review', terms: ITEM.terms });
    expect(out).toContain('5 % of outcomes x 4 minutes x 0.80 USD');
    expect(out).toContain('where it came from');
  });

  it('says what is missing', async () => {
    const { run } = onControl({});
    const some = 'cost-item create x --category people --from 2026-11-01 --source s';
    expect((await run(some)).err).toContain('What it comes to is missing');
    expect((await run(`${some} --amount 5`)).err).toContain('Give --per or --months');
    expect((await run(`${some} --rate 5`)).err).toContain('Give --rate and --unit');
  });

  it('sends a file of quantities', async () => {
    const path = '/cost-items/storage/quantities';
    const { control, run } = onControl({ [`POST ${path}`]: { body: { added: 2, unchanged: 1 } } });
    const file = join(dir, 'q.csv');
    writeFileSync(file, 'id,day,quantity\na,2026-11-01,3\n');
    const { out, err } = await run(`cost-item add storage --file ${file}`);
    expect(control.requests[0]?.body).toEqual({ csv: 'id,day,quantity\na,2026-11-01,3\n' });
    expect(out + err).toContain('2 added, 1 known already.');
  });
});

describe('weir allocation', () => {
  it('writes rules step by step', async () => {
    const { control, run } = onControl({ 'POST /allocation-rules': { status: 201, body: RULE } });
    const { out } = await run(
      'allocation rule create floors --step pools:platform=1,self=3 --step team:fixed:claims=3,sales=1 --step workload:calls --among environment=production',
    );
    expect(control.requests[0]?.body).toEqual({ id: 'floors', among: RULE.among, steps: RULE.steps });
    expect(out).toContain('team:fixed:claims=3,sales=1');
  });

  it('says what a run books, and why it cannot', async () => {
    const item = {
      item: 'review',
      category: 'human_review',
      amount: '12.000000000000',
      allocated: '8.000000000000',
      unallocated: '4.000000000000',
      booked: '12.000000000000',
      entries: 3,
      problems: ['No workload has any outcomes'],
    };
    const body = { month: '2026-11', items: [item], currency: 'USD', dry_run: true };
    const { control, run } = onControl({ 'POST /allocations/2026-11': { body } });
    const { out, err } = await run('allocation run 2026-11 --dry-run');
    expect(control.requests[0]?.body).toEqual({ dry_run: true });
    expect(out).toContain('TO BOOK');
    expect(out + err).toContain('review: No workload has any outcomes');
  });

  it('explains a share', async () => {
    const part = {
      item: 'review',
      month: '2026-11',
      workload: 'bot',
      category: 'human_review',
      amount: '4.000000000000',
      currency: 'USD',
      steps: [{ text: '12 x 1 / 3 calls for workload bot = 4', part: '4', whole: '12' }],
    };
    const { run } = onControl({
      'GET /allocations/2026-11/explain?workload=bot': { body: { data: [part] } },
    });
    const { out } = await run('allocation explain 2026-11 --workload bot');
    expect(out).toContain('12 x 1 / 3 calls for workload bot = 4');
  });
});

describe('weir full-cost', () => {
  const total = {
    api_cost: '2.000000000000',
    loaded_cost: '5.000000000000',
    ratio: '2.5000',
    categories: { seats: '3.000000000000', model_usage: '2.000000000000' },
  };
  const body = {
    since: '2026-11-01T00:00:00Z',
    until: '2026-11-22T00:00:00Z',
    currency: 'USD',
    rows: [],
    total,
    unallocated: '0.000000000000',
    sandbox: 'exclude',
    formulas: {},
  };
  const report = (more: object = {}) =>
    controlled(dir, {
      'GET /full-cost?since=2026-11-01T00%3A00%3A00.000Z&sandbox=auto': { body: { ...body, ...more } },
    }).run('full-cost --since 2026-11-01T00:00:00Z --sandbox auto');

  it('says of which days it is, and where the money went', async () => {
    const { out, err } = await report();
    expect(err).toContain('2026-11-01 00:00:00 to 2026-11-22 00:00:00 UTC, in USD');
    expect(out).toMatch(/TOTAL +2\.\d+ +5\.\d+ +2\.5000/);
    expect(out).toMatch(/seats +3\.00/);
    expect(err).not.toContain('--sandbox include');
  });

  it('says why there is nothing while demo calls are left out', async () => {
    const nothing = { ...total, api_cost: '0', loaded_cost: '0', ratio: null, categories: {} };
    expect((await report({ total: nothing })).err).toContain('--sandbox include counts them');
  });
});
