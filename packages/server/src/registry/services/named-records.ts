import type { Page } from '@weir/core/contract';
import { eq } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Change } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { type Named, notFound } from './references.ts';

/** Kinds of records whose ids people choose, and that consist of one row. */
export type RecordName =
  | 'costCenter'
  | 'team'
  | 'application'
  | 'route'
  | 'dataClass'
  | 'budget'
  | 'rateLimit'
  | 'tagDefinition';

export interface RecordKind<T extends RecordName, View extends object> {
  readonly table: Named & { createdAt: AnyPgColumn };
  /** Of its rows in the directory. */
  readonly name: T;
  /** For error texts: `cost center`. */
  readonly noun: string;
  /** For the audit log: `cost_center`. */
  readonly subject: string;
  /** As on the wire. */
  present(row: Tables[T]): View;
}

/** What all kinds of records do alike: every change goes to the table, the directory and the audit log together. */
export interface NamedRecords<T extends RecordName, View extends object> {
  /** Throws `not_found`. */
  find(db: Queries, id: string): Promise<Tables[T]>;
  list(store: Store, request: PageRequest): Promise<Page<View>>;
  insert(change: Change, row: Tables[T]): Promise<View>;
  update(change: Change, old: Tables[T], row: Tables[T]): Promise<View>;
  remove(change: Change, old: Tables[T]): Promise<void>;
}

export function namedRecords<T extends RecordName, View extends object>(
  kind: RecordKind<T, View>,
): NamedRecords<T, View> {
  const { table, name, noun, subject, present } = kind;
  type Row = Tables[T];
  return {
    async find(db, id) {
      const [row] = await db.select().from(table).where(eq(table.id, id));
      if (row === undefined) throw notFound(noun, id);
      return row as Row;
    },
    async list(store, request) {
      const page = keyset(request, table.createdAt, table.id);
      const rows = await store.db
        .select()
        .from(table)
        .where(page.after)
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows as Row[], page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
    async insert(change, row) {
      const view = present(row);
      await change.tx.insert(table).values(row);
      change.put(name, row.id, row);
      change.audit(`${subject}.create`, `${subject}/${row.id}`, undefined, view);
      return view;
    },
    async update(change, old, row) {
      const view = present(row);
      await change.tx.update(table).set(row).where(eq(table.id, row.id));
      change.put(name, row.id, row);
      change.audit(`${subject}.change`, `${subject}/${row.id}`, present(old), view);
      return view;
    },
    async remove(change, old) {
      await change.tx.delete(table).where(eq(table.id, old.id));
      change.remove(name, old.id);
      change.audit(`${subject}.remove`, `${subject}/${old.id}`, present(old), undefined);
    },
  };
}
