// npm run up: from a bare clone to a running Weir. Arguments are those of `weir up`: npm run up -- --gateway-port 4100
import { runCli } from './lib/run-cli.mjs';

endWithParent();
await runCli(['up', ...process.argv.slice(2)]);

/**
 * Whoever ends `npm run up` means Weir. npm passes a signal on to its shell only, which ends and leaves this process
 * behind, so being given another parent counts as the signal.
 */
function endWithParent() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}
