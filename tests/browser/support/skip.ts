import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CHROMIUM } from './chromium.ts';

const BUILT = join(import.meta.dirname, '../../../packages/console/dist/index.html');

function missing(): string | undefined {
  if (CHROMIUM === undefined) return 'no Chromium (apt-get install chromium, or set WEIR_CHROMIUM)';
  return existsSync(BUILT) ? undefined : 'the console is not built (npm run build)';
}

const why = missing();
/** True when browser tests cannot run here; says why once per file. */
export const cannotBrowse = why !== undefined;
if (why !== undefined) console.warn(`SKIPPED browser tests: ${why}.`);
