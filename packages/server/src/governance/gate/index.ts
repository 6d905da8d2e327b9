export { createGateDesk, type GateDesk } from './desk.ts';
export type { DrillCall, RunDrill } from './drill.ts';
export { keepGates } from './keep.ts';
