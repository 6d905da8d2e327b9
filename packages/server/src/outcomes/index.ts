export type { CsvOptions } from './csv.ts';
export { importOutcomes } from './import.ts';
export { createIntake, type Intake } from './intake.ts';
export { createOutcomeKeeper, type OutcomeKeeper } from './keeper.ts';
export type { WorkloadFacts } from './port.ts';
