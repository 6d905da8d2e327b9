// Behind ./weir: the command line on an up-to-date build.
import { runCli } from './lib/run-cli.mjs';

await runCli(process.argv.slice(2));
