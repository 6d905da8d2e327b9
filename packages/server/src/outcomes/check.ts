import { type OutcomeAnswer, outcomeInput } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { z } from 'zod';
import type { Teller } from './port.ts';

/** Why one of many was not taken. */
export type Fault = Omit<OutcomeAnswer['errors'][number], 'index'>;
export type CheckedOutcome = z.output<typeof outcomeInput>;

/** Clocks of applications may be ahead by so much. */
const CLOCK_SKEW_MS = 5 * 60_000;
const FIRST_INSTANT = Date.UTC(2000, 0);
/** What the ledger's amounts can hold before the point. */
const LARGEST_VALUE = Decimal.from('1000000000000000');
const MOST_ATTRIBUTES = 8_000;
/** No store keeps NUL or half a character. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

export function faultOf(field: string, message: string, remedy: string): Fault {
  return { field, message, remedy };
}

export function isFault(one: object): one is Fault {
  return 'message' in one;
}

/** What was told, or what is wrong with it. */
export function readOutcome(
  told: unknown,
  now: number,
  by: Pick<Teller, 'workload'>,
): CheckedOutcome | Fault {
  const parsed = outcomeInput.safeParse(told);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.join('.') ?? '';
    if (field === 'at') return faultOf(field, 'This is no time', 'Write it like 2026-11-22T10:00:00Z.');
    return {
      ...(field === '' ? {} : { field }),
      message: issue?.message ?? 'This is no outcome',
      remedy:
        'An outcome is {"outcome": "ticket_resolved", "at": "2026-11-22T10:00:00Z", "workload": "support-bot"}.',
    };
  }
  const input = by.workload === undefined ? parsed.data : { workload: by.workload, ...parsed.data };
  return faultIn(input, now) ?? input;
}

function faultIn(input: CheckedOutcome, now: number): Fault | undefined {
  const { workload, task, call, customer, value, currency, attributes } = input;
  const at = Date.parse(input.at);
  if (!isStorable(input))
    return faultOf(
      '',
      'It holds a NUL or half a character, which cannot be stored',
      'Remove it and send the rest.',
    );
  if (at > now + CLOCK_SKEW_MS)
    return faultOf(
      'at',
      'It lies in the future',
      'Tell what has happened; clocks may be ahead by 5 minutes.',
    );
  if (at < FIRST_INSTANT) return faultOf('at', 'It lies before the year 2000', 'Give the time it happened.');
  if (workload === undefined && task === undefined && call === undefined && customer === undefined)
    return faultOf(
      'workload',
      'It says nothing that it belongs to',
      'Name a workload, a task, a call or a customer.',
    );
  if (value !== undefined && currency === undefined)
    return faultOf(
      'currency',
      'A value needs its currency',
      'Add "currency": "EUR", also where the value metric of the workload names one.',
    );
  if (value === undefined && currency !== undefined)
    return faultOf('currency', 'A currency without a value', 'Add the value or leave the currency out.');
  if (currency !== undefined && !/^[A-Z]{3}$/.test(currency))
    return faultOf('currency', 'This is no currency', 'Use an ISO 4217 code in capitals such as EUR.');
  if (value !== undefined && !fits(value))
    return faultOf(
      'value',
      `A value has at most ${MONEY_SCALE} decimals and is below a quadrillion`,
      'Round it.',
    );
  if (attributes !== undefined && JSON.stringify(attributes).length > MOST_ATTRIBUTES)
    return faultOf(
      'attributes',
      `Attributes are longer than ${MOST_ATTRIBUTES} characters`,
      'Keep what figures are to be cut by.',
    );
  return undefined;
}

/** JSON would write what cannot be stored as escapes, so each text is looked at. */
function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !UNSTORABLE.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).flat().every(isStorable);
}

function fits(value: string): boolean {
  const amount = Decimal.from(value);
  const size = value.startsWith('-') ? Decimal.from(value.slice(1)) : amount;
  return (
    size.compare(LARGEST_VALUE) < 0 && (value.split('.')[1]?.replace(/0+$/, '').length ?? 0) <= MONEY_SCALE
  );
}
