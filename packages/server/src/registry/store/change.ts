import { auditEntries } from '../schema/index.ts';
import type { Queries } from './db.ts';
import type { DirectoryEdit, TableName, Tables } from './directory.ts';

/** Who asks for a change, and under which Idempotency-Key. */
export interface ChangeBy {
  /** `admin`, `cli`, `system`. */
  actor: string;
  idempotency?: IdempotencyClaim;
}

export interface IdempotencyClaim {
  /** The caller's Idempotency-Key. Only its hash is stored. */
  key: string;
  /** Hash of method, path and body: the same key with another request is a conflict. */
  fingerprint: string;
}

/** A statement takes 65,535 parameters. */
const ENTRIES_AT_ONCE = 1_000;

/** One transaction that changes the registry: every change leaves an audit entry in it. */
export class Change {
  readonly tx: Queries;
  readonly now: Date;
  readonly newId: () => string;
  readonly edits: DirectoryEdit[] = [];
  private readonly entries: (typeof auditEntries.$inferInsert)[] = [];
  private readonly actor: string;

  constructor(tx: Queries, now: Date, newId: () => string, actor: string) {
    this.tx = tx;
    this.now = now;
    this.newId = newId;
    this.actor = actor;
  }

  /** A row that admission rules are compiled from was written. */
  put<T extends TableName>(table: T, id: string, row: Tables[T]): void {
    this.edits.push((directory) => directory.rows[table].set(id, row));
  }

  remove(table: TableName, id: string): void {
    this.edits.push((directory) => directory.rows[table].delete(id));
  }

  /** `subject` is `<kind>/<id>`. Give wire objects, which hold no secrets. */
  audit(action: string, subject: string, before: object | undefined, after: object | undefined): void {
    const changed = changedFields(before, after);
    this.entries.push({ id: this.newId(), at: this.now, actor: this.actor, action, subject, ...changed });
  }

  async writeAudit(): Promise<void> {
    for (let i = 0; i < this.entries.length; i += ENTRIES_AT_ONCE) {
      await this.tx.insert(auditEntries).values(this.entries.slice(i, i + ENTRIES_AT_ONCE));
    }
  }
}

/** For a change only the fields that differ; for a creation or removal the whole. */
function changedFields(
  before: object | undefined,
  after: object | undefined,
): { before: object | null; after: object | null } {
  if (before === undefined || after === undefined) return { before: before ?? null, after: after ?? null };
  const old = before as Record<string, unknown>;
  const new_ = after as Record<string, unknown>;
  const names = [...new Set([...Object.keys(old), ...Object.keys(new_)])].filter(
    (name) => name !== 'updated_at' && JSON.stringify(old[name]) !== JSON.stringify(new_[name]),
  );
  const only = (source: Record<string, unknown>) =>
    Object.fromEntries(names.filter((name) => name in source).map((name) => [name, source[name]]));
  return { before: only(old), after: only(new_) };
}
