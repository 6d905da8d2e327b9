import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the checkout. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const at = (...parts) => join(ROOT, ...parts);
