import type { Proposal } from '@weir/core/contract';
import type { proposals } from '../schema/index.ts';
import { optional } from './present.ts';

export type ProposalRow = typeof proposals.$inferSelect;

export function presentProposal(row: ProposalRow): Proposal {
  return {
    id: row.id,
    kind: row.kind as Proposal['kind'],
    state: row.state as Proposal['state'],
    month: row.month,
    title: row.title,
    reason: row.reason,
    amount: row.amount,
    currency: row.currency,
    entries: row.entries,
    subject: row.subject,
    proposed_by: row.proposedBy,
    proposed_at: row.proposedAt.toISOString(),
    ...optional('decided_by', row.decidedBy),
    ...optional('decided_at', row.decidedAt?.toISOString()),
    ...optional('decision_note', row.decisionNote),
  };
}
