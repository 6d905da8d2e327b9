import type { Approval, approve, Page, reject } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { approvals } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { checkPositive, invalid } from './amounts.ts';
import { type AskedFor, approvalQuestions } from './approval-questions.ts';
import {
  type ApprovalRow,
  decide,
  expirePending,
  type PendingFilter,
  presentApproval,
} from './approval-rows.ts';
import { checkFuture, checkLift, insertLift } from './budget-lift-rows.ts';
import { budgetRecords } from './budget-rows.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { notFound } from './references.ts';

export interface ApprovalFilter extends PageRequest {
  state?: Approval['state'];
  kind?: Approval['kind'];
  subject?: string;
}

export interface ApprovalService {
  /**
   * Opens a question, or counts one more refused call on the one that is open. May be called for every refused call: they
   * are written together, at most once a second. For an hour after a rejection the question is not opened again: the
   * rejected one is answered. Resolves when durable.
   */
  ask(asked: AskedFor): Promise<Approval>;
  list(filter: ApprovalFilter): Promise<Page<Approval>>;
  show(id: string): Promise<Approval>;
  /** Of a budget: lifts it by `amount` of the budget's currency until `until`, in the same transaction. */
  approve(id: string, input: z.infer<typeof approve>, by: ChangeBy): Promise<Approval>;
  reject(id: string, input: z.infer<typeof reject>, by: ChangeBy): Promise<Approval>;
  /** Questions that no longer matter: the period or the task has ended. */
  expire(filter: PendingFilter): Promise<Approval[]>;
  /** Told of every question that was opened, decided or has expired, once that is durable. Returns how to stop. */
  onChange(listener: (approval: Approval) => void): () => void;
  /** Writes what is gathered. */
  flush(): Promise<void>;
}

export function approvalService(store: Store): ApprovalService {
  const listeners = new Set<(approval: Approval) => void>();
  const tell = (approval: Approval): Approval => {
    for (const listener of [...listeners]) listener(approval);
    return approval;
  };
  const questions = approvalQuestions(store, tell);

  return {
    ask: questions.ask,
    flush: questions.flush,
    async list(filter) {
      const page = keyset(filter, approvals.askedAt, approvals.id);
      const rows = await store.db
        .select()
        .from(approvals)
        .where(
          and(
            page.after,
            filter.state === undefined ? undefined : eq(approvals.state, filter.state),
            filter.kind === undefined ? undefined : eq(approvals.kind, filter.kind),
            filter.subject === undefined ? undefined : eq(approvals.subject, filter.subject),
          ),
        )
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, presentApproval, (row) => ({ at: row.askedAt, id: row.id }));
    },
    show: async (id) => presentApproval(await find(store.db, id)),
    approve: async (id, input, by) =>
      tell(
        await store.change(by, async (change) => {
          const { row, decider } = await openTo(change, id, input.by ?? by.actor);
          await grant(change, row, input, decider);
          return decide(change, row, 'approval.approve', {
            state: 'approved',
            decidedAt: change.now,
            decidedBy: decider,
            reason: input.reason ?? null,
            amount: input.amount ?? null,
            until: input.until === undefined ? null : new Date(input.until),
          });
        }),
      ),
    reject: async (id, input, by) =>
      tell(
        await store.change(by, async (change) => {
          const { row, decider } = await openTo(change, id, input.by ?? by.actor);
          return decide(change, row, 'approval.reject', {
            state: 'rejected',
            decidedAt: change.now,
            decidedBy: decider,
            reason: input.reason ?? null,
          });
        }),
      ),
    async expire(filter) {
      const expired = await store.change({ actor: 'system' }, (change) => expirePending(change, filter));
      return expired.map(tell);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function find(db: Queries, id: string): Promise<ApprovalRow> {
  const [row] = await db.select().from(approvals).where(eq(approvals.id, id));
  if (row === undefined) throw notFound('approval', id);
  return row;
}

/** Throws `conflict` when it is decided, `client_not_allowed` when someone else has to decide it. */
async function openTo(
  change: Change,
  id: string,
  who: string,
): Promise<{ row: ApprovalRow; decider: string }> {
  const row = await find(change.tx, id);
  if (row.state !== 'pending') {
    const by = row.decidedBy === null ? '' : ` by ${row.decidedBy}`;
    throw new WeirError('conflict', `The question ${id} is ${row.state} already${by}`, {
      remedy: 'A new one is opened when a call needs it again.',
    });
  }
  const decider = who.trim();
  const named = row.approvers.find((one) => one.toLowerCase() === decider.toLowerCase());
  if (row.approvers.length > 0 && named === undefined) {
    throw new WeirError('client_not_allowed', `"${decider}" may not decide this`, {
      field: 'by',
      remedy: `Ask one of: ${row.approvers.join(', ')}; give the name of who decides in by.`,
    });
  }
  return { row, decider: named ?? decider };
}

async function grant(
  change: Change,
  row: ApprovalRow,
  { amount, until, reason }: z.infer<typeof approve>,
  decider: string,
): Promise<void> {
  if (row.kind === 'budget') {
    if (amount === undefined) throw missing('amount', 'Give what is added to the budget.');
    if (until === undefined) throw missing('until', 'Give the instant until which it is added.');
    checkLift(amount, until, change.now);
    const budget = await budgetRecords.find(change.tx, row.subject);
    await insertLift(change, {
      budget: budget.id,
      amount,
      until: new Date(until),
      reason: reason ?? row.question.slice(0, MAX_REASON),
      by: decider,
    });
    return;
  }
  if (amount !== undefined)
    checkPositive(amount, 'amount', 'What is granted', 'Leave it out to grant no more.');
  if (until !== undefined) checkFuture(until, change.now);
}

const MAX_REASON = 1_000;

const missing = (field: string, remedy: string) =>
  invalid(field, `"${field}" is missing: a budget is lifted by an amount and for a time`, remedy);
