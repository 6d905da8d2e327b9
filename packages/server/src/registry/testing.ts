import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { configSchema } from '../platform/config/schema.ts';
import { createUuidV7 } from '../platform/ids.ts';
import { openRegistry, type Registry, type RegistryOptions } from './registry.ts';

/** A clock that tests move. Monotonic time follows it. */
export interface TestClock {
  now(): number;
  monotonic(): number;
  advance(ms: number): void;
  set(instant: string): void;
}

export function testClock(start = '2026-11-22T10:00:00.000Z'): TestClock {
  let at = Date.parse(start);
  return {
    now: () => at,
    monotonic: () => at,
    advance(ms) {
      at += ms;
    },
    set(instant) {
      at = Date.parse(instant);
    },
  };
}

export function testOptions(clock: TestClock, more: Partial<RegistryOptions> = {}): RegistryOptions {
  return {
    dir: 'memory',
    clock,
    id: createUuidV7(clock),
    env: { WEIR_SANDBOX_URL: 'http://127.0.0.1:4999' },
    config: configSchema.parse({}),
    ...more,
  };
}

const GZIP = 'application/x-gzip';

/** Creating a database takes seconds, so test files share the dump of an empty one, kept with other temporary files. */
export async function emptyDatabaseFile(): Promise<string> {
  const path = join(tmpdir(), `weir-test-pglite-${await pgliteVersion()}.tar.gz`);
  if (existsSync(path)) return path;
  const client = await PGlite.create('memory://');
  const dump = new Uint8Array(await (await client.dumpDataDir('gzip')).arrayBuffer());
  await client.close();
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, dump);
  await rename(draft, path);
  return path;
}

async function emptyDatabase(): Promise<Blob> {
  return new Blob([await readFile(await emptyDatabaseFile())], { type: GZIP });
}

async function pgliteVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const manifest = await readFile(join(dirname(entry), '..', 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** A database in a PostgreSQL that runs for the suite, see vitest.config.ts: the same tests over both backends. */
async function inPostgres(template: string): Promise<Partial<RegistryOptions>> {
  const url = new URL(template);
  const name = `t_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ connectionString: new URL('/postgres', url).href });
  await client.connect();
  await client.query(`create database "${name}" template "${url.pathname.slice(1)}"`);
  await client.end();
  return { postgres: { url: new URL(`/${name}`, url).href } };
}

/** Empty and seeded: in memory, or in PostgreSQL. Opening one is not free, so a test file shares one. */
export async function testRegistry(
  clock: TestClock,
): Promise<Registry & { secrets: Record<string, string> }> {
  const template = process.env['WEIR_TEST_POSTGRES'];
  const where = template === undefined ? { template: await emptyDatabase() } : await inPostgres(template);
  const registry = await openRegistry(testOptions(clock, where));
  const { adminToken = '', sandboxKey = '' } = await registry.seedFirstStart();
  return Object.assign(registry, { secrets: { adminToken, sandboxKey } });
}
