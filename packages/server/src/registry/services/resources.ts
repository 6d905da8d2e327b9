import type { Dialect } from '@weir/core/contract';
import { and, eq, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { FoundResources, ResourceKind, ResourceRecord } from '../resource-record.ts';
import { resources } from '../schema/index.ts';
import type { Store } from '../store/store.ts';
import { familyOf } from './workload-family.ts';

const DAY_MS = 24 * 3_600_000;
/** Providers keep responses for 30 days and containers for less. Batches outlive their charge, for questions about it. */
const KEPT_DAYS: Readonly<Record<ResourceKind, number | undefined>> = {
  response: 30,
  container: 30,
  cached_content: 90,
  batch: 400,
  file: undefined,
};
/** Beyond this the oldest responses are forgotten: a bound, not a promise. */
const MOST_RESPONSES = 1_000_000;
const SWEEP_MS = 3_600_000;
const ROWS_AT_ONCE = 500;
const OPEN_AT_ONCE = 1_000;

export interface ResourceService {
  /** Resolves when durable. What is known already stays as it is. Records that come together are written together. */
  remember(records: readonly ResourceRecord[]): Promise<void>;
  /** What workloads made that were merged into this one is its own, too. */
  find(workload: string, ids: readonly string[]): Promise<FoundResources>;
  /** It was deleted at the provider. A batch that is not charged yet stays. */
  forget(workload: string, id: string): Promise<void>;
  /** Batches not charged yet, oldest first, at most 1,000. */
  openBatches(): Promise<ResourceRecord[]>;
  /** The batch has been charged. Once and for all. */
  settled(workload: string, id: string): Promise<void>;
  isSettled(workload: string, id: string): Promise<boolean>;
  /** What open batches made since then may cost, by workload, pico-units. */
  heldSince(since: Date): Promise<Map<string, bigint>>;
}

type Row = typeof resources.$inferSelect;

export function resourceService(store: Store): ResourceService {
  let pending = new Map<string, ResourceRecord>();
  let writing = new Map<string, ResourceRecord>();
  let flushing: Promise<void> | undefined;
  let sweptAt = Number.NEGATIVE_INFINITY;

  async function write(): Promise<void> {
    while (pending.size > 0) {
      writing = pending;
      pending = new Map();
      try {
        await insert([...writing.values()].map(rowOf));
      } finally {
        writing = new Map();
      }
    }
  }

  async function insert(rows: readonly Row[]): Promise<void> {
    await store.note(async (tx) => {
      for (let i = 0; i < rows.length; i += ROWS_AT_ONCE) {
        await tx
          .insert(resources)
          .values(rows.slice(i, i + ROWS_AT_ONCE))
          .onConflictDoNothing();
      }
      await sweep(tx);
    });
  }

  async function sweep(tx: Store['db']): Promise<void> {
    const now = store.clock.now();
    if (now - sweptAt < SWEEP_MS) return;
    sweptAt = now;
    await tx.delete(resources).where(lt(resources.expiresAt, new Date(now)));
    await tx.execute(
      sql`delete from ${resources} where ${resources.kind} = 'response' and ${resources.createdAt} <
        (select created_at from ${resources} where kind = 'response' order by created_at desc offset ${MOST_RESPONSES} limit 1)`,
    );
  }

  const flush = async () => {
    try {
      await write();
    } finally {
      flushing = undefined;
    }
  };

  const which = (workload: string, id: string) => and(eq(resources.workload, workload), eq(resources.id, id));

  return {
    remember(records) {
      if (records.length === 0) return Promise.resolve();
      for (const record of records) pending.set(`${record.workload}\n${record.id}`, record);
      // one turn later, so that what comes at the same moment shares a transaction and its sync
      flushing ??= Promise.resolve().then(flush);
      return flushing;
    },

    async find(workload, ids) {
      const own: ResourceRecord[] = [];
      const foreign: string[] = [];
      const family = familyOf(store.directory, workload);
      const asked = ids.filter((id) => {
        const fresh = family
          .map((member) => `${member}\n${id}`)
          .map((name) => pending.get(name) ?? writing.get(name))
          .find((record) => record !== undefined);
        if (fresh !== undefined) own.push(fresh);
        return fresh === undefined;
      });
      if (asked.length === 0) return { own, foreign };
      const rows = await store.db.select().from(resources).where(inArray(resources.id, asked));
      const now = store.clock.now();
      const alive = rows.filter(({ expiresAt }) => expiresAt === null || expiresAt.getTime() > now);
      const mine = alive.filter((row) => family.includes(row.workload));
      const known = new Set(mine.map(({ id }) => id));
      own.push(...mine.map(present));
      for (const { id } of alive) if (!known.has(id) && !foreign.includes(id)) foreign.push(id);
      return { own, foreign };
    },

    async forget(workload, id) {
      await store.note(async (tx) => {
        const keep = sql`not (${resources.kind} = 'batch' and ${resources.settledAt} is null)`;
        await tx.delete(resources).where(and(which(workload, id), keep));
      });
    },

    async openBatches() {
      const rows = await store.db
        .select()
        .from(resources)
        .where(and(eq(resources.kind, 'batch'), isNull(resources.settledAt)))
        .orderBy(resources.createdAt)
        .limit(OPEN_AT_ONCE);
      return rows.map(present);
    },

    async settled(workload, id) {
      await store.note(async (tx) => {
        await tx
          .update(resources)
          .set({ settledAt: new Date(store.clock.now()) })
          .where(and(which(workload, id), isNull(resources.settledAt)));
      });
    },

    async isSettled(workload, id) {
      const [row] = await store.db
        .select({ at: resources.settledAt })
        .from(resources)
        .where(which(workload, id));
      return row?.at != null;
    },

    async heldSince(since) {
      const { rows } = (await store.db.execute(
        sql`select workload, sum((terms->'batch'->>'held_pico')::numeric)::text as held from ${resources}
          where kind = 'batch' and settled_at is null and created_at >= ${since.toISOString()}::timestamptz
          group by workload`,
      )) as unknown as { rows: { workload: string; held: string | null }[] };
      return new Map(rows.map(({ workload, held }) => [workload, BigInt(held ?? 0)]));
    },
  };
}

function rowOf(record: ResourceRecord): Row {
  const { id, kind, workload, dialect, provider, key, organization, batch, work, made_by } = record;
  const days = KEPT_DAYS[kind];
  return {
    id,
    workload,
    kind,
    dialect,
    provider,
    key,
    organization,
    callId: record.call_id,
    terms: {
      ...(batch === undefined ? {} : { batch }),
      ...(work === undefined ? {} : { work }),
      ...(made_by === undefined ? {} : { made_by }),
    },
    createdAt: new Date(record.created_at),
    expiresAt: days === undefined ? null : new Date(record.created_at + days * DAY_MS),
    settledAt: null,
  };
}

function present({
  id,
  workload,
  kind,
  dialect,
  provider,
  key,
  organization,
  callId,
  terms,
  createdAt,
}: Row): ResourceRecord {
  return {
    id,
    kind: kind as ResourceKind,
    dialect: dialect as Dialect,
    provider,
    workload,
    key,
    organization,
    call_id: callId,
    created_at: createdAt.getTime(),
    ...terms,
  };
}
