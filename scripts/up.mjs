// npm run up: from a bare clone to a running Weir. Arguments are those of `weir up`: npm run up -- --gateway-port 4100
import { runCli } from './lib/run-cli.mjs';

await runCli(['up', ...process.argv.slice(2)]);
