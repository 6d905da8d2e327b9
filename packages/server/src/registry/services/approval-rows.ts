import type { Approval } from '@weir/core/contract';
import { and, eq, lt } from 'drizzle-orm';
import { approvals } from '../schema/index.ts';
import type { Change } from '../store/change.ts';
import { plain } from './budget-rows.ts';
import { optional } from './present.ts';

export type ApprovalRow = typeof approvals.$inferSelect;

export const presentApproval = (row: ApprovalRow): Approval => ({
  id: row.id,
  kind: row.kind as Approval['kind'],
  subject: row.subject,
  question: row.question,
  ...optional('workload', row.workload),
  approvers: row.approvers,
  state: row.state as Approval['state'],
  refused_calls: row.refusedCalls,
  ...optional('needed', row.needed === null ? null : plain(row.needed)),
  asked_at: row.askedAt.toISOString(),
  ...optional('decided_at', row.decidedAt?.toISOString()),
  ...optional('decided_by', row.decidedBy),
  ...optional('reason', row.reason),
  ...optional('amount', row.amount === null ? null : plain(row.amount)),
  ...optional('until', row.until?.toISOString()),
});

export interface PendingFilter {
  kind?: Approval['kind'];
  subject?: string;
  askedBefore?: Date;
}

/** Questions that no longer matter: nobody can answer them any more. */
export async function expirePending(change: Change, filter: PendingFilter): Promise<Approval[]> {
  const rows = await change.tx
    .select()
    .from(approvals)
    .where(
      and(
        eq(approvals.state, 'pending'),
        filter.kind === undefined ? undefined : eq(approvals.kind, filter.kind),
        filter.subject === undefined ? undefined : eq(approvals.subject, filter.subject),
        filter.askedBefore === undefined ? undefined : lt(approvals.askedAt, filter.askedBefore),
      ),
    );
  const expired: Approval[] = [];
  for (const row of rows) {
    expired.push(await decide(change, row, 'approval.expire', { state: 'expired', decidedAt: change.now }));
  }
  return expired;
}

type Decision = Pick<ApprovalRow, 'state'> &
  Partial<Pick<ApprovalRow, 'decidedAt' | 'decidedBy' | 'reason' | 'amount' | 'until'>>;

export async function decide(
  change: Change,
  old: ApprovalRow,
  action: string,
  decision: Decision,
): Promise<Approval> {
  await change.tx.update(approvals).set(decision).where(eq(approvals.id, old.id));
  const after = presentApproval({ ...old, ...decision });
  change.audit(action, `approval/${old.id}`, presentApproval(old), after);
  return after;
}
