import { timingSafeEqual } from 'node:crypto';
import { isNull } from 'drizzle-orm';
import { adminTokens } from '../schema/index.ts';
import type { Change } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import { hashSecret, newSecret, type RandomBytes } from './secrets.ts';

export interface AdminTokenService {
  /** Compares hashes in constant time. */
  verify(token: string): Promise<boolean>;
}

/** Makes a token inside a change; the secret is returned once and stored as a hash. */
export async function insertAdminToken(change: Change, name: string, random: RandomBytes): Promise<string> {
  const { secret, hash, prefix } = newSecret('wa', random);
  const row = { id: `admin_${change.newId()}`, name, prefix, hash, createdAt: change.now };
  await change.tx.insert(adminTokens).values(row);
  change.audit('admin_token.create', `admin_token/${row.id}`, undefined, { id: row.id, name, prefix });
  return secret;
}

export function adminTokenService(store: Store): AdminTokenService {
  return {
    async verify(token) {
      const given = Buffer.from(hashSecret(token), 'hex');
      const rows = await store.db.select().from(adminTokens).where(isNull(adminTokens.revokedAt));
      let found = false;
      for (const row of rows) found = timingSafeEqual(given, Buffer.from(row.hash, 'hex')) || found;
      return found;
    },
  };
}
