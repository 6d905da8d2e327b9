import type { Page, SourceAttribution, SourceRole, SourceRun } from '@weir/core/contract';
import { and, asc, count, eq, gt, inArray, max } from 'drizzle-orm';
import type { Vault } from '../../platform/crypto/vault.ts';
import { quarantinedRows, sourceRuns, sources } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { notFound, refuseDuplicate } from './references.ts';
import { latestRuns } from './source-runs.ts';

type Row = typeof sources.$inferSelect;

/** What is kept as `settings` of a row. */
interface Kept {
  settings: Record<string, unknown>;
  attribution: SourceAttribution;
  /** Names; the values are sealed. */
  secrets: string[];
}

/** A source as the registry knows it, without what its secrets are. */
export interface SourceRecord extends Kept {
  id: string;
  name: string;
  kind: string;
  role: SourceRole;
  schedule: string | undefined;
  enabled: boolean;
  cursor: Record<string, unknown> | undefined;
  coveredUntil: Date | undefined;
  lastRun: SourceRun | undefined;
  /** Runs that failed since the last one that did not. */
  failures: number;
  /** Rows in quarantine that nobody has decided on. */
  quarantined: number;
  createdAt: Date;
  updatedAt: Date;
}

export interface SourceInput {
  id: string;
  name?: string | undefined;
  kind: string;
  role: SourceRole;
  settings: Record<string, unknown>;
  attribution: SourceAttribution;
  secrets: Readonly<Record<string, string>>;
  schedule?: string | undefined;
  enabled: boolean;
}

/** Absent stays as it is. Secrets are given one by one, null takes one away. */
export interface SourceChange {
  name?: string | undefined;
  settings?: Record<string, unknown> | undefined;
  attribution?: SourceAttribution | undefined;
  secrets?: Readonly<Record<string, string | null>> | undefined;
  schedule?: string | null | undefined;
  enabled?: boolean | undefined;
}

/** Connectors to what the gateway does not see. What is given must have been checked by its connector. */
export interface SourceService {
  create(input: SourceInput, by: ChangeBy): Promise<SourceRecord>;
  list(request: PageRequest): Promise<Page<SourceRecord>>;
  /** By id, for the schedule. */
  all(): Promise<SourceRecord[]>;
  show(id: string): Promise<SourceRecord>;
  change(id: string, input: SourceChange, by: ChangeBy): Promise<SourceRecord>;
  /** With its runs and its quarantine; what it has told stays in the books. */
  remove(id: string, by: ChangeBy): Promise<void>;
  /** Its secrets in clear, for its connector alone. Throws `internal` when they cannot be read. */
  secrets(id: string): Promise<Readonly<Record<string, string>>>;
  /** Called once what was delivered before is durable. `coveredUntil` never goes back. */
  advance(id: string, to: { cursor?: Record<string, unknown>; coveredUntil?: Date }): Promise<void>;
}

const subjectOf = (id: string) => `source/${id}`;

