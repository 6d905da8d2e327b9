import { Pool } from 'undici';

/**
 * How long an idle connection to a provider is kept. Below the 60 s after which common load balancers hang up, so
 * that a call is rarely sent into a closing connection.
 */
const KEEP_ALIVE_MS = 55_000;

/** Connection pools by origin, made on first use. Timeouts other than connecting are the gateway's own. */
export class Pools {
  private readonly byOrigin = new Map<string, Pool>();
  private readonly connectMs: number;

  constructor(connectMs: number) {
    this.connectMs = connectMs;
  }

  get(origin: string): Pool {
    const known = this.byOrigin.get(origin);
    if (known !== undefined) return known;
    const pool = new Pool(origin, {
      connect: { timeout: this.connectMs },
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
    });
    this.byOrigin.set(origin, pool);
    return pool;
  }

  async close(): Promise<void> {
    await Promise.all([...this.byOrigin.values()].map((pool) => pool.destroy()));
    this.byOrigin.clear();
  }
}
