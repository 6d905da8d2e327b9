import type { WeirError } from '@weir/core/errors';
import type { Flights } from '../cache/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config/schema.ts';
import type { AdmissionProvider } from '../registry/admission-state.ts';
import type { Crowd } from './crowd.ts';
import type { Deadlines } from './deadlines.ts';
import type { Stoppable } from './kills.ts';
import type { GatewayOptions } from './ports.ts';
import type { Prefixes } from './prefixes.ts';
import type { ProviderLimits } from './provider-limits/index.ts';
import type { RefusalLog } from './refusal-log.ts';
import type { BodyLimits } from './request/body.ts';
import type { BodyMemory } from './request/body-memory.ts';
import type { ResourceBook } from './resources/book.ts';
import type { IdempotentCalls } from './resources/idempotency.ts';
import type { Roster, Rostered } from './roster.ts';
import type { Health } from './routing/health.ts';
import type { Planner } from './routing/planner.ts';
import type { Authenticator } from './steps/authenticate.ts';
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
  readonly health: Health;
  readonly providerLimits: ProviderLimits;
  /** Calls back after so many milliseconds unless cancelled. */
  after(ms: number, then: () => void): () => void;
  readonly prefixes: Prefixes;
  /** Where provider secrets are read from, by name. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Base URL of a sandbox provider in this process tree; undefined when its own holds. */
  sandboxBase(provider: AdmissionProvider): string | undefined;
  /** Under way upstream: cut when the gateway must stop. */
  readonly exchanges: Roster<Rostered & { readonly stoppable?: Stoppable; stop(because?: WeirError): void }>;
}

export interface Counters {
  calls: number;
  inFlight: number;
  retries: number;
  /** Prompts and completions that should have been kept and were not. */
  contentLost: number;
}

/** What the whole pipeline needs: made once per gateway. */
export interface PipelineDeps extends ForwardDeps {
  readonly options: GatewayOptions;
  readonly authenticator: Authenticator;
  readonly planner: Planner;
  readonly bodyLimits: BodyLimits;
  readonly bodyMemory: BodyMemory;
  readonly refusals: RefusalLog;
  readonly crowd: Crowd;
  /** Undefined where nobody keeps account of things in accounts of providers. */
  readonly book: ResourceBook | undefined;
  readonly once: IdempotentCalls;
  readonly flights: Flights;
  readonly random: () => number;
  /** A call that nobody waits for has ended. */
  ended(): void;
  /** False once the gateway drains. */
  accepting(): boolean;
}
