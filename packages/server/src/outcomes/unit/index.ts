export { createUnitDesk, type UnitDesk } from './desk.ts';
export {
  type BudgetFact,
  type ReportQuery,
  UNIT_DIMENSIONS,
  type UnitPorts,
  type UnitQuery,
} from './port.ts';
