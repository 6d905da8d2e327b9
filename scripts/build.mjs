// Builds what has changed: server, console and client, each into `dist` of its package.
//   node scripts/build.mjs [--force] [--check]      --check only says (exit 1) whether a build is due
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';
import { buildClient } from './lib/build-client.mjs';
import { buildConsole } from './lib/build-console.mjs';
import { buildServer } from './lib/build-server.mjs';
import { hashOf } from './lib/hash.mjs';
import { at } from './lib/paths.mjs';
import { say } from './lib/say.mjs';

const SHARED = [at('package-lock.json'), at('scripts/build.mjs'), at('scripts/lib'), at('packages/core/src')];

/** On the same disk as the output, so that a build is put in place by renaming. */
const CACHE = at('node_modules/.cache/weir');

/** Each with what it is made from, where it goes and how. */
const TARGETS = [
  {
    name: 'server',
    inputs: [...SHARED, at('packages/server/src'), at('packages/server/package.json'), at('catalog')],
    output: at('packages/server/dist'),
    build: buildServer,
    /** Data the bundle reads at run time, and where its loaders look for it. */
    copies: [
      [at('catalog'), 'catalog'],
      [at('packages/server/src/ledger/schema'), 'schema'],
      [at('packages/server/src/registry/migrations'), 'registry/migrations'],
    ],
  },
  {
    name: 'console',
    inputs: [
      ...SHARED,
      at('packages/console/src'),
      at('packages/console/public'),
      at('packages/console/index.html'),
      at('packages/console/vite.config.ts'),
      at('packages/console/package.json'),
    ],
    output: at('packages/console/dist'),
    build: buildConsole,
    copies: [],
  },
  {
    name: 'client',
    inputs: [
      at('scripts/lib/build-client.mjs'),
      at('tsconfig.base.json'),
      at('packages/client/src'),
      at('packages/client/package.json'),
      at('packages/client/README.md'),
      at('packages/client/tsconfig.json'),
      at('packages/client/tsconfig.build.json'),
    ],
    output: at('packages/client/dist'),
    build: buildClient,
    copies: [],
  },
];

/** True when some source is newer than what was built from it. Needs no dependency. */
export function buildIsDue() {
  return TARGETS.some((target) => !isBuilt(target, hashOf(target.inputs)));
}

async function build({ force }) {
  for (const target of TARGETS) {
    const hash = hashOf(target.inputs);
    if (!force && isBuilt(target, hash)) continue;
    const started = Date.now();
    rmSync(stampOf(target), { force: true });
    await intoPlace(target.output, async (folder) => {
      await target.build(folder);
      for (const [from, to] of target.copies)
        if (existsSync(from)) cpSync(from, join(folder, to), { recursive: true });
    });
    writeFileSync(stampOf(target), hash);
    say(`Built ${target.name} in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
  }
}

/** Beside the output, not in it: a bundler may empty its folder. */
function stampOf(target) {
  return join(CACHE, `${target.name}.hash`);
}

function isBuilt(target, hash) {
  return (
    existsSync(target.output) && existsSync(stampOf(target)) && readFileSync(stampOf(target), 'utf8') === hash
  );
}

/** Builds beside the output and swaps at the end: whoever starts meanwhile finds a whole build, old or new. */
async function intoPlace(output, work) {
  const [next, old] = ['next', 'old'].map((age) => join(CACHE, `${age}-${process.pid}`));
  mkdirSync(CACHE, { recursive: true });
  try {
    await work(next);
    if (existsSync(output)) renameSync(output, old);
    if (existsSync(next)) renameSync(next, output);
  } finally {
    for (const folder of [next, old]) rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (process.argv.includes('--check')) process.exit(buildIsDue() ? 1 : 0);
  await ensureInstalled();
  await build({ force: process.argv.includes('--force') });
}
