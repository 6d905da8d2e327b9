import { Decimal } from '../money/index.ts';
import { ratio } from './ratio.ts';

const DAY_MS = 86_400_000;
const FIVE_MINUTES_MS = 300_000;
const HUNDRED = new Decimal(100n, 0);
/** The last instant a Date can hold. */
const LAST_INSTANT = 8_640_000_000_000_000;
/** One workload that takes more of the month's total budget than this turns it red; percent. Source: product.md C9. */
export const WORKLOAD_SHARE_RED_PERCENT = 20;
/**
 * How close a budget is to its limit (formula `budget_level`, docs/formulas.md). Source: product.md C9.
 * Units: pico-units; `yellow` and `red` in percent of the limit, read as the decimals they are written as and compared
 * exactly. A threshold is reached when it is met. A limit of 0 or less is exhausted: nothing can be spent.
 */
export function budgetLevel(settled, reserved, limit, yellow, red) {
  const used = settled + reserved;
  if (used >= limit || limit <= 0n) return 'exhausted';
  if (reaches(used, limit, red)) return 'red';
  return reaches(used, limit, yellow) ? 'yellow' : 'green';
}
/** Whether `part` is at least `percent` of `whole`, exactly. Pico-units. */
function reaches(part, whole, percent) {
  return compareToPercent(part, whole, percent) >= 0;
}
function compareToPercent(part, whole, percent) {
  return new Decimal(part * 100n, 0).compare(new Decimal(whole, 0).multiply(Decimal.from(percent)));
}
/**
 * `part` of `whole` in percent, 2 decimals, rounded half-even, as a number for screens: levels are compared exactly,
 * not by it. Undefined when `whole` is 0.
 */
export function percentOf(part, whole) {
  const percent = ratio(Decimal.fromPico(part).multiply(HUNDRED), Decimal.fromPico(whole), 2);
  return percent === undefined ? undefined : Number(percent.toFixed(2));
}
/**
 * How much of the limit is used, percent (formula `used_percent`, docs/formulas.md). Pico-units. A limit of 0 or less is
 * 100: nothing is left of it.
 */
export function usedPercent(settled, reserved, limit) {
  return limit <= 0n ? 100 : (percentOf(settled + reserved, limit) ?? 100);
}
/**
 * How far back spending is looked at to say how it goes on, ms: 24 hours, in periods shorter than 10 days a tenth of
 * them (formula `projected_spend`, docs/formulas.md). It may reach into the period before.
 */
export function recentWindow({ start, end }) {
  return Math.min(DAY_MS, Math.floor((end - start) / 10));
}
/**
 * What will have been settled at the end of the period if spending goes on as of late (formula `projected_spend`,
 * docs/formulas.md). Source: product.md C9. Pico-units, rounded half-even; instants in epoch ms. Undefined for a period
 * without end; `settled` once it is over.
 */
export function projectedSpend(settled, recent, now, end) {
  if (!Number.isFinite(end)) return undefined;
  if (now >= end || recent.windowMs <= 0) return settled;
  return settled + scaled(recent.amount, end - now, recent.windowMs);
}
/**
 * When the limit will be reached if spending goes on as of late (formula `exhausts_at`, docs/formulas.md). Epoch ms,
 * rounded up; `now` when it has been. Undefined when it will not before `end` (exclusive; Infinity for no end) or nothing
 * was spent of late. Source: product.md C9.
 */
export function exhaustsAt(settled, limit, recent, now, end) {
  if (settled >= limit) return now;
  if (recent.amount <= 0n) return undefined;
  const left = (limit - settled) * BigInt(recent.windowMs);
  const wait = Number((left + recent.amount - 1n) / recent.amount);
  const at = now + wait;
  return at < Math.min(end, LAST_INSTANT) ? at : undefined;
}
/**
 * Whether the spending of the last 5 minutes, if it goes on, uses up what remains before the period ends (formula
 * `spend_spike`, docs/formulas.md). Source: product.md C9. Pico-units and ms; false for a period without end.
 */
export function isSpike(of) {
  const { last5min, remaining, timeLeft } = of;
  if (!Number.isFinite(timeLeft) || timeLeft <= 0 || last5min <= 0n) return false;
  return last5min * BigInt(Math.floor(timeLeft)) > remaining * BigInt(FIVE_MINUTES_MS);
}
/**
 * What one workload takes of the month's total budget, percent (formula `workload_share`, docs/formulas.md). Source:
 * product.md C9. Pico-units; undefined without a budget.
 */
export function workloadShare(cost, monthsBudget) {
  return monthsBudget <= 0n ? undefined : percentOf(cost, monthsBudget);
}
/** Whether it takes more than `percent` of it, exactly; false without a budget. */
export function takesTooMuch(cost, monthsBudget, percent = WORKLOAD_SHARE_RED_PERCENT) {
  return monthsBudget > 0n && compareToPercent(cost, monthsBudget, percent) > 0;
}
/**
 * What it costs per day if it goes on (formula `cost_per_day`, docs/formulas.md). Source: product.md C9, alerts.
 * Pico-units, rounded half-even; undefined for a span of no time.
 */
export function costPerDay(amount, spanMs) {
  return spanMs > 0 && Number.isFinite(spanMs) ? scaled(amount, DAY_MS, spanMs) : undefined;
}
/** `amount x numerator / denominator`, whole, rounded half-even. */
function scaled(amount, numerator, denominator) {
  const over = new Decimal(amount * BigInt(Math.round(numerator)), 0);
  return over.divide(BigInt(Math.round(denominator)), 0).coefficient;
}
/** Ids under which docs/formulas.md explains a figure; API answers carry them beside the figure. */
export const BUDGET_FORMULAS = {
  level: 'budget_level',
  usedPercent: 'used_percent',
  projected: 'projected_spend',
  exhaustsAt: 'exhausts_at',
  rolledOver: 'roll_over',
  spike: 'spend_spike',
  workloadShare: 'workload_share',
  costPerDay: 'cost_per_day',
  whatIf: 'budget_what_if',
};
