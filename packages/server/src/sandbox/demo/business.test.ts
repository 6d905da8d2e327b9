import {
  createAllocationRule,
  createCostItem,
  createCostQuantity,
  createPerson,
  createQualityScore,
  type OutcomeInput,
  outcomeInput,
} from '@weir/core/contract';
import { createPriceBook } from '@weir/core/pricing';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../platform/catalog.ts';
import { demoBusiness, demoCompany, demoOutcomes, generateHistory } from './index.ts';

const past = { until: new Date('2026-11-22T12:00:00Z'), days: 30, callsPerDay: 400 };
const business = demoBusiness(past);
const workloads = new Set(demoCompany.workloads.map(({ id }) => id));
const emails = new Set(business.people.map(({ email }) => email));

async function history() {
  const { list, units, overrides } = loadCatalog();
  const priceBook = createPriceBook(list, units, { catalog: overrides });
  const calls = [];
  for await (const batch of generateHistory({ ...past, priceBook })) calls.push(...batch);
  return calls;
}

describe("the demo's business", () => {
  it('is valid for the admin API and refers only to itself', () => {
    const teams = new Set(demoCompany.teams.map(({ id }) => id));
    for (const person of business.people) {
      const { team } = createPerson.parse(person);
      if (team !== undefined) expect(teams).toContain(team);
    }
    for (const { owner, technical_owner: technical } of demoCompany.workloads) {
      expect(emails).toContain(owner);
      if (technical !== undefined) expect(emails).toContain(technical);
    }
    const rules = new Set(business.rules.map((rule) => createAllocationRule.parse(rule).id));
    for (const item of business.costItems) {
      const { rule, workload, sandbox } = createCostItem.parse(item);
      expect(rule === undefined ? workloads : rules).toContain(rule ?? workload);
      expect(sandbox).toBe(true);
    }
    const items = new Set(business.costItems.map(({ id }) => id));
    for (const [item, quantities] of Object.entries(business.quantities)) {
      expect(items).toContain(item);
      for (const one of quantities) createCostQuantity.parse(one);
    }
    for (const score of business.scores)
      expect(workloads).toContain(createQualityScore.parse(score).workload);
    expect(Object.keys(business.reviewDates).sort()).toEqual([...workloads].sort());
  });

  it('counts days and months of the past', () => {
    expect(business.months).toEqual(['2026-10', '2026-11']);
    expect(demoBusiness({ until: new Date('2027-01-05T00:00:00Z'), days: 60 }).months).toEqual([
      '2026-11',
      '2026-12',
      '2027-01',
    ]);
    const sizes = business.quantities['search-index'] ?? [];
    expect(sizes).toHaveLength(30);
    expect([sizes[0]?.day, sizes.at(-1)?.day]).toEqual(['2026-10-23', '2026-11-21']);
    expect([sizes[0]?.quantity, sizes.at(-1)?.quantity]).toEqual(['120', '149']);
    const later = demoBusiness({ until: new Date('2026-11-25T00:00:00Z') }).quantities['search-index'] ?? [];
    // what was told of a day stays
    expect(later.slice(0, 27)).toEqual(sizes.slice(3));
    expect(business.reviewDates['sales-drafts']).toBe('2026-11-25');
  });
});

describe('outcomes of the demo', () => {
  const outcomes = [...demoOutcomes(past)].flat();
  const of = (workload: string, version?: string) =>
    outcomes.filter(
      (one) => one.workload === workload && (version === undefined || one.prompt_version === version),
    );
  const rate = (list: OutcomeInput[]) => list.filter(({ success }) => success).length / list.length;

  it('are valid, each told once, the same in every run, and none from the future', () => {
    for (const one of outcomes) outcomeInput.parse(one);
    expect(new Set(outcomes.map(({ id }) => id)).size).toBe(outcomes.length);
    expect([...demoOutcomes(past)].flat()).toEqual(outcomes);
    expect(outcomes.every(({ at }) => new Date(at) < past.until)).toBe(true);
  });

  it('belong to tasks and calls of the history, and come after their cost', async () => {
    const calls = await history();
    const ends = new Map<string, string>();
    for (const { call_id: id, tags, ended_at: end } of calls) {
      for (const name of [id, tags['task'] ?? id]) if (end > (ends.get(name) ?? '')) ends.set(name, end);
    }
    for (const one of outcomes) {
      const end = ends.get(one.task ?? one.call ?? '');
      expect(end, one.id).toBeDefined();
      expect(Date.parse(one.at)).toBeGreaterThan(Date.parse(end ?? ''));
    }
  });

  it('tell the story: a better prompt resolves more tickets, longer drafts are sent less, the search has few', () => {
    expect(rate(of('support-bot', 'v13'))).toBeGreaterThan(rate(of('support-bot', 'v12')) + 0.1);
    expect(rate(of('sales-drafts', 'v4'))).toBeLessThan(rate(of('sales-drafts', 'v3')) - 0.05);
    expect(of('document-search').length).toBeLessThan(30);
    expect(of('claims-triage').length).toBeGreaterThan(100);
    expect(
      of('contract-review')
        .filter(({ success }) => success)
        .every(({ value }) => value !== undefined),
    ).toBe(true);
  });
});
