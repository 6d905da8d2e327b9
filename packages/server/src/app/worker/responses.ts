import { WeirError } from '@weir/core/errors';
import {
  MemoryResponseStore,
  RedisResponseStore,
  type ResponseStore,
  TieredResponseStore,
} from '../../cache/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config/schema.ts';
import type { Logger } from '../../platform/log.ts';

/** Where answers are kept: in the worker's memory, in front of a shared Redis or Valkey where one is named. */
export function openResponses(
  config: Config['cache'],
  env: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  log: Logger,
): ResponseStore {
  const near = new MemoryResponseStore({ clock, maxBytes: config.memory_bytes });
  if (config.redis_url_env === undefined) return near;
  const url = env[config.redis_url_env];
  if (url === undefined || url === '') {
    throw new WeirError(
      'config_invalid',
      `cache.redis_url_env names ${config.redis_url_env}, which is not set.`,
      {
        field: 'cache.redis_url_env',
        remedy: 'Set it to a URL such as redis://host:6379, or take the line out.',
      },
    );
  }
  const far = new RedisResponseStore({
    url,
    clock,
    onError: (error) =>
      log.warn({ err: error }, 'the shared response cache does not answer; calls go to providers'),
  });
  return new TieredResponseStore(near, far, clock);
}
