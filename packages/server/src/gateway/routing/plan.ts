import type { RoutingCandidate, RoutingDecision } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { TryCost } from '../../limits/port.ts';
import type { Expected } from '../steps/reserve.ts';
import type { Place } from './place.ts';

/** One place a call may be sent to, and what it is expected to use there. */
export interface Leg {
  readonly place: Place;
  readonly expected: Expected;
}

/** What a try there may cost at most. */
export function tryOf({ place, expected }: Leg): TryCost {
  return { place: place.facts, amount: expected.amount };
}

/** Where a call may go. Made before it is admitted; only what is asked in the end costs anything. */
export interface Plan {
  /** The choice and its stand-ins, in order; never empty. */
  readonly legs: readonly [Leg, ...Leg[]];
  /** Where it goes when an answer is not good enough, in order. */
  readonly escalations: readonly Leg[];
  /** An error of the provider is a reason to go up. */
  readonly escalatesErrors: boolean;
  /** Limits put other models in the place of the one asked for: a request that one does not take, another may. */
  readonly substitutes?: boolean;
  /** Absent when no rule had a say. */
  readonly reasons: Reasons | undefined;
}

/** The rules that made a plan, and what they left out. */
export interface Reasons {
  readonly rules: string[];
  readonly excluded: readonly RoutingCandidate[];
}

/** For the record: what was chosen by which rules, and what the others would have cost. */
export function decisionOf(
  plan: Plan,
  answered: Leg,
  asked: readonly Leg[],
  moreRules: readonly string[],
): RoutingDecision | undefined {
  const { reasons } = plan;
  if (reasons === undefined && moreRules.length === 0) return undefined;
  const candidates = [...plan.legs, ...plan.escalations].map((leg) =>
    candidateOf(leg, leg === answered ? 'chosen' : asked.includes(leg) ? 'tried' : 'standby'),
  );
  return {
    rules: [...(reasons?.rules ?? []), ...moreRules],
    candidates: [...candidates, ...(reasons?.excluded ?? [])],
  };
}

function candidateOf({ place, expected }: Leg, fate: RoutingCandidate['fate']): RoutingCandidate {
  return {
    provider: place.provider.id,
    model: place.model,
    ...(place.tier === undefined ? {} : { tier: place.tier }),
    fate,
    ...estimated(expected),
  };
}

export function estimated(expected: Expected): { estimated_cost?: string } {
  if (!expected.price.priced) return {};
  return { estimated_cost: Decimal.fromPico(expected.amount).toFixed(MONEY_SCALE) };
}
