export type { BearingWorkload, FullCost, FullCostDeps, FullCostLevel } from './port.ts';
export { createFullCost } from './service.ts';
