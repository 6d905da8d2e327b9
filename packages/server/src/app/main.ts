import { processIo, runCli } from '../cli/index.ts';

/** Entry of the command line. What is heavy is loaded only by the commands that need it. */
process.exitCode = await runCli(process.argv.slice(2), {
  io: processIo(),
  startUp: async (config, io, reread, part = 'all') =>
    (await import('./up.ts')).startUp(config, io, reread, part),
  reload: async (config, signal) => (await import('./reload-request.ts')).requestReload(config, signal),
  storage: async () => (await import('./storage/index.ts')).storageTools,
  openLocalControl: async (config) => (await import('./local-control.ts')).openLocalControl(config),
});
