import type { LookupFunction } from 'node:net';
import { guardedLookup } from '../../providers/platforms/index.ts';
import { OriginPool } from './http1/index.ts';

/**
 * How long an idle connection to a provider is kept. Below the 60 s after which common load balancers hang up, so
 * that a call is rarely sent into a closing connection.
 */
const KEEP_ALIVE_MS = 55_000;
/** Idle connections kept per provider; a burst may open more. */
const MAX_IDLE = 1_024;

/**
 * Connection pools by origin, made on first use. Timeouts other than connecting are the gateway's own. Names are resolved
 * by the guard of `providers/platforms`, so that no provider's name leads into the house unless its entry allows it.
 */
export class Pools {
  private readonly byOrigin = new Map<string, OriginPool>();
  private readonly inHouse = new Map<string, OriginPool>();
  private readonly connectMs: number;
  private readonly monotonic: () => number;

  constructor(connectMs: number, monotonic: () => number = () => performance.now()) {
    this.connectMs = connectMs;
    this.monotonic = monotonic;
  }

  /** `allowPrivate`: the name may resolve to private addresses. */
  get(origin: string, allowPrivate = false): OriginPool {
    const pools = allowPrivate ? this.inHouse : this.byOrigin;
    const known = pools.get(origin);
    if (known !== undefined) return known;
    const { connectMs, monotonic } = this;
    const pool = new OriginPool(origin, {
      connectMs,
      keepAliveMs: KEEP_ALIVE_MS,
      maxIdle: MAX_IDLE,
      monotonic,
      lookup: guardedLookup(allowPrivate) as LookupFunction,
    });
    pools.set(origin, pool);
    return pool;
  }

  async close(): Promise<void> {
    for (const pools of [this.byOrigin, this.inHouse]) {
      for (const pool of pools.values()) pool.destroy();
      pools.clear();
    }
  }
}
