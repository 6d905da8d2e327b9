import { createHash } from 'node:crypto';
import { WeirError } from '@weir/core/errors';
import { eq, lt } from 'drizzle-orm';
import { idempotency } from '../schema/index.ts';
import type { Change, IdempotencyClaim } from './change.ts';

const KEPT_MS = 24 * 3_600_000;
/** Answers that hold a secret are kept for retries in memory only, and not for long. */
const SECRET_KEPT_MS = 10 * 60_000;
const SECRETS_KEPT = 1_000;

const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');

/** The answer of `T` without its secret, to be stored, and which thing's secret that is. */
export type Withhold<T> = (answer: T) => { answer: object; withheld: string };

/**
 * A change under an Idempotency-Key stores its answer in its own transaction, so a retry gets the same answer even
 * if Weir died between doing and answering.
 */
export class IdempotentAnswers {
  private readonly secrets = new Map<string, { answer: unknown; until: number }>();

  /** The answer given before under this key, if any. Throws `conflict` when the key came with another request. */
  async earlier<T>(change: Change, claim: IdempotencyClaim): Promise<{ answer: T } | undefined> {
    const keyHash = hashOf(claim.key);
    const [row] = await change.tx.select().from(idempotency).where(eq(idempotency.keyHash, keyHash));
    if (row === undefined || change.now.getTime() - row.createdAt.getTime() > KEPT_MS) return undefined;
    if (row.fingerprint !== claim.fingerprint) {
      throw new WeirError('conflict', 'This Idempotency-Key was used for another request', {
        field: 'Idempotency-Key',
        remedy: 'Use a new key for each new request.',
      });
    }
    if (row.withheld === null) return { answer: row.answer as T };
    const kept = this.secrets.get(keyHash);
    if (kept !== undefined && kept.until > change.now.getTime()) return { answer: kept.answer as T };
    throw new WeirError(
      'conflict',
      `This request was carried out before and made ${row.withheld}; its secret is not shown again`,
      { field: 'Idempotency-Key', remedy: `Rotate or revoke ${row.withheld}, or use a new Idempotency-Key.` },
    );
  }

  async store<T>(change: Change, claim: IdempotencyClaim, answer: T, withhold?: Withhold<T>): Promise<void> {
    const outdated = new Date(change.now.getTime() - KEPT_MS);
    await change.tx.delete(idempotency).where(lt(idempotency.createdAt, outdated));
    const keyHash = hashOf(claim.key);
    const stored = withhold?.(answer) ?? { answer: answer as object, withheld: null };
    await change.tx
      .insert(idempotency)
      .values({ keyHash, fingerprint: claim.fingerprint, ...stored, createdAt: change.now });
    if (withhold !== undefined) this.keepSecret(keyHash, answer, change.now.getTime());
  }

  private keepSecret(keyHash: string, answer: unknown, now: number): void {
    for (const [hash, kept] of this.secrets) {
      if (kept.until > now && this.secrets.size < SECRETS_KEPT) break;
      this.secrets.delete(hash);
    }
    this.secrets.set(keyHash, { answer, until: now + SECRET_KEPT_MS });
  }
}
