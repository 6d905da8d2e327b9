import type {
  createAllocationRule,
  createCostItem,
  createCostQuantity,
  createPerson,
  gateExceptionInput,
  gateReviewInput,
} from '@weir/core/contract';
import type { z } from 'zod';
import { demoScores, type PastOptions } from './achieved.ts';
import { demoPeople } from './people.ts';
import { DAY_MS } from './plan.ts';
import { demoExceptions, demoReviews } from './reviews.ts';
import { demoCostItems, demoQuantities, demoRules } from './shared-costs.ts';

/** What the company knows of its uses of AI beyond their calls; bodies of the admin API's create requests, in the order to send them. */
export interface DemoBusiness {
  people: readonly z.input<typeof createPerson>[];
  /** `2027-01-19` by workload: when it is looked at next. */
  reviewDates: Readonly<Record<string, string>>;
  rules: readonly z.input<typeof createAllocationRule>[];
  costItems: readonly z.input<typeof createCostItem>[];
  /** By cost item. */
  quantities: Readonly<Record<string, readonly z.input<typeof createCostQuantity>[]>>;
  scores: ReturnType<typeof demoScores>;
  /** By workload, bodies of `POST /workloads/{id}/gate/reviews` and `/exceptions`. */
  reviews: Readonly<Record<string, readonly z.input<typeof gateReviewInput>[]>>;
  exceptions: Readonly<Record<string, z.input<typeof gateExceptionInput>>>;
  /** `2026-11` ...: months that the costs are to be shared out in. */
  months: readonly string[];
}

/** Days from the end of the period: the decision on the sales drafts is due. */
const REVIEW_IN_DAYS: Readonly<Record<string, number>> = {
  'support-bot': 58,
  'contract-review': 86,
  'code-assistant': 114,
  'sales-drafts': 3,
  'document-search': 44,
  'claims-triage': 30,
};

/** The same options, the same business. */
export function demoBusiness(options: PastOptions): DemoBusiness {
  const end = Math.floor(options.until.getTime() / DAY_MS) * DAY_MS;
  const today = dayOf(end);
  const from = dayOf(end - (options.days ?? 30) * DAY_MS);
  return {
    people: demoPeople,
    reviewDates: Object.fromEntries(
      Object.entries(REVIEW_IN_DAYS).map(([workload, days]) => [workload, dayOf(end + days * DAY_MS)]),
    ),
    rules: demoRules,
    costItems: demoCostItems(from),
    quantities: demoQuantities(from, today),
    scores: demoScores(options),
    reviews: demoReviews,
    exceptions: Object.fromEntries(
      Object.entries(demoExceptions).map(([workload, { days, ...exception }]) => [
        workload,
        { ...exception, until: new Date(end + days * DAY_MS).toISOString() },
      ]),
    ),
    months: monthsBetween(from, today),
  };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function monthsBetween(from: string, until: string): string[] {
  const months: string[] = [];
  let [year = 0, month = 1] = from.split('-').map(Number);
  for (let name = from.slice(0, 7); name <= until.slice(0, 7); ) {
    months.push(name);
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
    name = `${year}-${String(month).padStart(2, '0')}`;
  }
  return months;
}
