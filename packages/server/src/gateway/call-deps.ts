import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config/schema.ts';
import type { Deadlines } from './deadlines.ts';
import type { GatewayOptions } from './ports.ts';
import type { RefusalLog } from './refusal-log.ts';
import type { BodyLimits } from './request/body.ts';
import type { BodyMemory } from './request/body-memory.ts';
import type { Roster, Rostered } from './roster.ts';
import type { Authenticator } from './steps/authenticate.ts';
import type { Endpoints } from './upstream/endpoint.ts';
import type { Pools } from './upstream/pools.ts';
import type { RetryPolicy } from './upstream/retry.ts';

/** What forwarding needs besides the call itself. */
export interface ForwardDeps {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly pools: Pools;
  readonly timeouts: { readonly firstByteMs: number; readonly idleMs: number; readonly totalMs: number };
  readonly retry: RetryPolicy;
  readonly clientAbort: Config['gateway']['client_abort'];
  readonly counters: Counters;
  /** Under way upstream: cut when the gateway must stop. */
  readonly exchanges: Roster<Rostered & { stop(): void }>;
}

export interface Counters {
  calls: number;
  inFlight: number;
  retries: number;
}

/** What the whole pipeline needs: made once per gateway. */
export interface PipelineDeps extends ForwardDeps {
  readonly options: GatewayOptions;
  readonly authenticator: Authenticator;
  readonly endpoints: Endpoints;
  readonly bodyLimits: BodyLimits;
  readonly bodyMemory: BodyMemory;
  readonly refusals: RefusalLog;
  /** False once the gateway drains. */
  accepting(): boolean;
}
