import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { say } from './say.mjs';

/** What `find` finds, installing a Debian package when it finds nothing and we may. Or why there is nothing. */
export function ensure({ what, packageName, find }) {
  const found = find();
  if (found !== undefined) return { path: found };
  if (process.getuid?.() !== 0) return { reason: `no ${what} was found, and only root may install one` };
  if (which('apt-get') === undefined)
    return { reason: `no ${what} was found, and there is no apt-get to install one` };
  say(`No ${what} found: installing the Debian package ${packageName} ...`);
  if (!apt(['update']) || !apt(['install', '--yes', '--no-install-recommends', packageName])) {
    return { reason: `no ${what} was found, and apt-get could not install one (its words are above)` };
  }
  const installed = find();
  return installed === undefined
    ? { reason: `apt-get installed no ${what} that can be found` }
    : { path: installed };
}

export function which(name) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Quiet when it works; shows its output when not. */
function apt(args) {
  const { status, stdout, stderr } = spawnSync('apt-get', ['-qq', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) say(`${stdout}${stderr}`);
  return status === 0;
}
