import type { AllocationRule, CostItem, FullCostReport, Workload } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { emptyItem, fieldsOfItem, termsOf, toItemChange, toNewItem } from './item-fields.ts';
import { inMonth } from './item-words.ts';
import { lastMonths, nextMonth } from './months.ts';
import { emptyRule, fieldsOfRule, toRule } from './rule-fields.ts';
import { ruleInWords } from './rule-words.ts';
import { readFullCostSearch } from './search.ts';
import { amountOf, narrowed, segmentKeys, stackCsv, stackRows } from './stack.ts';

const TODAY = '2026-11-22';
const empty = () => emptyItem('USD', TODAY);

describe('what a cost item comes to in a month', () => {
  it('is told by the formulas of the books', () => {
    expect(
      inMonth({ kind: 'recurring', amount: '3000', currency: 'USD', per: 'month' }, TODAY, '2026-11'),
    ).toEqual(['$3,000.00 a month: $3,000.00 in November 2026, $100.00 each day.']);
    expect(
      inMonth({ kind: 'amortised', amount: '1200', currency: 'USD', months: 12 }, TODAY, '2026-11'),
    ).toEqual(['$1,200.00 over 12 months: $100.00 a month.', 'The last part falls before 2027-11-22.']);
    expect(
      inMonth({ kind: 'metered', unit: 'GB', rate: '0.023', currency: 'USD' }, TODAY, '2026-11'),
    ).toEqual(['$0.023 for each GB you send.', '1,000 GB in a month: $23.00.']);
  });

  it('follows from what a workload counted', () => {
    const terms = {
      kind: 'derived',
      driver: 'outcomes',
      percent: '5',
      units_each: '4',
      unit: 'minutes',
      rate: '0.80',
      currency: 'USD',
    } as const;
    expect(inMonth(terms, TODAY, '2026-11', { workload: 'claims', count: '1200' }).at(-1)).toBe(
      'With the 1,200 outcomes of claims in the last 30 days: $192.00.',
    );
  });

  it('is not told while a figure is half typed', () => {
    expect(termsOf({ ...empty(), amount: '12..5' })).toBeUndefined();
    expect(
      termsOf({ ...empty(), kind: 'derived', rate: '1', unit: 'minutes', percent: '101' }),
    ).toBeUndefined();
    expect(termsOf({ ...empty(), amount: '12', currency: 'dollars' })).toBeUndefined();
  });
});

describe('the form of a cost item', () => {
  const terms = { kind: 'recurring', amount: '900', currency: 'USD', per: 'month' } as const;
  const item: CostItem = {
    id: 'gpu',
    name: 'gpu',
    category: 'infrastructure',
    terms,
    from: '2026-11-01',
    rule: 'by-tokens',
    sandbox: false,
    source: 'lease 1',
    created_at: '2026-11-01T00:00:00Z',
    updated_at: '2026-11-01T00:00:00Z',
  };

  it('sends one bearer, and nothing that was left empty', () => {
    const fields = {
      ...empty(),
      id: 'gpu',
      amount: '900',
      rule: 'by-tokens',
      workload: 'x',
      source: 'lease 1',
    };
    expect(toNewItem(fields, terms)).toEqual({
      id: 'gpu',
      category: 'infrastructure',
      terms,
      from: '2026-11-01',
      rule: 'by-tokens',
      sandbox: false,
      source: 'lease 1',
    });
  });

  it('changes only what differs, whatever the order of keys', () => {
    const shuffled = {
      ...item,
      terms: { per: 'month', currency: 'USD', amount: '900', kind: 'recurring' } as const,
    };
    expect(toItemChange(fieldsOfItem(shuffled, TODAY), terms, shuffled)).toEqual({});
    const moved = { ...fieldsOfItem(item, TODAY), bearer: 'workload' as const, workload: 'claims' };
    expect(toItemChange(moved, terms, item)).toEqual({ workload: 'claims', rule: null });
  });
});

