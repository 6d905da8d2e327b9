import {
  MemoryResponseStore,
  RedisResponseStore,
  type ResponseStore,
  TieredResponseStore,
} from '../../cache/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config/schema.ts';
import type { Logger } from '../../platform/log.ts';
import { redisUrl } from '../redis-url.ts';

/** Where answers are kept: in the worker's memory, in front of a shared Redis or Valkey where one is named. */
export function openResponses(
  config: Config['cache'],
  env: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  log: Logger,
): ResponseStore {
  const near = new MemoryResponseStore({ clock, maxBytes: config.memory_bytes });
  const url = redisUrl(config.redis_url_env, 'cache.redis_url_env', env);
  if (url === undefined) return near;
  const far = new RedisResponseStore({
    url,
    clock,
    onError: (error) =>
      log.warn({ err: error }, 'the shared response cache does not answer; calls go to providers'),
  });
  return new TieredResponseStore(near, far, clock);
}
