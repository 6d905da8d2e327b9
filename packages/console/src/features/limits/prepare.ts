import type { Kill, RateLimit, RateMetric } from '@weir/core/contract';
import type { NewKill, NewRateLimit, RateLimitChange } from '../../api/limit-mutations.ts';
import { allDecimals, formatMoney, groupThousands } from '../../format/money.ts';
import { rowsOfScope, type ScopeRow, scopeOfRows } from '../budgets/scope.ts';
import { rateFormText, stopText, targetLabels, rateText as text } from './text.ts';

export const METRICS = ['requests', 'tokens', 'cost', 'concurrent'] as const satisfies readonly RateMetric[];
const MINUTE = 60;

export const windowLabel = (seconds: number): string =>
  rateFormText.windows[seconds] ?? rateFormText.seconds(seconds);

const amountText = (metric: RateMetric, amount: string, currency: string): string =>
  metric === 'cost' ? formatMoney(amount, currency, allDecimals(amount)).text : groupThousands(amount);

/** "60 requests per minute", "$5.00 per hour", "8 calls at once" */
export function rateSentence(
  { metric, limit, window_seconds: seconds }: RateLimit,
  currency: string,
): string {
  const amount = amountText(metric, limit, currency);
  if (metric === 'concurrent') return text.concurrent(amount);
  const what = metric === 'cost' ? amount : text.amounts[metric](amount);
  return text.inWindow(what, windowLabel(seconds));
}

/** Burst and waiting, where there are any. */
export function rateNotes({ metric, burst, queue_ms: wait }: RateLimit, currency: string): string {
  return [
    ...(burst === undefined ? [] : [text.burst(amountText(metric, burst, currency))]),
    ...(wait === 0 ? [] : [text.waits(wait % 1_000 === 0 ? `${wait / 1_000} s` : `${wait} ms`)]),
  ].join(', ');
}

export interface RateFields {
  name: string;
  scope: ScopeRow[];
  metric: RateMetric;
  limit: string;
  /** Seconds. */
  window: string;
  per: string;
  burst: string;
  queueMs: string;
}

export const rateFieldsOf = (limit: RateLimit | undefined): RateFields => ({
  name: limit === undefined || limit.name === limit.id ? '' : limit.name,
  scope: rowsOfScope(limit?.scope ?? {}),
  metric: limit?.metric ?? 'requests',
  limit: limit?.limit ?? '',
  window: String(limit?.window_seconds ?? MINUTE),
  per: limit?.per ?? '',
  burst: limit?.burst ?? '',
  queueMs: String(limit?.queue_ms ?? 0),
});

const given = (typed: string): string | undefined => (typed.trim() === '' ? undefined : typed.trim());

export function toNewRateLimit(fields: RateFields): NewRateLimit {
  const { metric } = fields;
  const isWindowed = metric !== 'concurrent';
  const [name, per, burst] = [given(fields.name), given(fields.per), given(fields.burst)];
  return {
    metric,
    limit: fields.limit.trim(),
    scope: scopeOfRows(fields.scope),
    queue_ms: Number(fields.queueMs),
    ...(name === undefined ? {} : { name }),
    ...(per === undefined ? {} : { per }),
    ...(isWindowed ? { window_seconds: Number(fields.window) } : {}),
    ...(isWindowed && burst !== undefined ? { burst } : {}),
  };
}

export function toRateLimitChange(fields: RateFields, id: string): RateLimitChange {
  const isWindowed = fields.metric !== 'concurrent';
  return {
    name: given(fields.name) ?? id,
    limit: fields.limit.trim(),
    queue_ms: Number(fields.queueMs),
    ...(isWindowed ? { window_seconds: Number(fields.window), burst: given(fields.burst) ?? null } : {}),
  };
}

/** Widest first: one who is in a hurry finds it at the top. */
export const TARGETS = [
  'workload',
  'key',
  'provider',
  'task',
  'everything',
] as const satisfies readonly Kill['target'][];

/** "Everything", "Workload support-bot" */
export const targetSentence = ({ target, subject }: Pick<Kill, 'target' | 'subject'>): string =>
  subject === undefined ? targetLabels[target] : `${targetLabels[target]} ${subject}`;

/** Switches in force; that of everything first, then the newest. */
export const byReach = (kills: readonly Kill[]): Kill[] =>
  [...kills].sort(
    (a, b) =>
      Number(b.target === 'everything') - Number(a.target === 'everything') ||
      b.created_at.localeCompare(a.created_at),
  );

export interface StopFields {
  target: Kill['target'];
  subject: string;
  reason: string;
  cut: boolean;
  confirmation: string;
}

export const isConfirmed = ({ target, confirmation }: StopFields): boolean =>
  target !== 'everything' || confirmation.trim().toLowerCase() === stopText.word;

export function toNewKill({ target, subject, reason, cut }: StopFields): NewKill {
  return {
    target,
    reason: reason.trim(),
    cut,
    ...(target === 'everything' ? {} : { subject: subject.trim() }),
  };
}
