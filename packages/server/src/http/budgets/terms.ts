import type { Budget, ModelTier, Scope } from '@weir/core/contract';
import { type PeriodSpan, periodAt } from '@weir/core/economics';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { CostScope } from '../../ledger/port.ts';

/** No ledger holds a call from before. */
export const LONG_AGO = Date.UTC(2000, 0, 1);

/** Models of a tier, as charges name them. */
export type ModelsOfTier = (tier: ModelTier) => readonly { provider: string; model: string }[];

/** What the ledger is asked for. */
export function costScope(scope: Scope, modelsOfTier: ModelsOfTier | undefined): CostScope {
  const tier = scope['tier'] as ModelTier | undefined;
  return tier === undefined ? { scope } : { scope, models: modelsOfTier?.(tier) ?? [] };
}

/** In the organization's currency, pico-units. */
export function enforced(amount: string, { exchange_rate: rate }: Pick<Budget, 'exchange_rate'>): bigint {
  const own = Decimal.from(amount);
  return (rate === undefined ? own : own.multiply(Decimal.from(rate))).toPico();
}

/** The period of the budget that holds the instant. */
export function periodOf(budget: Budget, at: number, zone: string): PeriodSpan {
  return periodAt(budget.period, at, zone, fixedSpan(budget));
}

export function fixedSpan({ starts_at: start, ends_at: end }: Budget): PeriodSpan | undefined {
  return start === undefined || end === undefined
    ? undefined
    : { start: Date.parse(start), end: Date.parse(end) };
}

/** 12 decimals. */
export const money = (pico: bigint): string => Decimal.fromPico(pico).toFixed(MONEY_SCALE);

export const instantText = (at: number): string => new Date(at).toISOString();
