export type { BearingWorkload, FullCost, FullCostDeps, FullCostLevel } from './port.ts';
export { readQuantities } from './quantities-csv.ts';
export { createFullCost } from './service.ts';
