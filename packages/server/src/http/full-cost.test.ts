import {
  addedCostQuantities,
  allocationRule,
  allocationRun,
  apiError,
  auditEntry,
  costItem,
  costQuantity,
  page,
} from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FullCost } from '../books/full-cost/index.ts';
import { createHarness, type Harness } from './testing.ts';

const RUN = { month: '2026-11', items: [], currency: 'USD', dry_run: true };
const asked: unknown[] = [];
const fullCost: FullCost = {
  run: async (month, options) => {
    asked.push([month, options]);
    return { ...RUN, dry_run: options.dryRun };
  },
  explain: async () => [],
  report: async () => {
    throw new Error('not asked here');
  },
  nightly: async () => {},
};

let h: Harness;
beforeAll(async () => {
  h = await createHarness({ fullCost });
  const rule = { id: 'by-tokens', steps: [{ kind: 'split', among: 'workload', by: 'tokens' }] };
  expect((await h.call('POST', '/allocation-rules', rule)).status).toBe(201);
});
afterAll(() => h.close());

const ITEM = {
  id: 'people',
  category: 'people',
  terms: { kind: 'recurring', amount: '3000', currency: 'USD', per: 'month' },
  from: '2026-11-01',
  rule: 'by-tokens',
  source: 'payroll',
};
const METERED = {
  ...ITEM,
  id: 'storage',
  category: 'observability_storage',
  terms: { kind: 'metered', unit: 'GB', rate: '0.5', currency: 'USD' },
};
const refused = async (method: string, path: string, body: unknown) => {
  const answer = await h.call(method, path, body);
  return apiError.parse(await answer.json()).error;
};

describe('costs that no call tells', () => {
  it('are kept, changed and audited', async () => {
    const made = costItem.parse(await (await h.call('POST', '/cost-items', ITEM)).json());
    expect(made).toMatchObject({ name: 'people', sandbox: false });
    const changed = await h.call('PATCH', '/cost-items/people', { until: '2027-01-01' });
    expect(costItem.parse(await changed.json()).until).toBe('2027-01-01');
    const list = page(costItem).parse(await (await h.call('GET', '/cost-items?limit=1')).json());
    expect(list.data.map(({ id }) => id)).toEqual(['people']);
    const audit = await (await h.call('GET', '/audit?subject=cost_item%2Fpeople')).json();
    expect(
      page(auditEntry)
        .parse(audit)
        .data.map(({ action }) => action),
    ).toEqual(['cost_item.change', 'cost_item.create']);
  });

  it.each([
    [
      'ends before it begins',
      { until: '2026-10-01' },
      'until',
      'The item ends on 2026-10-01 and begins on 2026-11-01',
    ],
    [
      'is for a workload that is not there',
      { rule: undefined, workload: 'ghost' },
      'workload',
      'There is no workload "ghost"',
    ],
    ['follows a rule that is not there', { rule: 'ghost' }, 'rule', 'There is no allocation rule "ghost"'],
    ['is borne by nobody', { rule: undefined }, 'rule', 'Nobody bears the item'],
    [
      'costs less than nothing a unit',
      { terms: { ...METERED.terms, rate: '-1' } },
      'terms.rate',
      'below zero',
    ],
    ['is named as what rules keep', { id: 'self' }, 'id', 'pools'],
  ])('are refused where one %s', async (_, wrong, field, message) => {
    const error = await refused('POST', '/cost-items', { ...ITEM, id: 'wrong', ...wrong });
    expect(error).toMatchObject({
      code: 'invalid_argument',
      field,
      message: expect.stringContaining(message),
    });
    expect(error.remedy).toBeDefined();
  });

  it('take quantities once, as rows or as a file', async () => {
    await h.call('POST', '/cost-items', METERED);
    const path = '/cost-items/storage/quantities';
    const csv = 'id,day,quantity,workload,note\nq1,2026-11-02,10,,first\nq2,2026-11-03,2.5,sandbox,\n';
    const add = async (body: unknown) =>
      addedCostQuantities.parse(await (await h.call('POST', path, body)).json());
    expect(await refused('POST', path, { csv })).toMatchObject({ field: 'quantities.1.workload' });
    expect(await add({ csv: csv.replace('sandbox', '') })).toEqual({ added: 2, unchanged: 0 });
    expect(await add({ csv: csv.replace('sandbox', '') })).toEqual({ added: 0, unchanged: 2 });
    const again = { quantities: [{ id: 'q1', day: '2026-11-02', quantity: '11' }] };
    expect(await refused('POST', path, again)).toMatchObject({ code: 'conflict', field: 'id' });
    const early = { quantities: [{ id: 'q3', day: '2026-10-31', quantity: '1' }] };
    expect(await refused('POST', path, early)).toMatchObject({ field: 'quantities.0.day' });
    expect(await refused('POST', path, { csv: 'id,day,quantity\nq4,yesterday,1\n' })).toMatchObject({
      message: expect.stringContaining('Line 2 has a wrong day'),
    });
    expect(await refused('POST', '/cost-items/people/quantities', early)).toMatchObject({ field: 'id' });
    const kept = page(costQuantity).parse(await (await h.call('GET', path)).json());
    expect(kept.data.map(({ id, quantity }) => `${id} ${quantity}`).sort()).toEqual(['q1 10', 'q2 2.5']);
  });
});

