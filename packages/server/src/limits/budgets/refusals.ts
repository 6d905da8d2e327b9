import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import type { Budget } from './budget.ts';

/** What a refusal says beside the figures. */
export interface RefusalContext {
  budget: Budget;
  /** IANA zone in which the reset is told. */
  zone: string;
  /** Who may lift it. */
  approvers: readonly string[];
}

/** As in a LeaseGrant; `resetsAt` 0 for never. */
interface Figures {
  limit: bigint;
  settled: bigint;
  committed: bigint;
  resetsAt: number;
}

const KIND = {
  hour: 'hourly ',
  day: 'daily ',
  week: 'weekly ',
  month: 'monthly ',
  quarter: 'quarterly ',
  year: 'yearly ',
  fixed: '',
  total: 'total ',
} as const satisfies Record<Budget['period'], string>;

/** The call alone would cost more than the whole budget. */
export function tooLarge(context: RefusalContext, amount: bigint, limit: bigint): WeirError {
  const { budget } = context;
  if (limit <= 0n)
    return refusal(context, `The ${whose(budget)} is 0: it stops all calls.`, `Ask ${whom(context)}.`);
  const text =
    `This call may cost up to ${money(amount, budget)}, more than the whole ${whose(budget)} ` +
    `(${money(limit, budget)}).`;
  return refusal(
    context,
    text,
    `Send less, lower the maximum of output tokens if there is one, or ask ${whom(context)}.`,
  );
}

/** What is left does not cover the call. */
export function exhausted(context: RefusalContext, amount: bigint, figures: Figures): WeirError {
  const { budget, zone } = context;
  const held = figures.committed - figures.settled;
  const text =
    `The ${whose(budget)} does not cover this call: ` +
    `${money(figures.settled, budget)} of ${money(figures.limit, budget)} spent` +
    `${held > 0n ? `, ${money(held, budget)} held for calls under way and to come` : ''}; ` +
    `the call may cost up to ${money(amount, budget)}. ${resets(figures.resetsAt, zone)}`;
  return refusal(context, text, `Ask ${whom(context)}.`);
}

/** The authority cannot be asked and the budget does not let calls spend what is at hand. */
export function cutOff({ budget }: RefusalContext): WeirError {
  return new WeirError(
    'limits_unavailable',
    `The ${whose(budget)} refuses calls while what is left of it cannot be asked for.`,
    { remedy: 'Try again when control is back.' },
  );
}

/** Says to a caller what a failure to ask means for the call. */
export function unknowable({ budget }: RefusalContext, cause: unknown): unknown {
  if (!(cause instanceof WeirError) || cause.code !== 'limits_unavailable') return cause;
  const text = `What is left of the ${whose(budget)} cannot be told at the moment. ${cause.message}`;
  return new WeirError('limits_unavailable', text, {
    ...(cause.remedy === undefined ? {} : { remedy: cause.remedy }),
    cause,
  });
}

function refusal({ budget }: RefusalContext, text: string, remedy: string): WeirError {
  return budget.mode === 'approval'
    ? new WeirError('approval_needed', text, { remedy: `${remedy} The request is on their list.` })
    : new WeirError('budget_exhausted', text, { remedy });
}

/** `daily budget Support (team support, tag.tenant acme)`. */
function whose({ name, period, scope }: Budget): string {
  const parts = Object.entries(scope).map(([dimension, value]) => `${dimension} ${value}`);
  return `${KIND[period]}budget ${name} (${parts.length === 0 ? 'the whole organization' : parts.join(', ')})`;
}

function whom({ budget, approvers }: RefusalContext): string {
  const { mode, owner, name } = budget;
  const able = approvers.length === 0 ? 'an administrator' : approvers.join(' or ');
  if (mode === 'approval') return `${able} to lift it`;
  return `${owner === undefined || owner === '' ? `the owner of budget ${name}` : owner} to raise the budget`;
}

/** Making a date formatter is slow and a spent budget refuses many calls with the same date. */
let lastReset = { at: 0, zone: '', text: 'It does not reset.' };

function resets(at: number, zone: string): string {
  if (at === 0) return 'It does not reset.';
  if (at !== lastReset.at || zone !== lastReset.zone) {
    const format = { timeZone: zone, dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' } as const;
    const text = `It resets on ${new Intl.DateTimeFormat('en-GB', format).format(at)} (${zone}).`;
    lastReset = { at, zone, text };
  }
  return lastReset.text;
}

/** Two decimals, or as many as show the first digits of a small amount. */
function money(pico: bigint, { currency }: Budget): string {
  const size = pico < 0n ? -pico : pico;
  const places = size === 0n || size >= 10_000_000_000n ? 2 : size >= 1_000_000n ? 6 : 12;
  return `${Decimal.fromPico(pico).toFixed(places)} ${currency}`;
}
