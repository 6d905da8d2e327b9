import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import type { Count } from './count.ts';
import { refusalHeaders } from './headers.ts';
import { type RateAmounts, type Rule, unitsFor } from './rule.ts';

/** Names and values come from people and callers: as much of them as tells them apart. */
const SHOWN = 100;
/** Come again after that when nobody can say when a place becomes free. */
export const UNKNOWN_MS = 1_000;

/** Too early. `waitMs` until it would fit, infinite when unknown; `waited` how long it stood in line. */
export function tooEarly(
  count: Count,
  counts: readonly Count[],
  amounts: RateAmounts,
  waitMs: number,
  waited: number,
  now: number,
): WeirError {
  const { rule } = count;
  const again = Number.isFinite(waitMs) ? Math.max(1, Math.ceil(waitMs)) : UNKNOWN_MS;
  const text =
    `The rate limit ${named(rule)} lets ${whom(count)} ${allowance(rule)}${asked(count, amounts, now)}.` +
    `${waited > 0 && rule.queueMs > 0 ? ` The call waited ${Math.round(waited)} ms for its turn.` : ''}`;
  return new WeirError('rate_limited', text, {
    remedy: `Come again in ${duration(again)}.`,
    headers: refusalHeaders(count, counts, again, now),
  });
}

/** More calls wait than may. */
export function lineFull(count: Count, counts: readonly Count[], waitMs: number, now: number): WeirError {
  const again = Number.isFinite(waitMs) ? Math.max(1, Math.ceil(waitMs)) : UNKNOWN_MS;
  const text =
    `The rate limit ${named(count.rule)} lets ${whom(count)} ${allowance(count.rule)}, ` +
    `and ${count.line.length} calls are waiting for their turn already.`;
  return new WeirError('rate_limited', text, {
    remedy: `Come again in ${duration(again)}.`,
    headers: refusalHeaders(count, counts, again, now),
  });
}

/** The call alone is larger than all that may ever come at once. */
export function neverFits(count: Count, amounts: RateAmounts): WeirError {
  const { rule } = count;
  if (rule.burst === 0) {
    return new WeirError('stopped_by_operator', `The rate limit ${named(rule)} is 0: no call passes.`, {
      remedy: 'Ask whoever set it to raise it.',
    });
  }
  const units = unitsFor(rule, amounts.tokens, amounts.nano);
  const text =
    `This call may take up to ${quantity(rule, units)}, and the rate limit ${named(rule)} never lets ` +
    `${whom(count)} take more than ${quantity(rule, rule.burst)} at once: it can never pass.`;
  return new WeirError('invalid_argument', text, {
    field: 'max_tokens',
    remedy: 'Ask for fewer output tokens, send less, or have the burst of the limit raised.',
  });
}

/** The client left while its call waited: nobody reads this. */
export function clientLeft(): WeirError {
  return new WeirError('rate_limited', 'The client left before its turn came.');
}

function named({ id, name }: Rule): string {
  return name === id ? id : `${JSON.stringify(name.slice(0, SHOWN))} (${id})`;
}

function whom({ rule, whose }: Count): string {
  if (rule.per === undefined) return 'all calls of its scope together';
  if (whose === '') return `all calls without ${rule.per} together`;
  return `${rule.per} ${JSON.stringify(whose.slice(0, SHOWN))}`;
}

function allowance(rule: Rule): string {
  if (rule.metric === 'concurrent') return `make ${rule.limit} calls at once`;
  const verb = rule.metric === 'requests' ? 'make' : rule.metric === 'cost' ? 'spend' : 'use';
  const burst = rule.burst === rule.limit ? '' : `, at most ${quantity(rule, rule.burst)} at once`;
  return `${verb} ${quantity(rule, rule.limit)} per ${duration(rule.windowMs)}${burst}`;
}

function asked(count: Count, { tokens, nano }: RateAmounts, now: number): string {
  const { rule } = count;
  if (rule.metric === 'requests' || rule.metric === 'concurrent') return '';
  const free = Math.floor(count.free(now));
  return `; ${quantity(rule, free)} are left, and this call may take up to ${quantity(rule, unitsFor(rule, tokens, nano))}`;
}

const NANO_PLACES = 9;

function quantity({ metric }: Rule, units: number): string {
  if (metric !== 'cost') return `${Math.floor(units)} ${units === 1 ? metric.slice(0, -1) : metric}`;
  return `${new Decimal(BigInt(Math.floor(units)), NANO_PLACES).toString()} of cost`;
}

/** `1.5 s`, `2 min`, `1 h`. */
function duration(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  if (ms % 60_000 === 0) return `${ms / 60_000} min`;
  return `${Math.ceil(ms / 100) / 10} s`;
}
