export type { CachedResponse, CacheKeyParts, ResponseStore } from './contract.ts';
export { DEFAULT_FLIGHT_LIMITS, type Flight, type FlightLimits, Flights } from './flights.ts';
export { type ClientCacheWish, clientCacheWish, keyVariant, type RequestHeaders } from './headers.ts';
export { cacheKey, type KeyOrBypass, keyOrBypass } from './key.ts';
export { MemoryResponseStore, type MemoryStoreOptions } from './memory/store.ts';
export { BYPASS_REASONS, type BypassReason, cacheable, type ExactPolicy, whyNotCacheable } from './policy.ts';
export { type CachePointLimits, insertCachePoints } from './prompt/anthropic.ts';
export { minimumCacheTokens } from './prompt/minimum-tokens.ts';
export {
  type PrefixDivergence,
  type PrefixFigure,
  PrefixWatch,
  type PrefixWatchLimits,
} from './prompt/prefix-stability.ts';
export { RedisResponseStore, type RedisStoreOptions } from './redis/store.ts';
export type { CacheFacts } from './request-facts.ts';
export { type AnswerOutcome, mayStore } from './storable.ts';
export { TieredResponseStore } from './tiered.ts';
