import type { AgreementStatus } from '@weir/core/contract';
import { ratio } from '@weir/core/economics';
import { WeirError } from '@weir/core/errors';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { AgreementState, CurvePoint, PricingAgreement } from '@weir/core/pricing';
import type { Clock } from '../../platform/clock.ts';
import type { AgreementService } from '../../registry/services/agreements.ts';
import { exchangeRatesAmong } from '../exchange.ts';
import { type Effect, type Effects, effectsOf } from './effects.ts';
import { type PlanDeps, usesOf } from './plan.ts';
import { calendarOf, reachBack, readAgreements } from './terms.ts';
import { dayOf, type Use } from './use.ts';

export interface StatusDeps extends Omit<PlanDeps, 'agreements'> {
  agreements: Pick<AgreementService, 'within' | 'show'>;
  timeZone(): string;
  clock: Clock;
}

function takenBack(id: string): WeirError {
  return new WeirError('conflict', `The agreement "${id}" was taken back: it never held`, {
    field: 'id',
    remedy: 'weir agreement list shows those that hold.',
  });
}

const DAY = 86_400_000;
/** The pace that a projection goes by. */
const PACE_DAYS = 7;
const PERCENT_PLACES = 4;

/** How far an agreement is used: of the period that holds now, or of its last one. Applies it as booking does. */
export async function statusOf(id: string, deps: StatusDeps): Promise<AgreementStatus> {
  const view = await deps.agreements.show(id);
  if (view.ended_at !== undefined && view.ended_at <= view.from) throw takenBack(id);
  const [own] = readAgreements([view], deps.units);
  if (own === undefined) throw new WeirError('internal', 'An agreement could not be read');
  const now = deps.clock.now();
  const at = Math.max(own.from, Math.min(now, own.until - 1));
  const timeZone = deps.timeZone();
  const spanOf = calendarOf(timeZone);
  const month = spanOf('month', at);
  const window = {
    start: Math.max(month.start, 0),
    end: Math.max(month.start + 1, Math.min(now, own.until)),
  };
  const { since, agreements } = await reachBack(window, spanOf, async (from) => {
    const views = await deps.agreements.within(new Date(from), new Date(window.end));
    return readAgreements(views.some((one) => one.id === id) ? views : [...views, view], deps.units).filter(
      ({ currency, provider }) => currency === own.currency && provider === own.provider,
    );
  });
  const uses = await usesOf(agreements, { since, until: window.end }, timeZone, deps.ledger);
  const currencies = [own.currency, ...uses.map(({ facts }) => facts.currency)];
  const rates = await exchangeRatesAmong(deps.exchangeRates, currencies);
  const effects = effectsOf(uses, agreements, { window: { start: since, end: window.end }, spanOf, rates });
  const effect = effects.of.find(({ agreement }) => agreement.id === id);
  const states = (effect?.states ?? []).filter(({ start, end }) => start <= at && at < end);
  const counted = states.length > 0 ? states : (effect?.states.slice(-1) ?? []);
  const span = spanOfStates(counted, own, window);
  return {
    id,
    kind: own.kind,
    currency: own.currency,
    at: new Date(now).toISOString(),
    since: new Date(span.start).toISOString(),
    until: new Date(span.end).toISOString(),
    ...progressOf(counted, own, { now, end: span.end, timeZone }),
    ...costsOf(uses, effects, effect, span),
  };
}

interface Frame {
  now: number;
  end: number;
  timeZone: string;
}

/** Of several counters (grants of credits) the sum. */
function progressOf(states: readonly AgreementState[], own: PricingAgreement, { now, end, timeZone }: Frame) {
  const most = own.kind === 'free' ? own.terms.quantity : undefined;
  const burned = capped(sum(states.map(({ used }) => used)), most);
  const limited = states.length > 0 && states.every(({ remaining }) => remaining !== undefined);
  const remaining = limited ? sum(states.map((state) => state.remaining ?? Decimal.ZERO)) : undefined;
  const points = joined(states.map(({ curve }) => curve));
  const pace = paceOf(points, now);
  const projected = remaining === undefined ? undefined : projectedEnd(remaining, pace, now, end);
  const missing = own.kind === 'commitment' ? shortfallOf(states, remaining, pace, now, end) : undefined;
  const next = states.find((state) => state.next !== undefined)?.next;
  const total = remaining?.add(burned);
  return {
    measure: states[0]?.measure === 'quantity' ? 'quantity' : own.currency,
    burned: text(burned),
    ...(total === undefined ? {} : { total: text(total) }),
    ...(remaining === undefined ? {} : { remaining: text(remaining) }),
    ...(missing === undefined ? {} : { shortfall: text(missing) }),
    ...(next === undefined ? {} : { next_threshold: text(next.above) }),
    ...(projected === undefined ? {} : { projected_end: new Date(projected).toISOString() }),
    burn_down: points.map(({ at, used, remaining: left }) => ({
      day: dayOf(at, timeZone),
      burned: text(capped(used, most)),
      ...(left === undefined ? {} : { remaining: text(left) }),
    })),
  };
}

