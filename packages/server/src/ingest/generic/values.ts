import { instantOf } from '@weir/core/economics';
import { Decimal } from '@weir/core/money';
import { parseInstant } from '../calls/instants.ts';
import { quoted } from '../files/columns.ts';
import { RowProblem } from '../sources/port.ts';

export interface NumberRules {
  decimal_comma: boolean;
}

const GROUPED_POINT = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const GROUPED_COMMA = /^[+-]?\d{1,3}(?:[.\u2019' \u00a0\u202f]\d{3})+(?:,\d+)?$/;

/**
 * A number as people write it: with grouping, a currency sign, a minus behind, or in brackets when it is negative. What could
 * be read in two ways is not guessed: with `decimal_comma` off, `1,5` is refused. Throws `RowProblem`.
 */
export function readNumber(text: string, field: string, { decimal_comma }: NumberRules): Decimal {
  let digits = text
    .trim()
    .replace(/[$€£¥]|\s?\b[A-Z]{3}\b\s?/g, '')
    .trim();
  let negative = false;
  if (/^\(.*\)$/.test(digits)) {
    negative = true;
    digits = digits.slice(1, -1).trim();
  } else if (/\d-$/.test(digits)) {
    negative = true;
    digits = digits.slice(0, -1);
  }
  digits = digits.replace(/^\u2212/, '-');
  if (decimal_comma) {
    if (GROUPED_COMMA.test(digits)) digits = digits.replace(/[.\u2019' \u00a0\u202f]/g, '');
    else if (digits.includes('.')) throw notNumber(text, field, decimal_comma);
    digits = digits.replace(',', '.');
  } else if (GROUPED_POINT.test(digits)) {
    digits = digits.replaceAll(',', '');
  }
  try {
    const value = Decimal.from(digits);
    return negative ? Decimal.ZERO.subtract(value) : value;
  } catch {
    throw notNumber(text, field, decimal_comma);
  }
}

function notNumber(text: string, field: string, comma: boolean): RowProblem {
  const hint = comma
    ? 'with a decimal comma such as 12,50'
    : 'such as 12.50; set decimal_comma if the file writes 12,50';
  return new RowProblem(`${field} is ${quoted(text)}, not a number ${hint}. Correct it and replay the row.`);
}

export interface DateRules {
  dates: 'auto' | 'dmy' | 'mdy' | 'ymd' | 'epoch';
  time_zone: string;
}

const ZONED = /(?:Z|UTC|[+-]\d{2}:?\d{2})$/i;
const PARTS =
  /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s*([AP])M)?)?$/i;
const MONTH = /^(\d{4})-?(\d{2})$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;

/** Epoch ms. A date or time without zone is local in `time_zone`. Throws `RowProblem`. */
export function readDate(text: string, field: string, rules: DateRules): number {
  const trimmed = text.trim();
  if (rules.dates === 'epoch' || ZONED.test(trimmed)) {
    const at = parseInstant(trimmed);
    if (at !== undefined) return at.ms;
    throw notDate(text, field);
  }
  const compact = COMPACT.exec(trimmed);
  const month = MONTH.exec(trimmed);
  const parts = PARTS.exec(trimmed);
  if (compact !== null) return local([compact[1], compact[2], compact[3]], [], text, field, rules);
  if (month !== null) return local([month[1], month[2], '1'], [], text, field, rules);
  if (parts === null) {
    const at = rules.dates === 'auto' ? parseInstant(trimmed) : undefined;
    if (at === undefined) throw notDate(text, field);
    return at.ms;
  }
  const [, a, separator, b, c, ...clock] = parts;
  return local(ordered([a, b, c], separator ?? '', rules, text, field), clock, text, field, rules);
}

/** Year, month, day. */
function ordered(
  [a, b, c]: readonly (string | undefined)[],
  separator: string,
  { dates }: DateRules,
  text: string,
  field: string,
): readonly (string | undefined)[] {
  if (a?.length === 4) return [a, b, c];
  const order = dates === 'auto' && separator === '.' ? 'dmy' : dates;
  if (c?.length !== 4 || order === 'ymd') throw notDate(text, field);
  if (order === 'dmy') return [c, b, a];
  if (order === 'mdy') return [c, a, b];
  if (Number(a) > 12) return [c, b, a];
  if (Number(b) > 12 || a === b) return [c, a, b];
  throw new RowProblem(
    `${field} is ${quoted(text)}: day or month first? Set dates of the mapping to dmy or mdy and replay the row.`,
  );
}

function local(
  [year, month, day]: readonly (string | undefined)[],
  [hour, minute, second, fraction, half]: readonly (string | undefined)[],
  text: string,
  field: string,
  { time_zone }: DateRules,
): number {
  const twelve =
    half === undefined ? Number(hour ?? 0) : (Number(hour) % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  const time = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: twelve,
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    millisecond: Number((fraction ?? '').padEnd(3, '0').slice(0, 3)),
  };
  const check = new Date(Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second));
  if (
    check.getUTCMonth() !== time.month - 1 ||
    check.getUTCDate() !== time.day ||
    check.getUTCHours() !== time.hour
  ) {
    throw notDate(text, field);
  }
  return instantOf(time, time_zone);
}

function notDate(text: string, field: string): RowProblem {
  return new RowProblem(
    `${field} is ${quoted(text)}, not a date in the format of the mapping. Correct it and replay the row.`,
  );
}
