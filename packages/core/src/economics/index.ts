export { ALLOCATION_FORMULAS, KEPT, poolLoop, shareCosts } from './allocation.ts';
export type {
  AllocatedPart,
  AllocationBasisName,
  AllocationLevelName,
  AllocationProblem,
  AllocationResult,
  AllocationStepTerms,
  AllocationTerms,
  AllocationTrace,
  MeasuredBasis,
  Receiver,
  SharedCost,
} from './allocation-types.ts';
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
export {
  COST_CAUSES,
  COST_CHANGE_FORMULA,
  type CostCause,
  type CostChange,
  type CostFacts,
  explainCostChange,
} from './cost-change.ts';
export { MIN_TREND_PERIODS, STABLE_PERCENT } from './cost-trend.ts';
export {
  amortisedCost,
  type DaySpan,
  type DerivedTerms,
  daysBetween,
  derivedCost,
  FULL_COST_FORMULAS,
  meteredCost,
  plusDays,
  plusMonths,
  type RecurringPeriod,
  recurringCost,
} from './full-cost.ts';
export { type Interval, type RatioPeriod, rateInterval, ratioInterval, SMALL_SAMPLE } from './intervals.ts';
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
export { attributionMaturity, coverage, FORMULAS, pricedShare, SHARE_PLACES } from './shares.ts';
export { type ProposedTier, proposeTier, TIER_FORMULA, type WorkloadTraits } from './tier-proposal.ts';
export { costPerCall, costPerMillionTokens, EXPLORE_FORMULAS, relativeChange } from './unit-costs.ts';
export {
  isSmallSample,
  returnOnCost,
  UNIT_FORMULAS,
  type UnitFacts,
  type UnitFigureName,
  type UnitValue,
  unitFigures,
} from './unit-figures.ts';
export {
  type JudgedVerdict,
  judge,
  MIN_SUCCESSES,
  STOP_LOSS_PERCENT,
  VERDICT_FORMULA,
} from './verdict.ts';
export type { GateFact, VerdictFacts } from './verdict-facts.ts';
export {
  EVIDENCED_VALUE_PERCENT,
  type JudgedRule,
  MIN_QUALITY_SAMPLES,
  shortMoney,
} from './verdict-rules.ts';
export {
  COST_AT_SCALE_FORMULA,
  costAtExpectedUse,
  type ExpectedUse,
  type PresentUse,
} from './viability.ts';
