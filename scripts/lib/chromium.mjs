import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { say } from './say.mjs';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
];
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of a Chromium, installing Debian's when there is none and we may. Or why there is none. */
export function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return { path: found };
  if (process.getuid?.() !== 0) return { reason: 'no Chromium was found, and only root may install one' };
  if (which('apt-get') === undefined)
    return { reason: 'no Chromium was found, and there is no apt-get to install one' };
  say('No Chromium found: installing the Debian package chromium ...');
  if (!apt(['update']) || !apt(['install', '--yes', '--no-install-recommends', 'chromium'])) {
    return { reason: 'no Chromium was found, and apt-get could not install one (its words are above)' };
  }
  const installed = findChromium();
  return installed === undefined
    ? { reason: 'apt-get installed no Chromium that can be found' }
    : { path: installed };
}

export function findChromium(env = process.env) {
  const named = env.CHROME_PATH;
  if (named && existsSync(named)) return named;
  return NAMES.map(which).find((path) => path !== undefined) ?? ELSEWHERE.find((path) => existsSync(path));
}

function which(name) {
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
