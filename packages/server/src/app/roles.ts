import { fileURLToPath } from 'node:url';
import type { Config } from '../platform/config/schema.ts';

/** What a child process of `weir up` is for; in its environment as WEIR_ROLE. */
export type Role = 'control' | 'worker' | 'sandbox';

/** Environment variables that the supervisor sets for its children. */
export const CHILD_ENV = {
  role: 'WEIR_ROLE',
  config: 'WEIR_CONFIG_JSON',
  slot: 'WEIR_SLOT',
  sandboxUrl: 'WEIR_SANDBOX_URL',
} as const;

/** Program of a role: a sibling of this file in the sources, and of the bundle once built. */
export function programOf(role: Role): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./${role}.${extension}`, import.meta.url));
}

/** The supervisor has validated it; it holds no secrets, only the names of variables that do. */
export function inheritedConfig(): Config {
  return JSON.parse(process.env[CHILD_ENV.config] ?? '{}') as Config;
}
