import { localTime, type PeriodSpan, type ReplayResult } from '@weir/core/economics';
import { Decimal } from '@weir/core/money';
import { LONG_AGO } from './terms.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

const CENT = Decimal.from('0.01');

interface SummaryFacts {
  span: PeriodSpan;
  result: ReplayResult;
  currency: string;
  zone: string;
  now: number;
  soft: boolean;
}

/** "From 1 to 31 October this would have blocked 214 calls of 3 workloads, USD 31.20 in all." */
export function summaryOf(facts: SummaryFacts): string {
  const { span, result, currency, soft } = facts;
  const when = span.start <= LONG_AGO ? 'So far' : daysText(facts);
  if (result.calls === 0) return `${when} there were no calls that it applies to.`;
  const spent = amountText(result.spent + result.blockedCost, currency);
  if (result.blockedCalls === 0) {
    const calls = counted(result.calls, 'call');
    return `${when} this would have blocked nothing: ${calls} cost ${spent}.`;
  }
  if (soft) {
    const exceeded = result.periods.filter(({ exhaustedAt }) => exhaustedAt !== undefined).length;
    const periods = counted(exceeded, 'period');
    return `${when} this would have been exceeded in ${periods} and blocked nothing: a soft budget only tells.`;
  }
  const workloads = counted(result.workloads.filter((one) => one.blockedCalls > 0).length, 'workload');
  const cost = amountText(result.blockedCost, currency);
  return `${when} this would have blocked ${counted(result.blockedCalls, 'call')} of ${workloads}, ${cost} in all.`;
}

/** First to last day, both included, with as much of a date as it takes. */
function daysText({ span, zone, now }: SummaryFacts): string {
  const first = localTime(span.start, zone);
  const last = localTime(span.end - 1, zone);
  const sameYear = first.year === last.year;
  const sameMonth = sameYear && first.month === last.month;
  const year = last.year === localTime(now, zone).year ? '' : ` ${last.year}`;
  const end = `${last.day} ${MONTHS[last.month - 1]}`;
  if (sameMonth && first.day === last.day) return `On ${end}${year}`;
  if (sameMonth) return `From ${first.day} to ${end}${year}`;
  const start = `${first.day} ${MONTHS[first.month - 1]}`;
  return sameYear ? `From ${start} to ${end}${year}` : `From ${start} ${first.year} to ${end} ${last.year}`;
}

const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;

/** Cents; what is less than one in full. */
function amountText(pico: bigint, currency: string): string {
  const amount = Decimal.fromPico(pico);
  const small = !amount.isZero && amount.compare(CENT) < 0;
  return `${currency} ${small ? amount.toString() : amount.toFixed(2)}`;
}
