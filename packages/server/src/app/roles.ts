import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFileAtomic } from '../platform/atomic-file.ts';
import type { Config } from '../platform/config/schema.ts';
import { dataDirOf } from './data-dir.ts';

/** What a child process is for; in its environment as WEIR_ROLE. */
export type Role = 'control' | 'worker' | 'shipper' | 'sandbox';

/** What runs on this host: everything (`weir up`), control only, or gateway workers only. */
export type Part = 'all' | 'control' | 'gateway';

/** Environment variables that the supervisor sets for its children. */
export const CHILD_ENV = {
  role: 'WEIR_ROLE',
  part: 'WEIR_PART',
  config: 'WEIR_CONFIG_JSON',
  slot: 'WEIR_SLOT',
  sandboxUrl: 'WEIR_SANDBOX_URL',
} as const;

/** What runs on the host of this process. */
export function partOfHost(env: Readonly<Record<string, string | undefined>>): Part {
  const part = env[CHILD_ENV.part];
  return part === 'control' || part === 'gateway' ? part : 'all';
}

/** Program of a role: a sibling of this file in the sources, and of the bundle once built. */
export function programOf(role: Role): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./${role}.${extension}`, import.meta.url));
}

/** Linux takes no single variable of 128 KiB or more; hundreds of providers are longer than that. */
const LONGEST_VARIABLE = 64 * 1024;
const IN_FILE = '@';

/** The configuration as children inherit it: itself, or the path of a file of its content's name. */
export function bequeathed(config: Config): string {
  const text = JSON.stringify(config);
  if (Buffer.byteLength(text) <= LONGEST_VARIABLE) return text;
  const file = join(
    dataDirOf(config.data_dir).root,
    'run',
    `config-${hash('sha256', text).slice(0, 16)}.json`,
  );
  writeFileAtomic(file, text);
  return `${IN_FILE}${file}`;
}

/** The supervisor has validated it; it holds no secrets, only the names of variables that do. */
export function inheritedConfig(): Config {
  const given = process.env[CHILD_ENV.config] ?? '{}';
  const text = given.startsWith(IN_FILE) ? readFileSync(given.slice(IN_FILE.length), 'utf8') : given;
  return JSON.parse(text) as Config;
}
