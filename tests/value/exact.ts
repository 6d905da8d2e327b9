import { signed } from '../books/amounts.ts';

/** `a / b` to the nearest whole number, halves to the even one. `b` above 0. */
export function divided(a: bigint, b: bigint): bigint {
  if (a < 0n) return -divided(-a, b);
  const whole = a / b;
  const twice = (a % b) * 2n;
  if (twice === b) return whole + (whole % 2n);
  return twice > b ? whole + 1n : whole;
}

/** `a / b` with so many decimals, as figures are shown. */
export function shareOf(a: bigint, b: bigint, places: number): string {
  const scaled = divided(a * 10n ** BigInt(places), b);
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, '0');
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/**
 * Pico-dollars in proportion to weights: each part cut down, then the last digits to the largest remainders, of equals the first by
 * name. Worked out by multiplication and remainder alone, as one would by hand.
 */
export function apportioned(
  whole: bigint,
  weights: Readonly<Record<string, bigint>>,
): Record<string, bigint> {
  const all = Object.values(weights).reduce((sum, weight) => sum + weight, 0n);
  const parts = Object.entries(weights)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, weight]) => ({ name, part: (whole * weight) / all, rest: (whole * weight) % all }));
  let left = whole - parts.reduce((sum, { part }) => sum + part, 0n);
  for (const one of parts.toSorted((a, b) => (a.rest === b.rest ? 0 : a.rest > b.rest ? -1 : 1))) {
    if (left === 0n) break;
    one.part += 1n;
    left -= 1n;
  }
  return Object.fromEntries(parts.map(({ name, part }) => [name, part]));
}

/** What a workload did, cost and achieved, counted by the test itself. Money in pico-dollars. */
export interface Facts {
  api: bigint;
  other: bigint;
  tokens: number;
  calls: number;
  users: number;
  tasks: number;
  outcomes: number;
  successes: number;
  /** Successes with a value, and its sum. */
  valued: number;
  value: bigint;
  days: number;
  investment?: bigint;
  baseline?: bigint;
}

const MILLION = 1_000_000n;

/** Every figure of `weir unit`, from the formulas of docs/formulas.md restated. Null: cannot be told. */
export function figuresOf(facts: Facts): Record<string, string | null> {
  const { api, other, value, valued, outcomes, successes, investment, baseline } = facts;
  const loaded = api + other;
  const each = (cost: bigint, count: number) => (count === 0 ? null : divided(cost, BigInt(count)));
  const perSuccess = each(loaded, successes);
  const perValue = each(value, valued);
  const gain = value - loaded;
  const known = valued > 0;
  const money = (amount: bigint | null) => (amount === null ? null : signed(amount));
  return {
    api_cost: signed(api),
    loaded_cost: signed(loaded),
    load_ratio: api === 0n ? null : shareOf(loaded, api, 4),
    cost_per_million_tokens: money(each(api * MILLION, facts.tokens)),
    cost_per_call: money(each(api, facts.calls)),
    cost_per_user: money(each(loaded, facts.users)),
    cost_per_task: money(each(loaded, facts.tasks)),
    cost_per_outcome: money(each(loaded, outcomes)),
    cost_per_successful_outcome: money(perSuccess),
    success_rate: outcomes === 0 ? null : shareOf(BigInt(successes), BigInt(outcomes), 4),
    value_per_outcome: money(perValue),
    value: known ? signed(value) : null,
    margin_per_outcome: money(perValue === null || perSuccess === null ? null : perValue - perSuccess),
    margin: known ? signed(gain) : null,
    roi: known ? shareOf(gain, loaded, 4) : null,
    payback_days:
      investment === undefined || !known || gain <= 0n
        ? null
        : shareOf(investment * BigInt(facts.days), gain, 1),
    saving_per_outcome: baseline === undefined || perSuccess === null ? null : signed(baseline - perSuccess),
  };
}
