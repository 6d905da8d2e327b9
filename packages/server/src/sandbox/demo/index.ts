export { demoOutcomes, type PastOptions } from './achieved.ts';
export { type BackfillOptions, backfillHistory } from './backfill.ts';
export { type DemoBusiness, demoBusiness } from './business.ts';
export { type DemoCompany, demoCompany } from './company.ts';
export { generateHistory, type HistoryOptions } from './history.ts';
export { type LiveOptions, type LiveTotals, runLiveTraffic } from './live.ts';
