import type { DegradeTo } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { PlaceFacts, Subject, TaskStep } from '../../limits/port.ts';
import type { Call } from '../call.ts';
import type { ForwardDeps } from '../call-deps.ts';
import type { Holdings } from '../holdings.ts';
import { KillSwitches } from '../kills.ts';
import { turnAt, turnOf } from '../provider-limits/index.ts';
import { asksForLess, stricter } from '../routing/degrade.ts';
import { addressOf } from '../routing/place.ts';
import { type Leg, type Plan, tryOf } from '../routing/plan.ts';
import type { Ask, Planner } from '../routing/planner.ts';
import type { Principal } from './authenticate.ts';

/** Where a call may go under the limits there are. */
export interface Planned {
  readonly ask: Ask;
  readonly plan: Plan;
}

/** What budgets demand of a call that goes there. */
export type Degradation = (place: PlaceFacts) => DegradeTo | undefined;

/** Where the call may go, kill switches and cheaper models considered. Throws as `Planner.plan`, and `stopped_by_operator`. */
export function planFor(asked: Ask, degradation: Degradation, planner: Planner): Planned {
  const kills = KillSwitches.of(asked.state);
  const plan = kills.spare(planner.plan(asked));
  if (!asked.route.operation.billed) return { ask: asked, plan };
  const degrade = stricter(asked.degrade, degradation(plan.legs[0].place.facts));
  if (degrade === undefined || degrade === asked.degrade) return { ask: asked, plan };
  const ask = { ...asked, degrade };
  return { ask, plan: asksForLess(degrade) ? kills.spare(planner.plan(ask)) : plan };
}

/** Takes a step of the task; plans anew where its limits want something cheaper. Rejects as `Tasks.begin`, and `cache_only`. */
export async function takeStep(
  step: TaskStep,
  holdings: Holdings,
  planned: Planned,
  degradation: Degradation,
  planner: Planner,
): Promise<Planned> {
  const { degrade } = await holdings.takeStep(step);
  if (degrade === undefined) return planned;
  // the cache was asked before: a step is taken only by a call that goes upstream
  if (degrade.cache_only) throw onlyCache(true);
  const { ask } = planned;
  return planFor({ ...ask, degrade: stricter(ask.degrade, degrade) }, degradation, planner);
}

/** Where the call would go if it had to be cheaper. Throws as `planFor`. */
export function cheaperLeg({ ask }: Planned, to: DegradeTo, degradation: Degradation, planner: Planner): Leg {
  return planFor({ ...ask, degrade: stricter(ask.degrade, to) }, degradation, planner).plan.legs[0];
}

/** Its share of the rates, its turn at the provider, then what it may cost: whoever waits holds no money. Throws or rejects as these do; whoever holds gives back. */
export function takeShare(
  holdings: Holdings,
  subject: Subject,
  leg: Leg,
  principal: Principal,
  { client }: Call,
  { providerLimits, clock, after }: ForwardDeps,
): void | Promise<void> {
  const { expected, place } = leg;
  const onLeave = (listener: () => void) => client.whenGone(listener);
  const hold = () => holdings.reach([tryOf(leg)]);
  const takeTurn = () => {
    const options = { now: () => clock.now(), after, onLeave };
    const turn = turnAt(providerLimits, addressOf(place), turnOf(principal, expected), options);
    return turn === undefined ? hold() : turn.then(hold);
  };
  const rate = holdings.takeRate({
    subject,
    place: place.facts,
    tokens: expected.inputTokens + expected.outputTokens,
    cost: expected.amount,
    onLeave,
  });
  return rate === undefined ? takeTurn() : rate.then(takeTurn);
}

/** A limit lets the call be answered from the cache alone, and the cache has nothing. */
export function onlyCache(cached: boolean): WeirError {
  const why = cached ? 'and it holds no answer to this request' : 'which is off for this workload';
  return new WeirError(
    'cache_only',
    `A limit of this call is nearly used up: only the response cache may answer, ${why}.`,
    { remedy: 'Ask the owner of the budget to raise it; `weir budget list` shows which are red.' },
  );
}
