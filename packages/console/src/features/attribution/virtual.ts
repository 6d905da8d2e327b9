import type { CostReport, TagFilter, VirtualTag } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { shareOf } from '../../format/number.ts';
import { type Condition, conditionsOf, whenOfConditions } from './conditions.ts';

export interface RuleRow {
  key: number;
  value: string;
  conditions: Condition[];
}
export interface VirtualFields {
  id: string;
  name: string;
  rules: RuleRow[];
  otherwise: string;
}
export interface VirtualRule {
  value: string;
  when: TagFilter;
}

/** Costs are grouped by as many dimensions at most. */
export const MOST_DIMENSIONS = 4;

export const virtualFieldsOf = (tag: VirtualTag | undefined): VirtualFields => ({
  id: tag?.id ?? '',
  name: tag?.name ?? '',
  rules: (tag?.rules ?? [{ value: '', when: { workload: [''] } }]).map(({ value, when }, key) => ({
    key,
    value,
    conditions: conditionsOf(when),
  })),
  otherwise: tag?.otherwise ?? 'Other',
});

/** Those that say a value and a condition. */
export const rulesOf = (rows: readonly RuleRow[]): VirtualRule[] =>
  rows
    .filter(({ value, conditions }) => value.trim() !== '' && conditions.length > 0)
    .map(({ value, conditions }) => ({ value: value.trim(), when: whenOfConditions(conditions) }));

export const dimensionsOf = (rules: readonly VirtualRule[]): string[] => [
  ...new Set(rules.flatMap(({ when }) => Object.keys(when))),
];

export interface Share {
  value: string;
  calls: number;
  cost: string;
  /** Of all cost, 0..1; undefined without cost. */
  share: string | undefined;
}

/**
 * What each value would have, of costs grouped by all dimensions that the rules ask for: the first rule that holds wins, as in
 * the ledger. Sums are exact. Values in the order of their rules, then what none matches.
 */
export function sharesOf(rules: readonly VirtualRule[], otherwise: string, report: CostReport): Share[] {
  const sums = new Map<string, { calls: number; cost: Decimal }>();
  for (const value of [...rules.map((rule) => rule.value), otherwise]) {
    sums.set(value, { calls: 0, cost: Decimal.ZERO });
  }
  for (const row of report.rows) {
    const rule = rules.find(({ when }) =>
      Object.entries(when).every(([name, values]) => values.includes(row.group[name] ?? '')),
    );
    const sum = sums.get(rule?.value ?? otherwise);
    if (sum === undefined) continue;
    sum.calls += row.calls;
    sum.cost = sum.cost.add(Decimal.from(row.cost));
  }
  return [...sums].map(([value, { calls, cost }]) => ({
    value,
    calls,
    cost: cost.toString(),
    share: shareOf(cost.toString(), report.total.cost),
  }));
}
