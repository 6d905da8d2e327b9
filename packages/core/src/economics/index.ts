export {
  BudgetReplay,
  type PastCall,
  type ReplayedPeriod,
  type ReplayFigures,
  type ReplayResult,
  type ReplayTerms,
} from './budget-replay.ts';
export {
  BUDGET_FORMULAS,
  budgetLevel,
  costPerDay,
  exhaustsAt,
  isSpike,
  type Level,
  percentOf,
  projectedSpend,
  type RecentSpend,
  recentWindow,
  takesTooMuch,
  usedPercent,
  WORKLOAD_SHARE_RED_PERCENT,
  workloadShare,
} from './budgets.ts';
export {
  addDays,
  addMonths,
  instantOf,
  isTimeZone,
  type LocalTime,
  localTime,
  startOfDay,
  startOfMonth,
  startOfNextDay,
  startOfNextMonth,
  zoneOffset,
} from './calendar.ts';
export { type PeriodSpan, periodAt, periodBefore, WHOLE_TIME } from './periods.ts';
export {
  exactCacheAvoidedCost,
  PROMPT_CACHING_FORMULAS,
  type PromptCacheUse,
  promptCacheHitRate,
  promptCacheNetSaving,
} from './prompt-caching.ts';
export { ratio } from './ratio.ts';
export {
  absolute,
  classify,
  DIFFERENCE_CLASSES,
  type Difference,
  type DifferenceClass,
  explainedShare,
  RECONCILIATION_FORMULAS,
  type ReconciliationTerms,
  reconciliationGap,
  UNDECIDED_CLASSES,
} from './reconciliation.ts';
export type { Cell, CellKey, CellSide } from './reconciliation-cells.ts';
export { rollOver } from './roll-over.ts';
export { coverage, FORMULAS, pricedShare, SHARE_PLACES } from './shares.ts';
export { type ProposedTier, proposeTier, TIER_FORMULA, type WorkloadTraits } from './tier-proposal.ts';
export { costPerCall, costPerMillionTokens, EXPLORE_FORMULAS, relativeChange } from './unit-costs.ts';
