import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { buildIsDue } from '../build.mjs';
import { ensureInstalled } from '../ensure-installed.mjs';
import { at } from './paths.mjs';

/** Installs and builds what is missing. The bundler runs in a process of its own, so that its memory goes again. */
export async function ensureBuilt() {
  await ensureInstalled();
  if (!buildIsDue()) return;
  const { status } = spawnSync(process.execPath, [at('scripts/build.mjs')], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}

/** Runs the command line in this very process: signals need no passing on, and Ctrl-C drains. */
export async function runCli(args) {
  await ensureBuilt();
  const script = at('packages/server/bin/weir.mjs');
  process.argv = [process.execPath, script, ...args];
  await import(pathToFileURL(script).href);
}
