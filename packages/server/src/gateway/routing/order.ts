import type { RouteStrategy } from '@weir/core/contract';
import type { Health } from './health.ts';
import type { Leg } from './plan.ts';

export interface Weighed {
  readonly leg: Leg;
  readonly weight: number;
}

/** Candidates in the order a strategy prefers them. `random` 0 <= x < 1 is asked once per pick of `weighted`. */
export function byStrategy(
  strategy: RouteStrategy,
  candidates: readonly Weighed[],
  health: Health,
  random: () => number,
): Leg[] {
  switch (strategy) {
    case 'ordered':
      return candidates.map(({ leg }) => leg);
    case 'weighted':
      return drawn(candidates, random);
    case 'cheapest':
      return sorted(candidates, ({ leg }) => costOf(leg));
    case 'fastest':
      return sorted(candidates, ({ leg }) => health.of(leg.place).ttftMs ?? 0);
    default:
      return strategy satisfies never;
  }
}

/** Those that can be asked now come first; the others stay as a last resort, for a resting provider may still answer. */
export function healthyFirst(
  legs: readonly Leg[],
  health: Health,
  now: number,
  isFree: (leg: Leg) => boolean,
): Leg[] {
  if (legs.length < 2) return [...legs];
  const rank = (leg: Leg) => {
    const rest = RANKS[health.of(leg.place).condition(now)];
    return rest === RANKS.healthy && !isFree(leg) ? HELD_BACK : rest;
  };
  return [...legs].sort((a, b) => rank(a) - rank(b));
}

/** It could answer; what it allows is kept for others. */
const HELD_BACK = 0.5;
const RANKS = { healthy: 0, cooling_down: 1, open: 2 } as const;

/** A model without a known price is never the cheapest. */
function costOf({ expected }: Leg): number {
  return expected.price.priced ? Number(expected.amount) : Number.POSITIVE_INFINITY;
}

function sorted(candidates: readonly Weighed[], figure: (candidate: Weighed) => number): Leg[] {
  return candidates
    .map((candidate) => ({ leg: candidate.leg, figure: figure(candidate) }))
    .sort((a, b) => (a.figure === b.figure ? 0 : a.figure - b.figure))
    .map(({ leg }) => leg);
}

function drawn(candidates: readonly Weighed[], random: () => number): Leg[] {
  const left = [...candidates];
  const order: Leg[] = [];
  while (left.length > 0) {
    const total = left.reduce((sum, { weight }) => sum + weight, 0);
    let point = random() * total;
    const at = left.findIndex(({ weight }) => {
      point -= weight;
      return point < 0;
    });
    const [picked] = left.splice(at === -1 ? left.length - 1 : at, 1);
    if (picked !== undefined) order.push(picked.leg);
  }
  return order;
}
