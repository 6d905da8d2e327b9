import type { Effort, Reasoning } from './conversation.ts';

/** Tokens of thought that stand for an effort where a dialect counts instead of naming. */
const BUDGETS: Readonly<Record<Exclude<Effort, 'none'>, number>> = {
  minimal: 1024,
  low: 2048,
  medium: 8192,
  high: 24_576,
  xhigh: 32_768,
  max: 32_768,
};

/** 0 for none; undefined when the model is to decide. */
export function budgetOf({ effort, budget }: Reasoning): number | undefined {
  if (budget !== undefined) return budget;
  if (effort === undefined) return undefined;
  return effort === 'none' ? 0 : BUDGETS[effort];
}

export function effortOf({ effort, budget }: Reasoning): Effort | undefined {
  if (effort !== undefined || budget === undefined) return effort;
  if (budget <= 0) return 'none';
  if (budget < BUDGETS.low) return 'minimal';
  if (budget < BUDGETS.medium) return 'low';
  return budget < BUDGETS.high ? 'medium' : 'high';
}
