import { timingSafeEqual } from 'node:crypto';
import type { AdminToken, AdminTokenWithSecret, createAdminToken, Page } from '@weir/core/contract';
import { and, eq, isNull } from 'drizzle-orm';
import type { z } from 'zod';
import { adminTokens, sessions } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Withhold } from '../store/idempotency.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { optional } from './present.ts';
import { notFound } from './references.ts';
import { hashSecret, newSecret, type RandomBytes } from './secrets.ts';

export interface AdminTokenService {
  /** The only answer that holds the secret. */
  create(input: z.infer<typeof createAdminToken>, by: ChangeBy): Promise<AdminTokenWithSecret>;
  list(request: PageRequest): Promise<Page<AdminToken>>;
  /**
   * Nobody gets in with it from then on, and browsers that are signed in must sign in again: which of them used it is not
   * known. Revoking twice is fine. Where Weir runs, the command line needs no token, so nobody locks themselves out.
   */
  revoke(id: string, by: ChangeBy): Promise<AdminToken>;
  /** Compares hashes in constant time. */
  verify(token: string): Promise<boolean>;
}

type Row = typeof adminTokens.$inferSelect;

const present = (row: Row): AdminToken => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  state: row.revokedAt === null ? 'active' : 'revoked',
  created_at: row.createdAt.toISOString(),
  ...optional('revoked_at', row.revokedAt?.toISOString()),
});

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
    async list(request) {
      const page = keyset(request, adminTokens.createdAt, adminTokens.id);
      const query = store.db.select().from(adminTokens).where(and(page.after));
      const rows = await query.orderBy(...page.order).limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
    revoke: (id, by) =>
      store.change(by, async (change) => {
        const [old] = await change.tx.select().from(adminTokens).where(eq(adminTokens.id, id));
        if (old === undefined) throw notFound('admin token', id);
        if (old.revokedAt !== null) return present(old);
        const row = { ...old, revokedAt: change.now };
        await change.tx.update(adminTokens).set(row).where(eq(adminTokens.id, id));
        await change.tx.delete(sessions);
        change.audit('admin_token.revoke', `admin_token/${id}`, present(old), present(row));
        return present(row);
      }),
    async verify(token) {
      const given = Buffer.from(hashSecret(token), 'hex');
      const rows = await store.db.select().from(adminTokens).where(isNull(adminTokens.revokedAt));
      let found = false;
      for (const row of rows) found = timingSafeEqual(given, Buffer.from(row.hash, 'hex')) || found;
      return found;
    },
  };
}