function costsOf(
  uses: readonly Use[],
  { before, after }: Effects,
  effect: Effect | undefined,
  { start, end }: { start: number; end: number },
) {
  let [contracted, effective] = [Decimal.ZERO, Decimal.ZERO];
  for (const index of effect?.covered ?? []) {
    const use = uses[index];
    if (use === undefined || use.at < start || use.at >= end) continue;
    contracted = contracted.add(before[index] ?? Decimal.ZERO);
    effective = effective.add(after[index]?.effective ?? Decimal.ZERO);
  }
  for (const { at, amount } of effect?.extras ?? []) {
    if (at >= start && at < end) effective = effective.add(amount);
  }
  const part = ratio(contracted.subtract(effective).multiply(Decimal.from(100)), contracted, PERCENT_PLACES);
  return {
    contracted_cost: contracted.toFixed(MONEY_SCALE),
    effective_cost: effective.toFixed(MONEY_SCALE),
    ...(part === undefined ? {} : { effective_discount_percent: text(part) }),
  };
}

function spanOfStates(
  states: readonly AgreementState[],
  own: PricingAgreement,
  window: { start: number; end: number },
): { start: number; end: number } {
  if (states.length === 0) return { start: Math.max(own.from, window.start), end: window.end };
  const start = Math.min(...states.map((state) => state.start));
  const end = Math.max(...states.map((state) => state.end));
  // credits may never lapse, terms never end
  return { start, end: Number.isFinite(end) ? end : Math.max(window.end, start + 1) };
}

/** Cumulative by day; a counter without use on a day stands where it stood. */
function joined(curves: readonly (readonly CurvePoint[])[]): CurvePoint[] {
  const days = [...new Set(curves.flatMap((curve) => curve.map(({ at }) => at)))].sort((a, b) => a - b);
  return days.map((at) => {
    const stands = curves.map((curve) => curve.findLast((point) => point.at <= at) ?? curve[0]);
    const used = sum(
      stands.map((point) => (point === undefined || point.at > at ? Decimal.ZERO : point.used)),
    );
    const lefts = stands.flatMap((point) =>
      point?.remaining === undefined
        ? []
        : [point.at > at ? point.remaining.add(point.used) : point.remaining],
    );
    return { at, used, ...(lefts.length === 0 ? {} : { remaining: sum(lefts) }) };
  });
}

/** Per day, of the last week of it; undefined without use in it. */
function paceOf(points: readonly CurvePoint[], now: number): Decimal | undefined {
  const last = points.at(-1);
  const [first] = points;
  if (last === undefined || first === undefined) return undefined;
  const from = now - PACE_DAYS * DAY;
  const before = points.findLast(({ at }) => at <= from);
  const span = Math.max(1, Math.round((now - (before === undefined ? first.at : from)) / DAY));
  const burned = last.used.subtract(before?.used ?? Decimal.ZERO);
  return burned.isZero || burned.isNegative ? undefined : burned.divide(BigInt(span), MONEY_SCALE);
}

function projectedEnd(
  remaining: Decimal,
  pace: Decimal | undefined,
  now: number,
  end: number,
): number | undefined {
  if (pace === undefined || pace.isZero || remaining.isZero) return undefined;
  const days = ratio(remaining, pace, 3);
  if (days === undefined) return undefined;
  const at = now + Number(days.toString()) * DAY;
  return at < end || end <= now ? at : undefined;
}

/** Of a period that is over what is missing, of one that runs what would be if use went on at its pace. */
function shortfallOf(
  states: readonly AgreementState[],
  remaining: Decimal | undefined,
  pace: Decimal | undefined,
  now: number,
  end: number,
): Decimal | undefined {
  const known = states.find(({ shortfall }) => shortfall !== undefined)?.shortfall;
  if (known !== undefined || remaining === undefined) return known;
  const days = Decimal.from(Math.max(0, end - now)).divide(BigInt(DAY), 6);
  const missing = remaining.subtract((pace ?? Decimal.ZERO).multiply(days)).roundHalfEven(MONEY_SCALE);
  return missing.isNegative ? Decimal.ZERO : missing;
}

/** What is used beyond a free quantity is no part of it. */
const capped = (amount: Decimal, most: Decimal | undefined) =>
  most !== undefined && amount.compare(most) > 0 ? most : amount;
const sum = (amounts: readonly Decimal[]) =>
  amounts.reduce((total, amount) => total.add(amount), Decimal.ZERO);
const text = (amount: Decimal) => amount.toString();
