// Import rules (.dependency-cruiser.cjs) over packages/. Fails on a violation, and when the rules could not have
// seen what they are about: too few modules, or workspace imports that did not resolve.
//   node scripts/lint-imports.mjs [--root <dir>] [--min-modules <n>]
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { at, ROOT } from './lib/paths.mjs';
import { fail, say } from './lib/say.mjs';

/** Well below what the tree holds; a run that sees fewer looked in the wrong place. */
const PLAUSIBLE_MODULES = 150;

const { values } = parseArgs({
  options: {
    root: { type: 'string', default: ROOT },
    'min-modules': { type: 'string', default: String(PLAUSIBLE_MODULES) },
  },
});
const root = resolve(values.root);

const { modules, summary } = cruise();
for (const { rule, from, to, cycle } of summary.violations) {
  const path = cycle === undefined || cycle.length === 0 ? to : cycle.map(({ name }) => name).join(' -> ');
  say(`${rule.severity}: ${rule.name}: ${from} -> ${path}`);
}
const own = modules.filter(({ source }) => /^packages\/[^/]+\/src\//.test(source));
const unresolved = own.flatMap((module) =>
  module.dependencies
    .filter((one) => one.couldNotResolve && /^(\.|@weir\/)/.test(one.module))
    .map((one) => `${module.source} -> ${one.module}`),
);
for (const line of unresolved) say(`error: does not resolve: ${line}`);

const minimum = Number(values['min-modules']);
if (own.length < minimum) {
  fail(
    `Only ${own.length} modules were cruised; at least ${minimum} are expected.`,
    'Check the paths in .dependency-cruiser.cjs.',
  );
}
const problems =
  summary.violations.filter(({ rule }) => rule.severity === 'error').length + unresolved.length;
if (problems > 0) fail(`${problems} import rules broken.`, 'Imports point down only; see ARCHITECTURE.md.');
say(`Import rules hold in ${own.length} modules.`);

function cruise() {
  const binary = at('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [binary, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'packages'];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
  });
  try {
    return JSON.parse(stdout);
  } catch {
    return fail(`dependency-cruiser failed: ${stderr}`);
  }
}
