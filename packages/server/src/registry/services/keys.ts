import type { createKey, Key, KeyWithSecret, Page, rotateKey } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { and, eq, gt, isNotNull, isNull, lte, or, type SQL } from 'drizzle-orm';
import type { z } from 'zod';
import { costCenters, keys, teams, workloads } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Withhold } from '../store/idempotency.ts';
import type { Store } from '../store/store.ts';
import { type KeyRow, keyState, presentKey } from './key-rows.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { notFound, requireReference } from './references.ts';
import { newSecret, type RandomBytes } from './secrets.ts';
import { checkTags, STRUCTURAL_TAGS } from './tags.ts';

export interface KeyFilter extends PageRequest {
  workload?: string;
  state?: Key['state'];
}

export interface KeyService {
  /** The only answer that holds the secret, with `rotate`. */
  create(input: z.infer<typeof createKey>, by: ChangeBy): Promise<KeyWithSecret>;
  list(filter: KeyFilter): Promise<Page<Key>>;
  show(id: string): Promise<Key>;
  /** For good; revoking twice changes nothing. */
  revoke(id: string, by: ChangeBy): Promise<Key>;
  /** A new key in place of `id`, which keeps working for the grace period. */
  rotate(id: string, input: z.infer<typeof rotateKey>, by: ChangeBy): Promise<KeyWithSecret>;
}

const withoutSecret: Withhold<KeyWithSecret> = ({ secret: _, ...answer }) => ({
  answer,
  withheld: answer.id,
});

export function keyService(store: Store, random: RandomBytes): KeyService {
  const now = () => new Date(store.clock.now());
  /** Uses are known here before the database has them. */
  const present = (row: KeyRow) => {
    const lastUsedAt = store.directory.rows.key.get(row.id)?.lastUsedAt ?? row.lastUsedAt;
    return presentKey({ ...row, lastUsedAt }, now());
  };

  return {
    create: (input, by) =>
      store.change(
        by,
        async (change) => {
          await checkNewKey(change, input);
          return insertKey(change, random, 'key.create', {
            name: input.name ?? input.workload,
            workload: input.workload,
            tags: input.tags ?? {},
            expiresAt: input.expires_at === undefined ? null : new Date(input.expires_at),
            rotatedFrom: null,
          });
        },
        withoutSecret,
      ),
    async list(filter) {
      const page = keyset(filter, keys.createdAt, keys.id);
      const rows = await store.db
        .select()
        .from(keys)
        .where(
          and(
            page.after,
            filter.workload === undefined ? undefined : eq(keys.workload, filter.workload),
            filter.state === undefined ? undefined : inState(filter.state, now()),
          ),
        )
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
    show: async (id) => present(await find(store.db, id)),
    revoke: (id, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        if (old.revokedAt !== null) return present(old);
        return end(change, 'key.revoke', old, { revokedAt: change.now });
      }),
    rotate: (id, input, by) =>
      store.change(
        by,
        async (change) => {
          const old = await find(change.tx, id);
          await refuseRotation(change, old);
          const { name, workload, tags, expiresAt } = old;
          const fields = { name, workload, tags, expiresAt, rotatedFrom: id };
          const made = await insertKey(change, random, 'key.rotate', fields);
          const until = new Date(change.now.getTime() + input.grace_seconds * 1000);
          const ends =
            input.grace_seconds === 0 ? { revokedAt: change.now } : { expiresAt: earlier(until, expiresAt) };
          await end(change, 'key.replaced', old, ends);
          return made;
        },
        withoutSecret,
      ),
  };
}

type NewKey = Pick<KeyRow, 'name' | 'workload' | 'tags' | 'expiresAt' | 'rotatedFrom'>;

/** Writes a key for a workload that exists; the answer alone holds the secret. */
export async function insertKey(
  change: Change,
  random: RandomBytes,
  action: string,
  fields: NewKey,
): Promise<KeyWithSecret> {
  const { secret, hash, prefix } = newSecret('wk', random);
  const row: KeyRow = {
    ...fields,
    id: `key_${change.newId()}`,
    hash,
    prefix,
    lastUsedAt: null,
    revokedAt: null,
    createdAt: change.now,
    updatedAt: change.now,
  };
  await change.tx.insert(keys).values(row);
  change.put('key', row.id, row);
  change.audit(action, `key/${row.id}`, undefined, presentKey(row, change.now));
  return { ...presentKey(row, change.now), secret };
}

async function checkNewKey(change: Change, input: z.infer<typeof createKey>): Promise<void> {
  await requireReference(change.tx, workloads, 'workload', 'workload', input.workload);
  const [workload] = await change.tx.select().from(workloads).where(eq(workloads.id, input.workload));
  if (workload?.stage === 'retired') {
    throw new WeirError('conflict', `The workload "${input.workload}" is retired`, {
      field: 'workload',
      remedy: 'Change its stage first, or choose another workload.',
    });
  }
  if (input.expires_at !== undefined && new Date(input.expires_at) <= change.now) {
    throw new WeirError('invalid_argument', 'The key would have expired before it exists', {
      field: 'expires_at',
      remedy: 'Give an instant in the future, or leave it out for a key that does not expire.',
    });
  }
  const tags = input.tags ?? {};
  checkTags(tags, 'tags', STRUCTURAL_TAGS, 'It follows from the workload of the key.');
  await requireReference(change.tx, teams, 'team', 'tags.team', tags['team']);
  await requireReference(change.tx, costCenters, 'cost center', 'tags.cost_center', tags['cost_center']);
}

async function refuseRotation(change: Change, old: KeyRow): Promise<void> {
  const state = keyState(old, change.now);
  if (state !== 'active') {
    throw new WeirError('conflict', `The key ${old.id} is ${state}`, {
      remedy: 'Create a new key for the workload instead.',
    });
  }
  const [successor] = await change.tx.select().from(keys).where(eq(keys.rotatedFrom, old.id));
  if (successor === undefined) return;
  throw new WeirError('conflict', `The key ${old.id} was already replaced by ${successor.id}`, {
    remedy: `Rotate ${successor.id} instead.`,
  });
}

async function end(
  change: Change,
  action: string,
  old: KeyRow,
  ends: Partial<Pick<KeyRow, 'revokedAt' | 'expiresAt'>>,
): Promise<Key> {
  const row: KeyRow = { ...old, ...ends, updatedAt: change.now };
  await change.tx
    .update(keys)
    .set({ ...ends, updatedAt: change.now })
    .where(eq(keys.id, old.id));
  change.put('key', old.id, row);
  const after = presentKey(row, change.now);
  change.audit(action, `key/${old.id}`, presentKey(old, change.now), after);
  return after;
}

function earlier(a: Date, b: Date | null): Date {
  return b !== null && b < a ? b : a;
}

function inState(state: Key['state'], now: Date): SQL | undefined {
  if (state === 'revoked') return isNotNull(keys.revokedAt);
  if (state === 'expired') return and(isNull(keys.revokedAt), lte(keys.expiresAt, now));
  return and(isNull(keys.revokedAt), or(isNull(keys.expiresAt), gt(keys.expiresAt, now)));
}

async function find(db: Queries, id: string): Promise<KeyRow> {
  const [row] = await db.select().from(keys).where(eq(keys.id, id));
  if (row === undefined) throw notFound('key', id);
  return row;
}
