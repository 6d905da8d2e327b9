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

/** In memory and seeded. Creating one costs seconds, so a test file shares one. */
export async function testRegistry(
  clock: TestClock,
): Promise<Registry & { secrets: Record<string, string> }> {
  const registry = await openRegistry(testOptions(clock));
  const { adminToken = '', sandboxKey = '' } = await registry.seedFirstStart();
  return Object.assign(registry, { secrets: { adminToken, sandboxKey } });
}
