import { createHash } from 'node:crypto';

/** Id of a statement line: of everything that names it, in order. Figures must not be among it. */
export function lineId(...names: readonly (string | number | undefined | null)[]): string {
  return hash(JSON.stringify(names.map((name) => name ?? null))).slice(0, 32);
}

/**
 * Id of the `n`th entry that a line led to, a UUID of version 8 (RFC 9562): the same line always leads to the same ones. It
 * begins with the time the cost belongs to, which keeps the ledger's index on ids small and fast.
 */
export function entryId(source: string, line: string, n: number, atMs: number): string {
  const digest = hash(JSON.stringify(['source', source, line, n]));
  const time = Math.max(0, atMs).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-8${digest.slice(0, 3)}-a${digest.slice(3, 6)}-${digest.slice(6, 18)}`;
}

/** Same entries, same token: landing them twice is harmless. */
export function entriesToken(source: string, ids: readonly string[]): string {
  return `source/${source}/${hash(ids.join('\n')).slice(0, 32)}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
