import { WeirError } from '../errors/index.ts';
import type { ListPrice } from './list.ts';

const TIME = /^(\d{2}):(\d{2}):(\d{2})(\.\d+)?(?:Z|([+-])(\d{2}):(\d{2}))$/;
const DAY_MS = 86_400_000;

/** A dated price with its condition read. */
export interface Period {
  price: ListPrice;
  holds: (at: number) => boolean;
}

export function periods(prices: readonly ListPrice[]): readonly Period[] {
  return prices.map((price) => ({ price, holds: condition(price) }));
}

/** Index of the price in force at an instant: the last whose condition holds, else the first. */
export function periodAt(list: readonly Period[], at: number): number {
  for (let index = list.length - 1; index > 0; index--) {
    if (list[index]?.holds(at)) return index;
  }
  return 0;
}

function condition(price: ListPrice): (at: number) => boolean {
  if (price.time_of_day !== undefined) {
    return daily(secondOfDay(price.time_of_day.start) * 1_000, secondOfDay(price.time_of_day.end) * 1_000);
  }
  if (price.start_date === undefined) return () => true;
  const start = Date.parse(price.start_date);
  return (at) => at >= start;
}

/** From start to end (exclusive) of every UTC day, across midnight when the end comes first. */
function daily(start: number, end: number): (at: number) => boolean {
  const timeOf = (at: number) => ((at % DAY_MS) + DAY_MS) % DAY_MS;
  if (end < start) return (at) => timeOf(at) >= start || timeOf(at) < end;
  return (at) => timeOf(at) >= start && timeOf(at) < end;
}

/** Seconds after midnight UTC of `HH:MM:SS` with `Z` or an offset. Throws `config_invalid`. */
export function secondOfDay(time: string): number {
  const match = TIME.exec(time);
  const [
    ,
    hours = '',
    minutes = '',
    seconds = '',
    fraction = '',
    sign,
    offsetHours = '0',
    offsetMinutes = '0',
  ] = match ?? [];
  const parts = [hours, minutes, seconds, offsetHours, offsetMinutes].map(Number);
  const [h = 0, m = 0, s = 0, oh = 0, om = 0] = parts;
  if (match === null || h > 23 || m > 59 || s > 59 || oh > 23 || om > 59) {
    throw new WeirError('config_invalid', `${JSON.stringify(time)} is not a time of day like 16:30:00Z`);
  }
  const offset = (oh * 60 + om) * 60 * (sign === '+' ? 1 : -1);
  const local = h * 3_600 + m * 60 + s + Number(`0${fraction}`);
  return (local - offset + 86_400) % 86_400;
}
