import { Redis } from 'ioredis';

/** Longest wait between two attempts to connect. */
const MAX_RECONNECT_MS = 2_000;
const CONNECT_TIMEOUT_MS = 2_000;
/** A connection that owes an answer for so long is dead. Far above the command timeout: slow is not dead. */
const SILENCE_MS = 5_000;

/**
 * A connection for a cache: nothing is queued while it is down, nothing is sent twice, it reconnects for ever.
 * `url`: `redis://` or `rediss://` (TLS) with user, password and database number as usual.
 */
export function connectRedis(url: string, onError: (error: Error) => void): Redis {
  const client = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // RESP2 is what every server and proxy since Redis 2 speaks, and a cache needs nothing newer
    protocol: 2,
    disableClientInfo: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_MS,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 10), MAX_RECONNECT_MS),
  });
  client.on('error', onError);
  return client;
}
