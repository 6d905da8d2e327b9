import { Decimal, MONEY_SCALE } from '../money/index.ts';

/** Ids in docs/formulas.md of what an item of cost comes to. */
export const FULL_COST_FORMULAS = {
  recurring: 'cost_recurring',
  amortised: 'cost_amortised',
  metered: 'cost_metered',
  derived: 'cost_derived',
  loaded_cost: 'loaded_cost',
  ratio: 'load_ratio',
} as const;

export type RecurringPeriod = 'day' | 'month' | 'quarter' | 'year';
const DAY_MS = 86_400_000;
const MONTHS: Readonly<Record<Exclude<RecurringPeriod, 'day'>, number>> = { month: 1, quarter: 3, year: 12 };

/** Days of the calendar, `YYYY-MM-DD`; `until` is exclusive. */
export interface DaySpan {
  since: string;
  until: string;
}

/**
 * What an amount per period comes to on some days (formula `cost_recurring`, docs/formulas.md). Source: product.md C5.
 * Units: amount and answer in the same currency, 12 decimals. Every day of a period has an equal part of it: 1/30 of the amount in
 * November, 1/31 in December. Parts are differences of cumulative amounts that are cut down, so the days of a period sum to it exactly.
 */
export function recurringCost(amount: Decimal, per: RecurringPeriod, { since, until }: DaySpan): Decimal {
  if (per === 'day') {
    return Decimal.fromPico(amount.toPico()).multiply(Decimal.from(daysBetween(since, until)));
  }
  let sum = Decimal.ZERO;
  for (let day = since; day < until; ) {
    const start = periodStart(day, MONTHS[per]);
    const end = plusMonths(start, MONTHS[per]);
    const last = end < until ? end : until;
    const length = daysBetween(start, end);
    const upTo = (date: string) => portion(amount, daysBetween(start, date), length);
    sum = sum.add(upTo(last).subtract(upTo(day)));
    day = end;
  }
  return sum;
}

/**
 * What a single payment comes to on some days (formula `cost_amortised`, docs/formulas.md): equal parts over `months` months that
 * begin on `from`, and within each month equal parts of its days. Source: product.md C5.
 * Units: amount and answer in the same currency, 12 decimals. All days sum to the amount exactly; nothing before `from` or behind the last
 * month. A month from the 31st on ends with a shorter month's last day.
 */
export function amortisedCost(
  amount: Decimal,
  months: number,
  from: string,
  { since, until }: DaySpan,
): Decimal {
  const upTo = (date: string): Decimal => {
    if (date <= from) return Decimal.ZERO;
    for (let i = 0; i < months; i++) {
      const start = plusMonths(from, i);
      const end = plusMonths(from, i + 1);
      if (date >= end) continue;
      const before = portion(amount, i, months);
      const ofMonth = portion(amount, i + 1, months).subtract(before);
      return before.add(portion(ofMonth, daysBetween(start, date), daysBetween(start, end)));
    }
    return Decimal.fromPico(amount.toPico());
  };
  return upTo(until).subtract(upTo(since));
}

/**
 * Quantities times rate (formula `cost_metered`, docs/formulas.md). Source: product.md C5.
 * Units: quantity in the item's unit (GB, minutes), rate in a currency per unit; answer in that currency, 12 decimals, half-even.
 */
export function meteredCost(quantity: Decimal, rate: Decimal): Decimal {
  return quantity.multiply(rate).roundHalfEven(MONEY_SCALE);
}

export interface DerivedTerms {
  /** Of the driver, 0 to 100. */
  percent: Decimal;
  /** Units per driver, such as minutes. */
  unitsEach: Decimal;
  /** Per unit. */
  rate: Decimal;
}

/**
 * What follows from a count (formula `cost_derived`, docs/formulas.md): count x percent / 100 x units each x rate. Source: product.md C5.
 * Units: count of the driver (for `million_tokens` tokens / 1,000,000), rate in a currency per unit; answer in that currency, 12 decimals,
 * half-even once.
 */
export function derivedCost(count: Decimal, { percent, unitsEach, rate }: DerivedTerms): Decimal {
  return count.multiply(percent).shiftDown(2).multiply(unitsEach).multiply(rate).roundHalfEven(MONEY_SCALE);
}

/** `amount` x `part` / `whole`, cut down to 12 decimals towards zero. */
function portion(amount: Decimal, part: number, whole: number): Decimal {
  const pico = amount.toPico();
  return Decimal.fromPico((pico * BigInt(part)) / BigInt(whole));
}

/** Whole days of the calendar, clocks or no. */
export function daysBetween(since: string, until: string): number {
  return Math.round((Date.parse(until) - Date.parse(since)) / DAY_MS);
}

/** The day so many days later. */
export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The same day of the month so many months later, or the last of a shorter one. */
export function plusMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const length = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, length))).toISOString().slice(0, 10);
}

function periodStart(day: string, months: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  const first = month - ((month - 1) % months);
  return `${String(year).padStart(4, '0')}-${String(first).padStart(2, '0')}-01`;
}
