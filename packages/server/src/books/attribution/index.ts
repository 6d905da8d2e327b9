export type { CoverageQuery } from './coverage.ts';
export {
  type ApplyOptions,
  type AttributionBooks,
  type AttributionDeps,
  createAttributionBooks,
} from './service.ts';
