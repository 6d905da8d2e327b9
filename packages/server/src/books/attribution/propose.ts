import { createHash } from 'node:crypto';
import type { AttributionRule, Proposal } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { fingerprintOf } from '../proposals/fingerprint.ts';
import type { Proposals } from '../proposals/port.ts';
import type { RulePlan } from './plan.ts';

export type ProposalsOfRules = Pick<Proposals, 'propose' | 'list' | 'show' | 'reject'>;

const SUPERSEDED =
  'Calls or rules have changed since: a newer proposal takes its place, where one is needed.';
const KIND = 'attribution';

/**
 * Proposes what rules found for a month, and takes back what was proposed before, says something else, and nobody has
 * decided on: both approved would move the same calls twice. Answers ids by rule and currency. Undefined, having proposed
 * nothing, when somebody approved one of `before` meanwhile: what was found then may have been moved since.
 */
export async function proposeMonth(
  month: string,
  plans: readonly RulePlan[],
  /** Those that were planned: what was proposed for others stays. */
  rules: ReadonlyMap<string, AttributionRule>,
  /** Proposals of the month that were open before the ledger was asked. */
  before: readonly Proposal[],
  proposals: ProposalsOfRules,
  actor: string,
): Promise<Map<string, string> | undefined> {
  const ids = new Map<string, string>();
  const open = await openOf(month, proposals);
  const there = new Set(open.map(({ id }) => id));
  for (const { id } of before) {
    if (!there.has(id) && (await proposals.show(id)).state !== 'rejected') return undefined;
  }
  const named = plans.map((plan) => ({ plan, digest: digestOf(plan) }));
  for (const old of open) {
    const { rule, digest } = old.subject;
    const same = named.find((one) => one.plan.rule === rule && one.digest === digest);
    if (same !== undefined) ids.set(keyOf(same.plan), old.id);
    else if (rule !== undefined && rules.has(rule) && !(await withdraw(old, proposals))) return undefined;
  }
  for (const { plan, digest } of named) {
    const rule = rules.get(plan.rule);
    if (ids.has(keyOf(plan)) || rule === undefined) continue;
    const subject = { rule: plan.rule, month, currency: plan.currency, digest };
    const made = await proposals.propose({
      kind: KIND,
      month,
      title: titleOf(rule, month, plan),
      reason: rule.reason,
      currency: plan.currency,
      subject,
      fingerprint: fingerprintOf(KIND, subject),
      proposedBy: actor,
      entries: plan.entries,
      again: true,
    });
    if (made !== undefined) ids.set(keyOf(plan), made.id);
  }
  return ids;
}

/** Takes back what waits in the name of rules that are gone: another rule may have found the same calls since. */
export async function withdrawStrangers(
  rules: readonly Pick<AttributionRule, 'id'>[],
  proposals: ProposalsOfRules,
): Promise<void> {
  const known = new Set(rules.map(({ id }) => id));
  for (const old of await openOf(undefined, proposals)) {
    if (!known.has(old.subject['rule'] ?? '')) await withdraw(old, proposals);
  }
}

/** False when somebody else decided on it first. */
async function withdraw({ id }: Proposal, proposals: ProposalsOfRules): Promise<boolean> {
  try {
    await proposals.reject(id, { actor: 'weir', note: SUPERSEDED });
    return true;
  } catch (error) {
    if (error instanceof WeirError && error.code === 'conflict') return false;
    throw error;
  }
}

/** Proposals that nobody has decided on; of all months where none is named. */
export const openOf = (month: string | undefined, proposals: Pick<Proposals, 'list'>): Promise<Proposal[]> =>
  ofState('open', month, proposals);

/** What is being booked is neither in the ledger wholly nor not at all. */
export async function isBooking(month: string, proposals: Pick<Proposals, 'list'>): Promise<boolean> {
  return (await ofState('booking', month, proposals)).length > 0;
}

async function ofState(
  state: Proposal['state'],
  month: string | undefined,
  proposals: Pick<Proposals, 'list'>,
): Promise<Proposal[]> {
  const all: Proposal[] = [];
  let cursor: string | null = null;
  do {
    const page = await proposals.list({
      state,
      kind: KIND,
      ...(month === undefined ? {} : { month }),
      limit: 500,
      ...(cursor === null ? {} : { cursor }),
    });
    all.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return all;
}

export const keyOf = ({ rule, currency }: Pick<RulePlan, 'rule' | 'currency'>) =>
  JSON.stringify([rule, currency]);

function titleOf(rule: AttributionRule, month: string, { calls, cost, currency }: RulePlan): string {
  const to =
    rule.set['workload'] ??
    Object.entries(rule.set)
      .map((pair) => pair.join('='))
      .join(', ');
  return `${rule.name}, ${month}: ${calls} calls, ${cost.toString()} ${currency} to ${to}`.slice(0, 200);
}

function digestOf({ entries }: RulePlan): string {
  const hash = createHash('sha256');
  for (const entry of entries) hash.update(JSON.stringify(entry));
  return hash.digest('hex').slice(0, 32);
}
