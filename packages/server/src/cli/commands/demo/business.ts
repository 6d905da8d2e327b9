import {
  addedCostQuantities,
  allocationRule,
  allocationRun,
  costItem,
  gateStatus,
  type OutcomeInput,
  outcomeAnswer,
  person,
  qualityScore,
  workload,
} from '@weir/core/contract';
import type { z } from 'zod';
import { type DemoBusiness, demoOutcomes, type PastOptions } from '../../../sandbox/demo/index.ts';
import { type ApiClient, segment } from '../../api-client.ts';

/** As many outcomes as one request may carry without taking long. */
const OUTCOMES_AT_ONCE = 2_000;

/** Creates people; resolves to how many were not there yet. */
export async function ensurePeople(client: ApiClient, { people }: DemoBusiness): Promise<number> {
  return ensure(client, '/people', person, people);
}

/** Sets the day of the next review where none is set. */
export async function ensureReviewDates(client: ApiClient, { reviewDates }: DemoBusiness): Promise<void> {
  for (const [id, date] of Object.entries(reviewDates)) {
    const path = `/workloads/${segment(id)}`;
    const known = await client.get(path, workload);
    if (known.review_date === undefined) await client.send('PATCH', path, workload, { review_date: date });
  }
}

/** What the past led to. Told again it counts once. */
export async function sendOutcomes(
  client: ApiClient,
  past: PastOptions,
): Promise<{ added: number; unchanged: number; revised: number }> {
  const sum = { added: 0, unchanged: 0, revised: 0 };
  let waiting: OutcomeInput[] = [];
  const send = async () => {
    if (waiting.length === 0) return;
    const answer = await client.send('POST', '/outcomes', outcomeAnswer, waiting);
    sum.added += answer.added;
    sum.unchanged += answer.unchanged;
    sum.revised += answer.revised;
    waiting = [];
  };
  for (const day of demoOutcomes(past)) {
    waiting.push(...day);
    if (waiting.length >= OUTCOMES_AT_ONCE) await send();
  }
  await send();
  return sum;
}

/** Scores have ids of their own: sent again they change nothing. */
export async function sendScores(client: ApiClient, { scores }: DemoBusiness): Promise<void> {
  for (const score of scores) await client.send('POST', '/quality-scores', qualityScore, score);
}

/** Costs that no call tells, who bears them, and what that comes to in each month so far. */
export async function shareCosts(client: ApiClient, business: DemoBusiness): Promise<number> {
  const rules = await ensure(client, '/allocation-rules', allocationRule, business.rules);
  const items = await ensure(client, '/cost-items', costItem, business.costItems);
  for (const [item, quantities] of Object.entries(business.quantities)) {
    const path = `/cost-items/${segment(item)}/quantities`;
    await client.send('POST', path, addedCostQuantities, { quantities });
  }
  for (const month of business.months) await client.send('POST', `/allocations/${month}`, allocationRun, {});
  return rules + items;
}

/** What reviewers decided; a gate that somebody has decided on already is left alone. */
export async function reviewGates(client: ApiClient, { reviews, exceptions }: DemoBusiness): Promise<void> {
  for (const [id, decisions] of Object.entries(reviews)) {
    const path = `/workloads/${segment(id)}/gate`;
    const { items } = await client.get(path, gateStatus);
    if (items.some(({ review, exception }) => review !== undefined || exception !== undefined)) continue;
    for (const decision of decisions) await client.send('POST', `${path}/reviews`, gateStatus, decision);
    const exception = exceptions[id];
    if (exception !== undefined) await client.send('POST', `${path}/exceptions`, gateStatus, exception);
  }
}

async function ensure<T>(
  client: ApiClient,
  path: string,
  schema: z.ZodType<T>,
  bodies: readonly { id: string }[],
): Promise<number> {
  let created = 0;
  for (const body of bodies) {
    if ((await client.find(`${path}/${segment(body.id)}`, schema)) !== undefined) continue;
    await client.send('POST', path, schema, body);
    created += 1;
  }
  return created;
}
