import { existsSync } from 'node:fs';
import { ensure, which } from './debian.mjs';

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
  return ensure({ what: 'Chromium', packageName: 'chromium', find: findChromium });
}

export function findChromium(env = process.env) {
  const named = env.CHROME_PATH;
  if (named && existsSync(named)) return named;
  return NAMES.map(which).find((path) => path !== undefined) ?? ELSEWHERE.find((path) => existsSync(path));
}
