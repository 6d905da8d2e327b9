import type { AuditEntry, Page } from '@weir/core/contract';
import { and, eq } from 'drizzle-orm';
import { auditEntries } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { optional } from './present.ts';

export interface AuditFilter extends PageRequest {
  /** `workload/support-bot`. */
  subject?: string;
  action?: string;
  actor?: string;
}

export interface AuditService {
  list(filter: AuditFilter): Promise<Page<AuditEntry>>;
  /** Notes that somebody read what is not for everyone's eyes. `subject` is `<kind>/<id>`. */
  noteReading(action: string, subject: string, by: ChangeBy): Promise<void>;
}

type Row = typeof auditEntries.$inferSelect;

const present = (row: Row): AuditEntry => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: row.actor,
  action: row.action,
  subject: row.subject,
  ...optional('before', row.before),
  ...optional('after', row.after),
});

export function auditService(store: Store): AuditService {
  return {
    noteReading: (action, subject, by) =>
      store.change(by, async (change) => change.audit(action, subject, undefined, undefined)),

    async list(filter) {
      const page = keyset(filter, auditEntries.at, auditEntries.id);
      const rows = await store.db
        .select()
        .from(auditEntries)
        .where(
          and(
            page.after,
            filter.subject === undefined ? undefined : eq(auditEntries.subject, filter.subject),
            filter.action === undefined ? undefined : eq(auditEntries.action, filter.action),
            filter.actor === undefined ? undefined : eq(auditEntries.actor, filter.actor),
          ),
        )
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.at, id: row.id }));
    },
  };
}
