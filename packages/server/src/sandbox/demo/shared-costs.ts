import type { createAllocationRule, createCostItem, createCostQuantity } from '@weir/core/contract';
import type { z } from 'zod';
import { DAY_MS } from './plan.ts';

type Rule = z.input<typeof createAllocationRule>;
type Item = z.input<typeof createCostItem>;

/** Who bears what no call tells. Bodies of `POST /allocation-rules`. */
export const demoRules: readonly Rule[] = [
  {
    id: 'platform-by-calls',
    name: 'AI platform, by calls',
    among: {},
    steps: [{ kind: 'split', among: 'workload', by: 'calls' }],
    on_zero_basis: 'even',
  },
  {
    id: 'gpu-by-tokens',
    name: 'GPU node: teams by tokens, then their workloads by calls',
    among: { workload: ['support-bot', 'claims-triage', 'document-search'] },
    steps: [
      { kind: 'split', among: 'team', by: 'tokens' },
      { kind: 'split', among: 'workload', by: 'calls' },
    ],
    on_zero_basis: 'even',
  },
  {
    id: 'evaluation-even',
    name: 'Evaluation, alike',
    among: { workload: ['support-bot', 'claims-triage', 'contract-review', 'code-assistant'] },
    steps: [{ kind: 'split', among: 'workload', by: 'even' }],
    on_zero_basis: 'even',
  },
];

/** Costs beyond what providers bill, from the first day of the history on. Bodies of `POST /cost-items`. */
export function demoCostItems(from: string): Item[] {
  return ITEMS.map((item) => ({ ...item, from, sandbox: true }));
}

const usd = (amount: string) => ({ amount, currency: 'USD' });
const monthly = (amount: string) => ({ kind: 'recurring' as const, ...usd(amount), per: 'month' as const });

const ITEMS: readonly Omit<Item, 'from' | 'sandbox'>[] = [
  {
    id: 'ai-platform',
    name: 'AI platform: hosting and operations',
    category: 'infrastructure',
    terms: monthly('240'),
    rule: 'platform-by-calls',
    source: 'Hosting invoice 2026-117',
    owner: 'nora.vik@halden.example',
  },
  {
    id: 'gpu-node',
    name: 'Shared GPU node for embedding and reranking',
    category: 'infrastructure',
    terms: monthly('900'),
    rule: 'gpu-by-tokens',
    source: 'Lease GX-22',
    owner: 'nora.vik@halden.example',
  },
  {
    id: 'evaluation-runs',
    name: 'Evaluation runs and labels',
    category: 'evaluation',
    terms: monthly('160'),
    rule: 'evaluation-even',
    source: 'Contract with the labelling agency',
  },
  {
    id: 'support-review',
    name: 'Review of 3 % of answered tickets, 4 minutes each',
    category: 'human_review',
    terms: derived('outcomes', '3', '4', 'minutes', '0.60'),
    workload: 'support-bot',
    source: 'Contact centre, hourly rate 36 USD',
  },
  {
    id: 'support-prompts',
    name: 'Prompt engineering of the support bot',
    category: 'prompt_engineering',
    terms: { kind: 'amortised', ...usd('1800'), months: 12 },
    workload: 'support-bot',
    source: 'Project P-0419',
  },
  {
    id: 'claims-review',
    name: 'Second look at 10 % of claims, 6 minutes each',
    category: 'human_review',
    terms: derived('tasks', '10', '6', 'minutes', '0.75'),
    workload: 'claims-triage',
    source: 'Claims handling, hourly rate 45 USD',
  },
  {
    id: 'contract-second-read',
    name: 'A lawyer reads one contract in five, 15 minutes',
    category: 'people',
    terms: derived('outcomes', '20', '15', 'minutes', '1.20'),
    workload: 'contract-review',
    source: 'Legal operations, hourly rate 72 USD',
  },
  {
    id: 'crm-seats',
    name: 'CRM add-on: 28 seats',
    category: 'seats',
    terms: monthly('700'),
    workload: 'sales-drafts',
    source: 'CRM order form 2026',
  },
  {
    id: 'editor-seats',
    name: 'Editor plug-in: 46 seats',
    category: 'seats',
    terms: monthly('690'),
    workload: 'code-assistant',
    source: 'Order 5521',
  },
  {
    id: 'search-index',
    name: 'Search index, by gigabyte and day',
    category: 'data_retrieval',
    terms: { kind: 'metered', unit: 'GB', rate: '0.04', currency: 'USD' },
    workload: 'document-search',
    source: 'Index cluster, 0.04 USD a gigabyte and day',
  },
];

function derived(
  driver: 'outcomes' | 'tasks',
  percent: string,
  unitsEach: string,
  unit: string,
  rate: string,
): Item['terms'] {
  return { kind: 'derived', driver, percent, units_each: unitsEach, unit, rate, currency: 'USD' };
}

const FIRST_SIZE = { day: Date.UTC(2026, 9, 23), gigabytes: 120, least: 20 };

/**
 * Size of the index, day by day from `from` to before `until`: it grows by a gigabyte a day, and is the same for a day whenever that is told.
 * Rows of `POST /cost-items/{id}/quantities`, by item.
 */
export function demoQuantities(
  from: string,
  until: string,
): Record<string, z.input<typeof createCostQuantity>[]> {
  const quantities = [];
  for (let day = from; day < until; day = dayAfter(day)) {
    const age = (Date.parse(day) - FIRST_SIZE.day) / DAY_MS;
    quantities.push({
      id: `demo:search-index:${day}`,
      day,
      quantity: String(Math.max(FIRST_SIZE.least, FIRST_SIZE.gigabytes + age)),
      workload: 'document-search',
    });
  }
  return { 'search-index': quantities };
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}
