import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensure, which } from './debian.mjs';

/** Debian keeps each major version in a folder of its own, not in PATH. */
const POSTGRES = '/usr/lib/postgresql';

/** What tests of several hosts run against: each as `{ path }`, or `{ reason }` why there is none. */
export function ensureDatabases() {
  return {
    PostgreSQL: ensure({ what: 'PostgreSQL', packageName: 'postgresql', find: findPostgres }),
    Redis: ensure({ what: 'Redis', packageName: 'redis-server', find: findRedis }),
  };
}

function findPostgres() {
  if (!existsSync(POSTGRES)) return undefined;
  return readdirSync(POSTGRES)
    .map((version) => join(POSTGRES, version, 'bin', 'initdb'))
    .find((path) => existsSync(path));
}

function findRedis() {
  return ['valkey-server', 'redis-server'].map(which).find((path) => path !== undefined);
}
