// npm test: installs and builds what is missing, then unit, contract, end-to-end and browser tests. Where root runs it on
// Debian, Chromium, PostgreSQL and Redis are installed when they are missing.
// Arguments go to vitest: npm test -- --project unit packages/core
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { ensureChromium } from './lib/chromium.mjs';
import { ensureDatabases } from './lib/databases.mjs';
import { at, ROOT } from './lib/paths.mjs';
import { ensureBuilt } from './lib/run-cli.mjs';
import { say } from './lib/say.mjs';

const COUNTS = at('.tmp', 'test-counts.json');

await ensureBuilt();
const args = process.argv.slice(2);
const chromium = ensureChromium();
if (chromium.reason !== undefined) {
  say(`\n!! Browser tests will be SKIPPED: ${chromium.reason}.`);
  say('!! Install Chromium, or name one with CHROME_PATH.\n');
}
for (const [name, { reason }] of Object.entries(ensureDatabases())) {
  if (reason !== undefined) say(`\n!! Tests that need ${name} will be SKIPPED: ${reason}.\n`);
}

rmSync(COUNTS, { force: true });
const { status } = spawnSync(
  process.execPath,
  [
    at('node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    `--reporter=${at('scripts/lib/count-reporter.mjs')}`,
    ...args,
  ],
  {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      WEIR_TEST_COUNTS: COUNTS,
      ...(chromium.path === undefined
        ? { WEIR_SKIP_BROWSER: chromium.reason }
        : { CHROME_PATH: chromium.path }),
    },
  },
);

const counts = existsSync(COUNTS)
  ? JSON.parse(readFileSync(COUNTS, 'utf8'))
  : { passed: 0, failed: 1, skipped: 0, reasons: {} };
if (counts.skipped > 0) {
  console.log('\nSkipped, and why:');
  for (const [reason, times] of Object.entries(counts.reasons)) console.log(`  ${times} x ${reason}`);
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = status === 0 && counts.failed === 0 ? 0 : 1;
