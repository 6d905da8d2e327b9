import { timingSafeEqual } from 'node:crypto';
import type { AdminTokenWithSecret, createAdminToken } from '@weir/core/contract';
import { isNull } from 'drizzle-orm';
import type { z } from 'zod';
import { adminTokens } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Withhold } from '../store/idempotency.ts';
import type { Store } from '../store/store.ts';
import { hashSecret, newSecret, type RandomBytes } from './secrets.ts';

export interface AdminTokenService {
  /** The only answer that holds the secret. */
  create(input: z.infer<typeof createAdminToken>, by: ChangeBy): Promise<AdminTokenWithSecret>;
  /** Compares hashes in constant time. */
  verify(token: string): Promise<boolean>;
}

const withoutSecret: Withhold<AdminTokenWithSecret> = ({ secret: _, ...answer }) => ({
  answer,
  withheld: answer.id,
});

/** Makes a token inside a change; the secret is returned once and stored as a hash. */
export async function insertAdminToken(
  change: Change,
  name: string,
  random: RandomBytes,
): Promise<AdminTokenWithSecret> {
  const { secret, hash, prefix } = newSecret('wa', random);
  const row = { id: `admin_${change.newId()}`, name, prefix, hash, createdAt: change.now };
  await change.tx.insert(adminTokens).values(row);
  change.audit('admin_token.create', `admin_token/${row.id}`, undefined, { id: row.id, name, prefix });
  return { id: row.id, name, prefix, created_at: change.now.toISOString(), secret };
}

export function adminTokenService(store: Store, random: RandomBytes): AdminTokenService {
  return {
    create: ({ name }, by) =>
      store.change(by, (change) => insertAdminToken(change, name, random), withoutSecret),
    async verify(token) {
      const given = Buffer.from(hashSecret(token), 'hex');
      const rows = await store.db.select().from(adminTokens).where(isNull(adminTokens.revokedAt));
      let found = false;
      for (const row of rows) found = timingSafeEqual(given, Buffer.from(row.hash, 'hex')) || found;
      return found;
    },
  };
}
