import type { Approval } from '@weir/core/contract';
import { and, eq, lt, type SQL } from 'drizzle-orm';
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

function pendingWhere({ kind, subject, askedBefore }: PendingFilter): SQL | undefined {
  return and(
    eq(approvals.state, 'pending'),
    kind === undefined ? undefined : eq(approvals.kind, kind),
    subject === undefined ? undefined : eq(approvals.subject, subject),
    askedBefore === undefined ? undefined : lt(approvals.askedAt, askedBefore),
  );
}

/** Questions that no longer matter: nobody can answer them any more. */
export async function expirePending(change: Change, filter: PendingFilter): Promise<Approval[]> {
  const rows = await change.tx.select().from(approvals).where(pendingWhere(filter));
  const expired: Approval[] = [];
  for (const row of rows) {
    expired.push(await decide(change, row, 'approval.expire', { state: 'expired', decidedAt: change.now }));
  }
  return expired;
}

/** Who answers is up to the budget as it is now, not as it was when it was asked. */
export async function reassignPending(
  change: Change,
  budget: string,
  approvers: readonly string[],
): Promise<void> {
  const pending = pendingWhere({ kind: 'budget', subject: budget });
  for (const old of await change.tx.select().from(approvals).where(pending)) {
    const row: ApprovalRow = { ...old, approvers: [...approvers] };
    await change.tx.update(approvals).set({ approvers: row.approvers }).where(eq(approvals.id, old.id));
    change.audit('approval.reassign', `approval/${old.id}`, presentApproval(old), presentApproval(row));
  }
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
