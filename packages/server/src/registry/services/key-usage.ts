import { inArray, sql } from 'drizzle-orm';
import { keys } from '../schema/index.ts';
import type { Store } from '../store/store.ts';

const FLUSH_MS = 30_000;

export interface KeyUsage {
  /** Gateways report when a key was last used, epoch ms; written down together every half minute. */
  record(uses: Iterable<readonly [keyId: string, at: number]>): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Reads see a use at once (in memory); the database follows, so a crash forgets at most the last half minute. */
export function keyUsage(store: Store): KeyUsage {
  let pending = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (pending.size === 0) return;
    const uses = pending;
    pending = new Map();
    const values = sql.join(
      [...uses].map(
        ([id, at]) => sql`(${id}::text, ${new Date(at).toISOString()}::timestamp with time zone)`,
      ),
      sql`, `,
    );
    await store.note(async (tx) => {
      await tx.execute(
        sql`update ${keys} set last_used_at = used.at from (values ${values}) as used(id, at)
            where ${inArray(keys.id, [...uses.keys()])} and ${keys.id} = used.id`,
      );
    });
  }

  return {
    record(uses) {
      for (const [id, at] of uses) {
        const row = store.directory.rows.key.get(id);
        if (row === undefined || (row.lastUsedAt?.getTime() ?? 0) >= at) continue;
        store.directory.rows.key.set(id, { ...row, lastUsedAt: new Date(at) });
        pending.set(id, at);
      }
      if (pending.size === 0) return;
      timer ??= setTimeout(() => void flush().catch(() => {}), FLUSH_MS).unref();
    },
    flush,
    close: flush,
  };
}
