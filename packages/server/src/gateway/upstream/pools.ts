import { OriginPool } from './http1/index.ts';

/**
 * How long an idle connection to a provider is kept. Below the 60 s after which common load balancers hang up, so
 * that a call is rarely sent into a closing connection.
 */
const KEEP_ALIVE_MS = 55_000;
/** Idle connections kept per provider; a burst may open more. */
const MAX_IDLE = 1_024;

/** Connection pools by origin, made on first use. Timeouts other than connecting are the gateway's own. */
export class Pools {
  private readonly byOrigin = new Map<string, OriginPool>();
  private readonly connectMs: number;
  private readonly monotonic: () => number;

  constructor(connectMs: number, monotonic: () => number = () => performance.now()) {
    this.connectMs = connectMs;
    this.monotonic = monotonic;
  }

  get(origin: string): OriginPool {
    const known = this.byOrigin.get(origin);
    if (known !== undefined) return known;
    const { connectMs, monotonic } = this;
    const pool = new OriginPool(origin, {
      connectMs,
      keepAliveMs: KEEP_ALIVE_MS,
      maxIdle: MAX_IDLE,
      monotonic,
    });
    this.byOrigin.set(origin, pool);
    return pool;
  }

  async close(): Promise<void> {
    for (const pool of this.byOrigin.values()) pool.destroy();
    this.byOrigin.clear();
  }
}
