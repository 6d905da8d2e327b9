import type { Finding, Page } from '@weir/core/contract';
import { and, eq, sql } from 'drizzle-orm';
import { findings } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { notFound } from './references.ts';

export type RaisedFinding = Pick<Finding, 'kind' | 'severity' | 'subject' | 'message'> & {
  occurrences?: number;
};

export interface FindingFilter extends PageRequest {
  state?: Finding['state'];
  kind?: Finding['kind'];
}

export interface FindingService {
  /**
   * Counts one more occurrence of the open finding of this kind and subject, opening one when there is none. May be
   * called for every call: occurrences are written together, at most once a second. Resolves when durable.
   */
  raise(finding: RaisedFinding): Promise<void>;
  list(filter: FindingFilter): Promise<Page<Finding>>;
  /** Closing twice changes nothing; the next occurrence opens a new one. */
  close(id: string, by: ChangeBy): Promise<Finding>;
  flush(): Promise<void>;
}

type Row = typeof findings.$inferSelect;
const GAP_MS = 1_000;

const present = (row: Row): Finding => ({
  id: row.id,
  kind: row.kind as Finding['kind'],
  severity: row.severity as Finding['severity'],
  subject: row.subject,
  message: row.message,
  occurrences: row.occurrences,
  first_seen_at: row.firstSeenAt.toISOString(),
  last_seen_at: row.lastSeenAt.toISOString(),
  state: row.state as Finding['state'],
});

export function findingService(store: Store, id: () => string): FindingService {
  let pending = new Map<string, Row>();
  let flushing: Promise<void> | undefined;
  let lastFlush = Number.NEGATIVE_INFINITY;

  function collect(finding: RaisedFinding): void {
    const name = `${finding.kind}\n${finding.subject}`;
    const now = new Date(store.clock.now());
    const row = pending.get(name) ?? {
      ...finding,
      id: id(),
      occurrences: 0,
      firstSeenAt: now,
      lastSeenAt: now,
      state: 'open',
    };
    row.occurrences += finding.occurrences ?? 1;
    row.lastSeenAt = now;
    row.message = finding.message;
    row.severity = finding.severity;
    pending.set(name, row);
  }

  async function write(): Promise<void> {
    flushing = undefined;
    lastFlush = store.clock.monotonic();
    const rows = [...pending.values()];
    pending = new Map();
    if (rows.length === 0) return;
    await store.note(async (tx) => {
      for (const row of rows) await upsert(tx, row);
    });
  }

  function schedule(): Promise<void> {
    const wait = Math.max(0, lastFlush + GAP_MS - store.clock.monotonic());
    flushing ??= (wait === 0 ? Promise.resolve() : pause(wait)).then(write);
    return flushing;
  }

  return {
    raise(finding) {
      collect(finding);
      return schedule();
    },
    async list(filter) {
      const page = keyset(filter, findings.firstSeenAt, findings.id);
      const rows = await store.db
        .select()
        .from(findings)
        .where(
          and(
            page.after,
            filter.state === undefined ? undefined : eq(findings.state, filter.state),
            filter.kind === undefined ? undefined : eq(findings.kind, filter.kind),
          ),
        )
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.firstSeenAt, id: row.id }));
    },
    close: (findingId, by) =>
      store.change(by, async (change) => {
        const [old] = await change.tx.select().from(findings).where(eq(findings.id, findingId));
        if (old === undefined) throw notFound('finding', findingId);
        if (old.state === 'closed') return present(old);
        const row: Row = { ...old, state: 'closed' };
        await change.tx.update(findings).set({ state: 'closed' }).where(eq(findings.id, findingId));
        change.audit('finding.close', `finding/${findingId}`, present(old), present(row));
        return present(row);
      }),
    flush: write,
  };
}

/** Does not keep a process alive: closing the registry flushes. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

async function upsert(tx: Queries, row: Row): Promise<void> {
  await tx
    .insert(findings)
    .values(row)
    .onConflictDoUpdate({
      target: [findings.kind, findings.subject],
      targetWhere: sql`${findings.state} = 'open'`,
      set: {
        occurrences: sql`${findings.occurrences} + ${row.occurrences}`,
        lastSeenAt: row.lastSeenAt,
        message: row.message,
        severity: row.severity,
      },
    });
}
