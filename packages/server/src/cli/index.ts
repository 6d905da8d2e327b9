export type { CliDeps, CliIo, LocalControl, Move, ReloadOutcome, StorageTools } from './ports.ts';
export { processIo, SAME_SIGNAL_MS } from './process-io.ts';
export { buildProgram, runCli } from './program.ts';