export function sourceService(store: Store, vault: Vault): SourceService {
  const seal = (id: string, secrets: Readonly<Record<string, string>>) =>
    Object.keys(secrets).length === 0 ? null : vault.seal(JSON.stringify(secrets), subjectOf(id));
  const opened = (row: Row): Record<string, string> =>
    row.sealed === null
      ? {}
      : (JSON.parse(vault.open(row.sealed, subjectOf(row.id))) as Record<string, string>);
  const one = async (db: Queries, row: Row) => (await records(db, [row]))[0] as SourceRecord;

  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        const { id, settings, attribution, secrets } = input;
        await refuseDuplicate(change.tx, sources, 'source', id);
        const row: Row = {
          id,
          name: input.name ?? id,
          kind: input.kind,
          role: input.role,
          settings: kept({ settings, attribution, secrets: Object.keys(secrets).sort() }),
          sealed: seal(id, secrets),
          schedule: input.schedule ?? null,
          enabled: input.enabled,
          cursor: null,
          coveredUntil: null,
          createdAt: change.now,
          updatedAt: change.now,
        };
        await change.tx.insert(sources).values(row);
        change.audit('source.create', subjectOf(id), undefined, audited(row));
        return one(change.tx, row);
      }),
    async list(request) {
      const page = keyset(request, sources.createdAt, sources.id);
      const rows = await store.db
        .select()
        .from(sources)
        .where(page.after)
        .orderBy(...page.order)
        .limit(page.fetch);
      const found = new Map((await records(store.db, rows)).map((record) => [record.id, record]));
      return pageOf(
        rows,
        page,
        (row) => found.get(row.id) as SourceRecord,
        (row) => ({ at: row.createdAt, id: row.id }),
      );
    },
    async all() {
      return records(store.db, await store.db.select().from(sources).orderBy(asc(sources.id)));
    },
    async show(id) {
      return one(store.db, await find(store.db, id));
    },
    change: (id, input, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        const before = keptOf(old);
        const secrets = input.secrets === undefined ? undefined : merged(opened(old), input.secrets);
        const row: Row = {
          ...old,
          name: input.name ?? old.name,
          settings: kept({
            settings: input.settings ?? before.settings,
            attribution: input.attribution ?? before.attribution,
            secrets: secrets === undefined ? before.secrets : Object.keys(secrets).sort(),
          }),
          sealed: secrets === undefined ? old.sealed : seal(id, secrets),
          schedule: input.schedule === undefined ? old.schedule : input.schedule,
          enabled: input.enabled ?? old.enabled,
          updatedAt: change.now,
        };
        await change.tx.update(sources).set(row).where(eq(sources.id, id));
        const told = Object.keys(input.secrets ?? {});
        change.audit('source.change', subjectOf(id), audited(old), {
          ...audited(row),
          ...(told.length === 0 ? {} : { secrets_changed: told.join(', ') }),
        });
        return one(change.tx, row);
      }),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        await change.tx.delete(quarantinedRows).where(eq(quarantinedRows.source, id));
        await change.tx.delete(sourceRuns).where(eq(sourceRuns.source, id));
        await change.tx.delete(sources).where(eq(sources.id, id));
        change.audit('source.remove', subjectOf(id), audited(old), undefined);
      }),
    async secrets(id) {
      return opened(await find(store.db, id));
    },
    advance: (id, { cursor, coveredUntil }) =>
      store.note(async (tx) => {
        const [old] = await tx.select().from(sources).where(eq(sources.id, id));
        if (old === undefined) return;
        const forward =
          coveredUntil !== undefined && (old.coveredUntil === null || coveredUntil > old.coveredUntil);
        const set = {
          ...(cursor === undefined ? {} : { cursor }),
          ...(forward ? { coveredUntil } : {}),
        };
        if (Object.keys(set).length > 0) await tx.update(sources).set(set).where(eq(sources.id, id));
      }),
  };
}

const kept = (parts: Kept): Record<string, unknown> => ({ ...parts });
const keptOf = (row: Row): Kept => row.settings as unknown as Kept;

function merged(
  old: Record<string, string>,
  given: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const all = Object.entries({ ...old, ...given });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null));
}

function audited(row: Row): object {
  const { settings, attribution, secrets } = keptOf(row);
  const { id, name, kind, role, schedule, enabled } = row;
  return { id, name, kind, role, settings, attribution, secrets, schedule, enabled };
}

async function find(db: Queries, id: string): Promise<Row> {
  const [row] = await db.select().from(sources).where(eq(sources.id, id));
  if (row === undefined) throw notFound('source', id);
  return row;
}

async function records(db: Queries, rows: readonly Row[]): Promise<SourceRecord[]> {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const last = await latestRuns(db, ids);
  const waiting = await countBy(db, ids);
  const failures = await failuresOf(db, ids);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    role: row.role as SourceRole,
    ...keptOf(row),
    schedule: row.schedule ?? undefined,
    enabled: row.enabled,
    cursor: row.cursor ?? undefined,
    coveredUntil: row.coveredUntil ?? undefined,
    lastRun: last.get(row.id),
    failures: failures.get(row.id) ?? 0,
    quarantined: waiting.get(row.id) ?? 0,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  }));
}

async function countBy(db: Queries, ids: string[]): Promise<Map<string, number>> {
  const rows = await db
    .select({ source: quarantinedRows.source, n: count() })
    .from(quarantinedRows)
    .where(and(inArray(quarantinedRows.source, ids), eq(quarantinedRows.state, 'open')))
    .groupBy(quarantinedRows.source);
  return new Map(rows.map(({ source, n }) => [source, n]));
}

async function failuresOf(db: Queries, ids: string[]): Promise<Map<string, number>> {
  const succeeded = await db
    .select({ source: sourceRuns.source, at: max(sourceRuns.startedAt) })
    .from(sourceRuns)
    .where(and(inArray(sourceRuns.source, ids), inArray(sourceRuns.state, ['done', 'warned'])))
    .groupBy(sourceRuns.source);
  const since = new Map(succeeded.map(({ source, at }) => [source, at]));
  const failed = new Map<string, number>();
  for (const id of ids) {
    const at = since.get(id) ?? undefined;
    const after = at === undefined ? undefined : gt(sourceRuns.startedAt, at);
    const [row] = await db
      .select({ n: count() })
      .from(sourceRuns)
      .where(and(eq(sourceRuns.source, id), eq(sourceRuns.state, 'failed'), after));
    failed.set(id, row?.n ?? 0);
  }
  return failed;
}
