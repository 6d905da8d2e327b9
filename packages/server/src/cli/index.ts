export type { CliDeps, CliIo, LocalControl, ReloadOutcome } from './ports.ts';
export { processIo } from './process-io.ts';
export { buildProgram, runCli } from './program.ts';
