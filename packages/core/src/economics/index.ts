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
export { coverage, FORMULAS, pricedShare, SHARE_PLACES } from './shares.ts';
