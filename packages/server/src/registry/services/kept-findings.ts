import type { Finding } from '@weir/core/contract';
import { and, eq } from 'drizzle-orm';
import { findings } from '../schema/index.ts';
import type { Change } from '../store/change.ts';
import type { RaisedFinding } from './findings.ts';

/**
 * Findings of a kind that follow from what the registry holds: one that is wanted and not open is opened, one that is open and not
 * wanted is closed, in the transaction that made it so. One that stays open counts no further occurrence.
 */
export async function keepFindings(
  change: Change,
  kind: Finding['kind'],
  wanted: readonly Omit<RaisedFinding, 'kind' | 'occurrences'>[],
): Promise<void> {
  const open = await change.tx
    .select()
    .from(findings)
    .where(and(eq(findings.kind, kind), eq(findings.state, 'open')));
  const bySubject = new Map(open.map((row) => [row.subject, row]));
  for (const finding of wanted) {
    const known = bySubject.get(finding.subject);
    bySubject.delete(finding.subject);
    if (known === undefined) {
      await change.tx
        .insert(findings)
        .values({
          ...finding,
          kind,
          id: change.newId(),
          occurrences: 1,
          firstSeenAt: change.now,
          lastSeenAt: change.now,
          state: 'open',
        })
        .onConflictDoNothing();
    } else if (known.message !== finding.message || known.severity !== finding.severity) {
      const { message, severity } = finding;
      await change.tx
        .update(findings)
        .set({ message, severity, lastSeenAt: change.now })
        .where(eq(findings.id, known.id));
    }
  }
  for (const row of bySubject.values()) {
    await change.tx.update(findings).set({ state: 'closed' }).where(eq(findings.id, row.id));
    change.audit('finding.close', `finding/${row.id}`, { state: 'open' }, { state: 'closed' });
  }
}
