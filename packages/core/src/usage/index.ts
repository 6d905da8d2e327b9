export type { UnitId, Usage } from './types.ts';
