import { eq, lt } from 'drizzle-orm';
import { sessions } from '../schema/index.ts';
import type { Store } from '../store/store.ts';
import { hashSecret, type RandomBytes } from './secrets.ts';

const LASTS_MS = 7 * 24 * 3_600_000;
const BYTES = 32;

export interface SessionService {
  /** The secret goes into the cookie and is stored as a hash. */
  create(actor: string): Promise<{ secret: string; expiresAt: Date }>;
  /** Actor of a live session. */
  verify(secret: string): Promise<string | undefined>;
  end(secret: string): Promise<void>;
}

export function sessionService(store: Store, random: RandomBytes): SessionService {
  return {
    async create(actor) {
      const secret = Buffer.from(random(BYTES)).toString('base64url');
      const now = new Date(store.clock.now());
      const expiresAt = new Date(now.getTime() + LASTS_MS);
      await store.note(async (tx) => {
        await tx.delete(sessions).where(lt(sessions.expiresAt, now));
        await tx.insert(sessions).values({ hash: hashSecret(secret), actor, createdAt: now, expiresAt });
      });
      return { secret, expiresAt };
    },
    async verify(secret) {
      // looked up by its hash, so the time taken says nothing of the secret
      const [row] = await store.db
        .select()
        .from(sessions)
        .where(eq(sessions.hash, hashSecret(secret)));
      return row !== undefined && row.expiresAt.getTime() > store.clock.now() ? row.actor : undefined;
    },
    async end(secret) {
      await store.note(async (tx) => {
        await tx.delete(sessions).where(eq(sessions.hash, hashSecret(secret)));
      });
    },
  };
}
