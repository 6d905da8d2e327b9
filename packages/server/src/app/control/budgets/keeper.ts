import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Authority,
  type AuthorityOptions,
  createAuthority,
} from '../../../limits/budgets/authority/authority.ts';
import type { AccountStatus, AuthorityKeeper } from '../../../limits/budgets/port.ts';
import { createRedisKeeper } from '../../../limits/budgets/redis/keeper.ts';
import type { Config } from '../../../platform/config/schema.ts';
import type { Leadership } from '../../../registry/index.ts';
import { redisUrl } from '../../redis-url.ts';

export interface Kept {
  readonly keeper: Omit<AuthorityKeeper, 'status'> & { status(): AccountStatus[] };
  /** Leases from control; undefined where gateways lease from Redis. */
  readonly authority: Authority | undefined;
  /** False while Redis does not answer. */
  readonly reachable: () => boolean;
  close(): void;
}

/** Keeps the budget accounts: in this process, or in the Redis that the configuration names. */
export function openKeeper(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
  leadership: Leadership | undefined,
  options: Omit<AuthorityOptions, 'sleep'>,
): Kept {
  const url = redisUrl(config.limits.redis_url_env, 'limits.redis_url_env', env);
  if (url === undefined) {
    const authority = createAuthority({ ...options, sleep: (ms) => sleep(ms) });
    return { keeper: authority, authority, reachable: () => true, close: () => {} };
  }
  const { recall: _, clockOff: __, ...shared } = options;
  const keeper = createRedisKeeper({
    ...shared,
    url,
    // without a registry of its own kind there is one control: the lock of the data directory says so
    epoch: leadership?.leader.epoch ?? options.clock.now(),
    stillLeads: () => leadership?.stillLeads() ?? Promise.resolve(true),
    deposed: () => {
      options.log.error('another control keeps the budget accounts in Redis: this one ends');
      process.exit(1);
    },
  });
  return { keeper, authority: undefined, reachable: () => keeper.reachable, close: () => keeper.close() };
}
