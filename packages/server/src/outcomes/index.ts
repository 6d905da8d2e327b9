export { type CsvOptions, readCsv } from './csv.ts';
export { importOutcomes } from './import.ts';
export { createIntake, type Intake, type IntakeDeps } from './intake.ts';
export { createOutcomeKeeper, type KeeperDeps, type OutcomeKeeper } from './keeper.ts';
export type { Teller, WorkloadFacts } from './port.ts';
