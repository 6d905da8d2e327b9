import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, systemClock } from '../platform/clock.ts';
import type { AnswerSink, RequestSource } from './answer-sink.ts';
import type { Directives } from './directives.ts';
import type { Framing } from './framing.ts';
import type { LatencyMode } from './latency.ts';
import { type KnownNames, ModelIndex } from './models.ts';
import { PrefixCache } from './prefix-cache.ts';
import { createRandom, hash32, type Random, randomText } from './random.ts';

import type { Target } from './target.ts';

/** Resolves after `ms`, or at once when the signal aborts. Never rejects. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

export interface SandboxOptions {
  /** Same seed, same request: same answer. Default 1. */
  seed?: number;
  clock?: Clock;
  sleep?: Sleep;
  /** Default `{ scale: 0.05 }`: a twentieth of what real models take. */
  latency?: LatencyMode;
  /** Share of requests, 0..1, that meet a fault unasked, by directive: `{ '429 retry-after=1': 0.01, cut: 0.002 }`. */
  faultRates?: Readonly<Record<string, number>>;
  /** Answer 401 to requests without a key, as the real ones do. Default true. */
  requireKey?: boolean;
  /** Requests one key may send in a minute before it gets 429. Default: reported as 30,000, not enforced. */
  requestsPerMinute?: number;
  /** Model names to answer besides the built-in ones, e.g. those of the price list. Other kinds of models are skipped. */
  knownModels?: KnownNames;
  /** Largest body taken; above it 413. Default 128 MiB. */
  maxBodyBytes?: number;
}

export interface World extends Required<Omit<SandboxOptions, 'requestsPerMinute' | 'knownModels'>> {
  requestsPerMinute: number;
  enforceRequests: boolean;
  models: ModelIndex;
  cache: PrefixCache;
  /** Requests seen by limited fault, to end it after its `times`. */
  strikes: Map<string, number>;
  minute: { start: number; used: Map<string, number> };
  /** Unique and repeatable: the n-th id of a sandbox with this seed. */
  nextId(length: number): string;
  /** For chance that does not depend on the request: fault rates. */
  chance: Random;
  /** The same in all views of a world, such as the hurried one in which the lines of a batch are answered. */
  identity: object;
  /** Answers a request, errors included. Never rejects. */
  handle: Handle;
}

export type Handle = (exchange: Exchange) => Promise<void>;

export function createWorld(options: SandboxOptions, handle: Handle): World {
  const seed = options.seed ?? 1;
  const clock = options.clock ?? systemClock;
  // Ids of a restarted sandbox must not repeat those of the one before, so its start time takes part.
  const ids = createRandom(hash32(`ids ${clock.now()}`, seed));
  return {
    seed,
    clock,
    sleep: options.sleep ?? ((ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined)),
    latency: options.latency ?? { scale: 0.05 },
    faultRates: options.faultRates ?? {},
    requireKey: options.requireKey ?? true,
    requestsPerMinute: options.requestsPerMinute ?? 30_000,
    enforceRequests: options.requestsPerMinute !== undefined,
    maxBodyBytes: options.maxBodyBytes ?? 128 * 1024 * 1024,
    models: new ModelIndex(options.knownModels),
    cache: new PrefixCache(clock),
    strikes: new Map(),
    minute: { start: 0, used: new Map() },
    nextId: (length) => randomText(ids, length),
    chance: createRandom(hash32('chance', seed)),
    identity: {},
    handle,
  };
}

/** One request on its way through the sandbox. */
export interface Exchange {
  world: World;
  req: RequestSource;
  res: AnswerSink;
  target: Target;
  requestId: string;
  /** Name of the caller's key without revealing it: scope of caches and limits. */
  account: string;
  /** Aborts when the client has gone. */
  gone: AbortSignal;
  /** The request is a line of a batch. */
  batch?: boolean;
  /** What the path says of the request in place of its body: model, stream. */
  patch?: Readonly<Record<string, string | boolean>>;
  /** How a cloud wraps the events of a stream. */
  framing?: Framing;
}

/** Everything a handler needs once the request is understood. */
export interface Turn extends Exchange {
  directives: Directives;
  /** Seeded by what was asked: same request, same answer. */
  random: Random;
}
