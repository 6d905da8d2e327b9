import { WeirError } from '@weir/core/errors';

/** Class 08 connection, 57 the server ends sessions, 53 it has no room for more; 25P03 and 55P03 are timeouts. */
const AWAY = /^(08|57P|53)|^25P03$|^55P03$|^57014$/;
const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);
const AWAY_TEXT =
  /Connection terminated|connection timeout|timeout exceeded|timeout expired|Query read timeout|not queryable/i;

/** Whether the database could not be asked, as opposed to having said no. */
export function isConnectionLoss(error: unknown): boolean {
  const { code, message } = rootOf(error) as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && (AWAY_CODES.has(code) || AWAY.test(code))) return true;
  return typeof message === 'string' && AWAY_TEXT.test(message);
}

/** Drizzle wraps what the driver throws. */
export function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof Error && !(root instanceof WeirError) && root.cause instanceof Error)
    root = root.cause;
  return root;
}

/** Nothing was changed. */
export function registryAway(cause: unknown): WeirError {
  return new WeirError('registry_unavailable', 'The registry database does not answer; nothing was changed', {
    remedy: 'Try again shortly; if it stays, look at PostgreSQL and at the URL in registry.url_env.',
    cause,
  });
}

/** The connection was lost while it committed, and nobody could be asked afterwards. */
export function outcomeUnknown(cause: unknown): WeirError {
  return new WeirError(
    'registry_unavailable',
    'The registry database was lost while it committed: the change may or may not have been made',
    {
      remedy: 'Repeat the request with the same Idempotency-Key, or read what is there before you try again.',
      cause,
    },
  );
}

export function deposed(): WeirError {
  return new WeirError('registry_unavailable', 'Another control leads now; nothing was changed', {
    remedy: 'Send the request to the control that leads: GET /health on each of them tells which.',
  });
}
