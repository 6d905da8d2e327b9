// Writes docs/reference/cli.md from the program itself; --check fails when the file is stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tsImport } from 'tsx/esm/api';
import { at } from './lib/paths.mjs';
import { fail, say } from './lib/say.mjs';

const FILE = at('docs/reference/cli.md');
const { cliReference } = await tsImport('../packages/server/src/cli/reference.ts', import.meta.url);
const text = cliReference();
if (process.argv.includes('--check')) {
  const stale = !existsSync(FILE) || readFileSync(FILE, 'utf8') !== text;
  if (stale) fail('docs/reference/cli.md is stale.', 'Run: node scripts/write-cli-reference.mjs');
} else {
  writeFileSync(FILE, text);
  say(`Wrote ${FILE}`);
}
