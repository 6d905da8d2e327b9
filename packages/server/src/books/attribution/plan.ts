import type { AttributionRule, ProposedEntry } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { AttributionReader, MovableGroup, MovableScope } from '../../ledger/attribution-port.ts';
import type { MonthSpan } from '../months.ts';
import { lineOf, pairOf } from './entries.ts';
import { type Ownership, reassign, sameTags } from './reassign.ts';

export interface PlanDeps {
  ledger: Pick<AttributionReader, 'movable'>;
  ownership: Ownership;
  timeZone(): string;
  /** Above so many groups in a month users and tasks are not told apart. For tests; default 20,000. */
  mostGroups?: number;
}

/** What a rule would move in a month, in one currency. */
export interface RulePlan {
  rule: string;
  currency: string;
  calls: number;
  cost: Decimal;
  entries: ProposedEntry[];
}

const MOST_GROUPS = 20_000;

/**
 * What a rule finds in a stretch of one month that is not where it belongs. What was moved already is taken off, as what was
 * taken away is beside what was there; so nothing is found twice. Undefined when the rule names a workload that is gone.
 */
export async function planRule(
  rule: AttributionRule,
  earlier: readonly AttributionRule[],
  span: MonthSpan,
  deps: PlanDeps,
): Promise<RulePlan[] | undefined> {
  const groups = await deps.ledger.movable({
    ...span,
    timeZone: deps.timeZone(),
    when: rule.when,
    unless: earlier.flatMap((other) => scopeWithin(other, span)),
    ownLine: lineOf(rule.id),
    mostGroups: deps.mostGroups ?? MOST_GROUPS,
  });
  const plans = new Map<string, RulePlan>();
  for (const group of groups) {
    const to = reassign(rule, group.tags, group.attribution, deps.ownership);
    if (to === undefined) return undefined;
    if (sameTags(to.tags, group.tags)) continue;
    const plan = plans.get(group.currency) ?? empty(rule.id, group.currency);
    plans.set(group.currency, plan);
    plan.calls += group.purpose === 'evaluation' ? 0 : group.calls;
    plan.cost = plan.cost.add(costOf(group));
    plan.entries.push(...pairOf(rule.id, group, to));
  }
  return [...plans.values()];
}

/** The part of another rule that lies in the stretch; none where it does not hold there. */
function scopeWithin({ when, since, until }: AttributionRule, span: MonthSpan): MovableScope[] {
  const from = Math.max(Date.parse(since), span.since.getTime());
  const to = Math.min(
    until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until),
    span.until.getTime(),
  );
  return from < to ? [{ when, since: new Date(from), until: new Date(to) }] : [];
}

const empty = (rule: string, currency: string): RulePlan => ({
  ...{ rule, currency, calls: 0, entries: [] },
  cost: Decimal.ZERO,
});

const costOf = ({ charges }: MovableGroup) =>
  charges.reduce((sum, charge) => sum.add(Decimal.from(charge.effective_cost)), Decimal.ZERO);
