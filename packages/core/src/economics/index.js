export { BudgetReplay } from './budget-replay.ts';
export {
  BUDGET_FORMULAS,
  budgetLevel,
  costPerDay,
  exhaustsAt,
  isSpike,
  percentOf,
  projectedSpend,
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
  localTime,
  startOfDay,
  startOfMonth,
  startOfNextDay,
  startOfNextMonth,
  zoneOffset,
} from './calendar.ts';
export { periodAt, periodBefore, WHOLE_TIME } from './periods.ts';
export {
  exactCacheAvoidedCost,
  PROMPT_CACHING_FORMULAS,
  promptCacheHitRate,
  promptCacheNetSaving,
} from './prompt-caching.ts';
export { ratio } from './ratio.ts';
export {
  absolute,
  classify,
  DIFFERENCE_CLASSES,
  explainedShare,
  RECONCILIATION_FORMULAS,
  reconciliationGap,
  UNDECIDED_CLASSES,
} from './reconciliation.ts';
export { rollOver } from './roll-over.ts';
export { coverage, FORMULAS, pricedShare, SHARE_PLACES } from './shares.ts';
export { costPerCall, costPerMillionTokens, EXPLORE_FORMULAS, relativeChange } from './unit-costs.ts';
