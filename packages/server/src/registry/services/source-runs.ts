import type { Page, SourceRun, SourceRunState } from '@weir/core/contract';
import { and, desc, eq, inArray } from 'drizzle-orm';
import { sourceRuns } from '../schema/index.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { optional } from './present.ts';
import { notFound } from './references.ts';

type Row = typeof sourceRuns.$inferSelect;

export interface RunCounts {
  read: number;
  added: number;
  unchanged: number;
  revised: number;
  quarantined: number;
}

export interface RunEnd {
  state: Exclude<SourceRunState, 'running'>;
  counts: RunCounts;
  error?: string;
  warnings: readonly string[];
}

export interface SourceRunService {
  start(source: string, subject: string | undefined): Promise<SourceRun>;
  /** How far it is, for those who watch. */
  progress(id: string, counts: RunCounts): Promise<void>;
  end(id: string, end: RunEnd): Promise<SourceRun>;
  list(source: string, request: PageRequest): Promise<Page<SourceRun>>;
  show(id: string): Promise<SourceRun>;
  /** After a start: runs that a process did not live to end have failed. */
  endInterrupted(): Promise<number>;
}

const NONE: RunCounts = { read: 0, added: 0, unchanged: 0, revised: 0, quarantined: 0 };
const INTERRUPTED = 'Weir ended while it ran; the next run goes on where it was.';

export function sourceRunService(store: Store, newId: () => string): SourceRunService {
  return {
    async start(source, subject) {
      const row: Row = {
        id: newId(),
        source,
        subject: subject ?? null,
        state: 'running',
        startedAt: new Date(store.clock.now()),
        endedAt: null,
        ...NONE,
        error: null,
      };
      await store.note(async (tx) => {
        await tx.insert(sourceRuns).values(row);
      });
      return presentRun(row);
    },
    progress: (id, counts) =>
      store.note(async (tx) => {
        await tx
          .update(sourceRuns)
          .set({ ...counts })
          .where(eq(sourceRuns.id, id));
      }),
    async end(id, { state, counts, error, warnings }) {
      const set = { ...counts, state, endedAt: new Date(store.clock.now()), error: textOf(error, warnings) };
      await store.note(async (tx) => {
        await tx.update(sourceRuns).set(set).where(eq(sourceRuns.id, id));
      });
      return presentRun(await find(store.db, id));
    },
    async list(source, request) {
      const page = keyset(request, sourceRuns.startedAt, sourceRuns.id);
      const rows = await store.db
        .select()
        .from(sourceRuns)
        .where(and(page.after, eq(sourceRuns.source, source)))
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, presentRun, (row) => ({ at: row.startedAt, id: row.id }));
    },
    async show(id) {
      return presentRun(await find(store.db, id));
    },
    async endInterrupted() {
      let ended = 0;
      await store.note(async (tx) => {
        const rows = await tx
          .update(sourceRuns)
          .set({ state: 'failed', endedAt: new Date(store.clock.now()), error: INTERRUPTED })
          .where(eq(sourceRuns.state, 'running'))
          .returning({ id: sourceRuns.id });
        ended = rows.length;
      });
      return ended;
    },
  };
}

/** The newest run of each. */
export async function latestRuns(db: Queries, ids: string[]): Promise<Map<string, SourceRun>> {
  const rows = await db
    .selectDistinctOn([sourceRuns.source])
    .from(sourceRuns)
    .where(inArray(sourceRuns.source, ids))
    .orderBy(sourceRuns.source, desc(sourceRuns.startedAt), desc(sourceRuns.id));
  return new Map(rows.map((row) => [row.source, presentRun(row)]));
}

async function find(db: Queries, id: string): Promise<Row> {
  const [row] = await db.select().from(sourceRuns).where(eq(sourceRuns.id, id));
  if (row === undefined) throw notFound('run', id);
  return row;
}

/** One column holds both: the error in its first line, a warning in each that follows. */
function textOf(error: string | undefined, warnings: readonly string[]): string | null {
  if (error === undefined && warnings.length === 0) return null;
  return [error ?? '', ...warnings].map((text) => text.replaceAll(/\s+/g, ' ')).join('\n');
}

function presentRun(row: Row): SourceRun {
  const [error = '', ...warnings] = (row.error ?? '').split('\n');
  return {
    id: row.id,
    source: row.source,
    ...optional('subject', row.subject),
    state: row.state as SourceRunState,
    started_at: row.startedAt.toISOString(),
    ...optional('ended_at', row.endedAt?.toISOString()),
    read: row.read,
    added: row.added,
    unchanged: row.unchanged,
    revised: row.revised,
    quarantined: row.quarantined,
    ...(error === '' ? {} : { error }),
    warnings,
  };
}
