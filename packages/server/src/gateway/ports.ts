import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ModelTier, ProviderHealth } from '@weir/core/contract';
import type { WeirError } from '@weir/core/errors';
import type { PriceBook } from '@weir/core/pricing';
import type { ResponseStore } from '../cache/contract.ts';
import type { SpoolWriter } from '../ledger/spool/port.ts';
import type { Limits } from '../limits/port.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config/schema.ts';
import type { RetentionStore } from '../privacy/index.ts';
import type { PlatformOf } from '../providers/platforms/index.ts';
import type { AdmissionState } from '../registry/admission-state.ts';
import type { ClientOrigin } from './edge/client-origin.ts';
import type { ResourceStore } from './resources/port.ts';

/** What the gateway must know of models; `provider` is the id in the price list. */
export interface ModelCatalog {
  /** Most output tokens of one answer, when known. */
  maxOutputTokens(provider: string, model: string): number | undefined;
  /** Most input tokens, when known. */
  contextWindow(provider: string, model: string): number | undefined;
  tier(provider: string, model: string): ModelTier | undefined;
  /** What it is known to be able to do: `tools`, `vision`, ...; undefined when nothing is known of it. */
  capabilities(provider: string, model: string): readonly string[] | undefined;
  /** The price list knows this model under this provider. */
  sells(provider: string, model: string): boolean;
  /** Models for conversations of this tier. */
  ofTier(tier: ModelTier): readonly { provider: string; model: string }[];
  /** What the provider offers, newest first where that is known. */
  list(provider: string): readonly { id: string; name?: string }[];
}

export interface GatewayLog {
  warn(fields: object, message?: string): void;
  error(fields: object, message?: string): void;
}

export interface GatewayOptions {
  config: Config['gateway'];
  /** The newest admission state; undefined until the first arrives. */
  state: () => AdmissionState | undefined;
  spool: SpoolWriter;
  limits: Limits;
  priceBook: () => PriceBook;
  models: ModelCatalog;
  clock: Clock;
  /** Sortable unique ids: the call ids. */
  id: () => string;
  log: GatewayLog;
  /** How providers are reached. */
  platforms: PlatformOf;
  /** Where provider secrets are read from, by name. */
  env: Readonly<Record<string, string | undefined>>;
  /** Origin of the sandbox process; sandbox providers use their own base URL without it. */
  sandboxUrl?: string;
  /** Where a request came from, for the record of its call; nothing is recorded without it. */
  originOf?: (req: IncomingMessage) => ClientOrigin;
  /** Keeps answers for workloads that want it; without one nothing is cached. */
  responses?: ResponseStore;
  /** Knows whose files, batches and stored answers are; without it they are not offered and calls are not bound by them. */
  resources?: ResourceStore;
  /** Keeps prompts and completions where policies ask for it. */
  retention?: Pick<RetentionStore, 'put'>;
  /** 0 <= x < 1; spreads retries, draws among weighted candidates, samples shadows. */
  random?: () => number;
}

export interface Gateway {
  /** Request listener of a node:http server. Never throws, never rejects. */
  handle(req: IncomingMessage, res: ServerResponse): void;
  /** Refuses a request in the dialect it seems to speak, and counts that. */
  turnAway(req: IncomingMessage, res: ServerResponse, error: WeirError): void;
  /** Upgrade listener of the same server: requests that become WebSockets. Never throws, never rejects. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * Refuses new calls and resolves when those in flight have ended; after `patienceMs` (`drain_ms` when absent) they are
   * cut, charged and recorded.
   */
  drain(patienceMs?: number): Promise<void>;
  /** Closes connections to providers. Drain first. */
  close(): Promise<void>;
  /** Cuts calls under way that the newest rules stop. */
  enforceKills(): void;
  stats(): GatewayStats;
  /** How providers do, as this gateway sees it. */
  health(): ProviderHealth[];
  prefixes(): PrefixReport[];
}

/** Whether prompts of a workload begin alike: what providers need to cache them by themselves. */
export interface PrefixReport {
  workload: string;
  /** Sampled calls the share rests on. */
  calls: number;
  /** Of calls whose first 1,024 tokens equal those of a recent one, 0 to 1. */
  share: number;
  /** Where the others part most often: `messages.0.content`. */
  divergence: string | undefined;
}

export interface GatewayStats {
  /** Calls that ended, refused ones excluded. */
  calls: number;
  inFlight: number;
  /** Refusals by code, recorded or not. */
  refusals: Readonly<Record<string, number>>;
  /** Refusals of the kinds above that left no record of their own (more than one per key, code and second). */
  refusalsUnrecorded: number;
  /** Upstream tries beyond the first. */
  retries: number;
  /** Requests answered again under their Idempotency-Key: they cost nothing and leave no record. */
  replays: number;
  /** How far behind its timers the process is, ms. */
  lagMs: number;
  /** Bytes of large request bodies held at the moment. */
  bodyBytes: number;
  /** 0 before the first admission state. */
  stateVersion: number;
}
