export { createUnitDesk, type UnitDesk } from './desk.ts';
export type { BudgetFact, UnitPorts, UnitQuery } from './port.ts';