describe('rules that say who bears them', () => {
  const split = (among: string, by: string, shares?: object) =>
    shares === undefined ? { kind: 'split', among, by } : { kind: 'split', among, by, shares };

  it.each([
    ['does not end at workloads', [split('team', 'cost')], 'steps', 'does not split among workloads'],
    ['divides by zero', [split('workload', 'fixed', { a: '0' })], 'steps.0.shares', 'divided by zero'],
    [
      'has a share below zero',
      [split('workload', 'fixed', { a: '-1', b: '2' })],
      'steps.0.shares',
      'below zero',
    ],
    ['is fixed without shares', [split('workload', 'fixed')], 'steps.0.shares', 'needs shares'],
    ['splits twice alike', [split('team', 'cost'), split('team', 'even')], 'steps.1', 'before'],
    [
      'goes to a pool that is not there',
      [{ kind: 'pools', shares: { ghost: '1' } }],
      'steps.0.shares',
      'ghost',
    ],
    [
      'keeps nothing to split',
      [{ kind: 'pools', shares: { people: '1' } }, split('workload', 'even')],
      'steps',
      'nothing is left',
    ],
  ])('are refused where one %s', async (_, steps, field, message) => {
    const error = await refused('POST', '/allocation-rules', { id: 'wrong', steps });
    expect(error).toMatchObject({
      code: 'invalid_argument',
      field,
      message: expect.stringContaining(message),
    });
  });

  it('are refused where costs would go round, naming the loop', async () => {
    const into = (item: string) => [{ kind: 'pools', shares: { [item]: '1' } }];
    await h.call('POST', '/allocation-rules', { id: 'to-people', steps: into('people') });
    await h.call('POST', '/cost-items', { ...ITEM, id: 'desks', rule: 'to-people' });
    await h.call('POST', '/allocation-rules', { id: 'to-desks', steps: into('desks') });
    const error = await refused('PATCH', '/cost-items/people', { rule: 'to-desks' });
    expect(error.message).toBe('Costs would go round in a loop: desks -> people -> desks');
  });

  it('are changed, and stay while something follows them', async () => {
    const steps = [split('workload', 'calls')];
    const changed = await h.call('PATCH', '/allocation-rules/by-tokens', {
      steps,
      on_zero_basis: 'unallocated',
    });
    expect(allocationRule.parse(await changed.json())).toMatchObject({ steps, on_zero_basis: 'unallocated' });
    expect(await refused('DELETE', '/allocation-rules/by-tokens', undefined)).toMatchObject({
      code: 'conflict',
    });
    await h.call('POST', '/allocation-rules', { id: 'unused', steps });
    expect((await h.call('DELETE', '/allocation-rules/unused')).status).toBe(204);
  });

  it('are carried out on demand', async () => {
    const dry = await h.call('POST', '/allocations/2026-11', { dry_run: true });
    expect(allocationRun.parse(await dry.json()).dry_run).toBe(true);
    await h.call('POST', '/allocations/2026-11');
    expect(asked).toEqual([
      ['2026-11', { dryRun: true }],
      ['2026-11', { dryRun: false }],
    ]);
    expect((await h.call('GET', '/allocations/2026-11/explain?item=ghost')).status).toBe(404);
    expect((await h.call('POST', '/allocations/2026-13')).status).toBe(400);
  });
});