describe('sharing rules', () => {
  const rule: AllocationRule = {
    id: 'floors',
    name: 'Floors',
    among: { environment: ['production', 'staging'] },
    steps: [
      { kind: 'pools', shares: { platform: '1', self: '3' } },
      { kind: 'split', among: 'team', by: 'fixed', shares: { claims: '3', sales: '1' } },
      { kind: 'split', among: 'workload', by: 'calls' },
    ],
    on_zero_basis: 'unallocated',
    created_at: '',
    updated_at: '',
  };

  it('read as sentences', () => {
    expect(ruleInWords(rule)).toEqual([
      'Workloads with environment production or staging take part.',
      'The cost goes to other costs by shares: platform 1, stays here 3; then is split among teams by fixed shares (claims 3, sales 1); then each part among its workloads by calls.',
      'Where nobody has anything to divide by, the part is booked without an owner.',
    ]);
  });

  it('come back from the form as they were', () => {
    const { created_at: _, updated_at: __, ...body } = rule;
    expect(toRule(fieldsOfRule(rule))).toEqual(body);
    expect(toRule({ ...emptyRule(), among: 'production' })).toBeUndefined();
    const fixed = { kind: 'split', among: 'team', by: 'fixed', shares: 'claims' } as const;
    expect(toRule({ ...emptyRule(), steps: [fixed] })).toBeUndefined();
  });
});

describe('the cost stack', () => {
  const figures = (group: string, api: string, people: string) => ({
    group,
    api_cost: api,
    loaded_cost: String(Number(api) + Number(people)),
    ratio: '2',
    categories: { model_usage: api, people },
  });
  const report: FullCostReport = {
    since: '',
    until: '',
    currency: 'USD',
    by: 'workload',
    rows: [figures('a', '10', '30'), figures('b', '5', '15')],
    total: {
      api_cost: '15',
      loaded_cost: '60',
      ratio: '4.0000',
      categories: { model_usage: '15', people: '45' },
    },
    unallocated: '0',
    sandbox: 'exclude',
    formulas: {},
  };
  const workloads = [
    { id: 'a', team: 'claims' },
    { id: 'b', team: 'sales' },
  ] as unknown as Workload[];

  it('has the API first, and bars whose parts sum to the loaded cost', () => {
    expect(segmentKeys(report.total)).toEqual(['api', 'people']);
    const [first] = stackRows(report);
    expect(first?.segments.map(({ length }) => length)).toEqual([0.25, 0.75]);
    expect(amountOf(report.total, 'people', ['api', 'people'])).toBe('45');
  });

  it('is narrowed by owner and told by another level', () => {
    expect(narrowed(report, undefined, 'team', workloads)).toBe(report);
    const left = narrowed(report, ['team=claims'], 'team', workloads);
    expect(left.rows.map(({ group, loaded_cost }) => [group, loaded_cost])).toEqual([['claims', '40']]);
    expect(left.total).toEqual({
      api_cost: '10',
      loaded_cost: '40',
      ratio: '4.0000',
      categories: { model_usage: '10', people: '30' },
    });
  });

  it('writes rows and total to the file', () => {
    expect(stackCsv(report, 'workload').map((line) => line.slice(0, 3))).toEqual([
      ['workload', 'api_cost', 'loaded_cost'],
      ['a', '10', '40'],
      ['b', '5', '20'],
      ['total', '15', '60'],
    ]);
  });
});

it('knows months', () => {
  expect(lastMonths('2026-01-15', 3)).toEqual(['2026-01', '2025-12', '2025-11']);
  expect(nextMonth('2026-12')).toBe('2027-01');
  expect(readFullCostSearch({ section: 'explained', month: '2026-13', per: 'team', item: 'gpu' })).toEqual({
    section: 'explained',
    per: 'team',
    item: 'gpu',
  });
});
