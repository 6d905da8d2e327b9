import { asc, eq } from 'drizzle-orm';
import { incarnations } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Store } from '../store/store.ts';

/** A life of a gateway, from its start to its end. */
export interface Incarnation {
  id: string;
  host: string;
  /** Epoch ms. */
  seenAt: number;
  createdAt: number;
}

/**
 * Gateway incarnations that may hold leases or records that have not landed: written before an incarnation's first lease,
 * taken away once all of its records have landed. Not rules of anybody: not compiled, and audited only when a person does it.
 */
export interface IncarnationService {
  /** Makes it known, or seen again. Resolves when durable. */
  put(id: string, host: string): Promise<void>;
  /** Unknown ones are no error. */
  remove(id: string): Promise<void>;
  /** As remove, by a person who has proof that its records are lost: audited. */
  forget(id: string, by: ChangeBy): Promise<void>;
  /** Oldest first. */
  list(): Promise<Incarnation[]>;
}

export function incarnationService(store: Store): IncarnationService {
  return {
    put: (id, host) =>
      store.note(async (tx) => {
        const now = new Date(store.clock.now());
        await tx
          .insert(incarnations)
          .values({ id, host, seenAt: now, createdAt: now })
          .onConflictDoUpdate({ target: incarnations.id, set: { host, seenAt: now } });
      }),
    remove: (id) =>
      store.note(async (tx) => {
        await tx.delete(incarnations).where(eq(incarnations.id, id));
      }),
    forget: (id, by) =>
      store.change(by, async (change) => {
        const [row] = await change.tx.delete(incarnations).where(eq(incarnations.id, id)).returning();
        if (row !== undefined)
          change.audit('gateway.forgotten', `gateway/${id}`, { id, host: row.host }, undefined);
      }),
    async list() {
      const rows = await store.db
        .select()
        .from(incarnations)
        .orderBy(asc(incarnations.createdAt), asc(incarnations.id));
      return rows.map(({ id, host, seenAt, createdAt }) => ({
        id,
        host,
        seenAt: seenAt.getTime(),
        createdAt: createdAt.getTime(),
      }));
    },
  };
}
