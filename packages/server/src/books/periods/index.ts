export { loadClosedMonths } from './bounds.ts';
export { type ClosedMonths, createClosedMonths } from './closed-months.ts';
export type { PointSources, ProviderGap, SourceCoverage } from './open-points.ts';
export { type ClosePeriod, createPeriods, type Periods, type PeriodsDeps } from './service.ts';
