import { createHash } from 'node:crypto';

const RANGE = 2 ** 32;

/** The same answer for a call id everywhere and always, so that retries and replicas agree. */
export function isSampled(callId: string, percent: number): boolean {
  if (percent >= 100) return true;
  return createHash('sha256').update(callId).digest().readUInt32BE(0) < (percent / 100) * RANGE;
}
