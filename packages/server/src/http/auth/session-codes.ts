import { randomBytes } from 'node:crypto';
import type { Clock } from '../../platform/clock.ts';

const VALID_MS = 10 * 60_000;
const KEPT = 100;

/** One-time codes that let a browser in without typing the admin token: minted by control, in a printed link. */
export interface SessionCodes {
  mint(): string;
  /** True once per code, within ten minutes. */
  redeem(code: string): boolean;
}

export function createSessionCodes(
  clock: Clock,
  random: (size: number) => Uint8Array = randomBytes,
): SessionCodes {
  const validUntil = new Map<string, number>();
  return {
    mint() {
      const oldest = validUntil.keys().next();
      if (validUntil.size >= KEPT && oldest.done === false) validUntil.delete(oldest.value);
      const code = Buffer.from(random(24)).toString('base64url');
      validUntil.set(code, clock.now() + VALID_MS);
      return code;
    },
    redeem(code) {
      const until = validUntil.get(code);
      validUntil.delete(code);
      return until !== undefined && clock.now() < until;
    },
  };
}
