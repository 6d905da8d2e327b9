import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import type { Budget } from './budget.ts';

/** What a refusal says beside the figures. */
export interface RefusalContext {
  workload: string;
  /** Person to ask. */
  owner: string | undefined;
  budget: Budget;
  /** IANA zone in which the reset is told. */
  zone: string;
}

const KIND = { day: 'daily', month: 'monthly', total: 'total' } as const;

/** The call alone would cost more than the whole budget. */
export function tooLarge(context: RefusalContext, amount: bigint): WeirError {
  const { workload, budget } = context;
  const text =
    `This call may cost up to ${money(amount, budget)}, more than the whole ${KIND[budget.period]} budget ` +
    `of workload ${workload} (${money(budget.limit, budget)}).`;
  return new WeirError('budget_exhausted', text, {
    remedy: `Lower the maximum of output tokens, or ask ${whom(context)} to raise the budget.`,
  });
}

/** What is left does not cover the call. `settled` and `committed` as in a LeaseGrant, `resetsAt` 0 for never. */
export function exhausted(
  context: RefusalContext,
  amount: bigint,
  figures: { settled: bigint; committed: bigint; resetsAt: number },
): WeirError {
  const { workload, budget, zone } = context;
  const held = figures.committed - figures.settled;
  const text =
    `The ${KIND[budget.period]} budget of workload ${workload} does not cover this call: ` +
    `${money(figures.settled, budget)} of ${money(budget.limit, budget)} spent` +
    `${held > 0n ? `, ${money(held, budget)} reserved at the moment` : ''}; ` +
    `the call may cost up to ${money(amount, budget)}. ${resets(figures.resetsAt, zone)}`;
  return new WeirError('budget_exhausted', text, { remedy: `Ask ${whom(context)} to raise the budget.` });
}

function whom({ owner, workload }: RefusalContext): string {
  return owner === undefined || owner === '' ? `the owner of workload ${workload}` : owner;
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
