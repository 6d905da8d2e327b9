import type { Page, Proposal, ProposedEntry } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { and, asc, eq, inArray, notInArray, sql } from 'drizzle-orm';
import { proposals, proposedEntries } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { type ProposalRow, presentProposal } from './proposal-rows.ts';
import { notFound } from './references.ts';

export type NewProposal = Pick<
  Proposal,
  'id' | 'kind' | 'month' | 'title' | 'reason' | 'amount' | 'currency' | 'entries' | 'subject' | 'proposed_by'
> & { fingerprint: string };

export interface ProposalFilter extends PageRequest {
  state?: Proposal['state'];
  kind?: Proposal['kind'];
  month?: string;
}

export interface ProposalDecision {
  /** Name of the person. */
  by: string;
  note?: string;
  /** Who proposed it may not approve it. */
  fourEyes?: boolean;
}

/** Proposals as rows: state by state, audited. What they mean and how they are booked: `books/proposals`. */
export interface ProposalService {
  /** A piece of what a proposal that is about to be created would book. */
  putPiece(proposal: string, piece: number, entries: readonly ProposedEntry[]): Promise<void>;
  /** Takes away pieces of a proposal that was not created after all. */
  dropPieces(proposal: string): Promise<void>;
  /** Takes away pieces that belong to no proposal, except to these. */
  sweepPieces(except: readonly string[]): Promise<void>;
  /** Undefined when the fingerprint is in one of the states that stand against it. */
  create(
    proposal: NewProposal,
    against: readonly Proposal['state'][],
    by: ChangeBy,
  ): Promise<Proposal | undefined>;
  /** open -> booking; a proposal that is `booking` or `booked` stays as it is. */
  begin(id: string, decision: ProposalDecision, by: ChangeBy): Promise<Proposal>;
  /** booking -> booked. */
  finish(id: string): Promise<Proposal>;
  reject(id: string, decision: ProposalDecision, by: ChangeBy): Promise<Proposal>;
  show(id: string): Promise<Proposal>;
  list(filter: ProposalFilter): Promise<Page<Proposal>>;
  /** Every one of a month in these states, oldest first. */
  ofMonth(month: string, states: readonly Proposal['state'][]): Promise<Proposal[]>;
  booking(): Promise<Proposal[]>;
  fingerprintOf(id: string): Promise<string>;
  pieces(id: string): AsyncIterable<{ piece: number; entries: readonly ProposedEntry[] }>;
}

export function proposalService(store: Store): ProposalService {
  return {
    putPiece: (proposal, piece, entries) =>
      store.note(async (tx) => {
        await tx.insert(proposedEntries).values({ proposal, piece, entries: [...entries] });
      }),
    dropPieces: (proposal) =>
      store.note(async (tx) => {
        await tx.delete(proposedEntries).where(eq(proposedEntries.proposal, proposal));
      }),
    sweepPieces: (except) =>
      store.note(async (tx) => {
        const known = tx.select({ id: proposals.id }).from(proposals);
        await tx
          .delete(proposedEntries)
          .where(
            and(
              notInArray(proposedEntries.proposal, known),
              except.length === 0 ? undefined : notInArray(proposedEntries.proposal, [...except]),
            ),
          );
      }),
    create: (proposal, against, by) => store.change(by, (change) => create(change, proposal, against)),
    begin: (id, decision, by) => store.change(by, (change) => begin(change, id, decision)),
    finish: (id) =>
      store.change({ actor: 'system' }, async (change) => {
        const row = await find(change.tx, id);
        if (row.state !== 'booking') return presentProposal(row);
        return write(change, row, 'proposal.book', { state: 'booked' });
      }),
    reject: (id, { by: person, note }, by) =>
      store.change(by, async (change) => {
        const row = await find(change.tx, id);
        if (row.state !== 'open') throw decided(row);
        return write(change, row, 'proposal.reject', decisionOf(change, 'rejected', person, note));
      }),
    show: async (id) => presentProposal(await find(store.db, id)),
    async list(filter) {
      const page = keyset(filter, proposals.proposedAt, proposals.id);
      const rows = await store.db
        .select()
        .from(proposals)
        .where(
          and(
            page.after,
            filter.state === undefined ? undefined : eq(proposals.state, filter.state),
            filter.kind === undefined ? undefined : eq(proposals.kind, filter.kind),
            filter.month === undefined ? undefined : eq(proposals.month, filter.month),
          ),
        )
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, presentProposal, (row) => ({ at: row.proposedAt, id: row.id }));
    },
    async ofMonth(month, states) {
      const rows = await store.db
        .select()
        .from(proposals)
        .where(and(eq(proposals.month, month), inArray(proposals.state, [...states])))
        .orderBy(asc(proposals.proposedAt), asc(proposals.id));
      return rows.map(presentProposal);
    },
    async booking() {
      const rows = await store.db
        .select()
        .from(proposals)
        .where(eq(proposals.state, 'booking'))
        .orderBy(asc(proposals.decidedAt), asc(proposals.id));
      return rows.map(presentProposal);
    },
    fingerprintOf: async (id) => (await find(store.db, id)).fingerprint,
    async *pieces(id) {
      for (let piece = 0; ; piece += 1) {
        const [row] = await store.db
          .select()
          .from(proposedEntries)
          .where(and(eq(proposedEntries.proposal, id), eq(proposedEntries.piece, piece)));
        if (row === undefined) return;
        yield { piece, entries: row.entries };
      }
    },
  };
}

async function create(
  change: Change,
  { proposed_by: proposedBy, ...given }: NewProposal,
  against: readonly Proposal['state'][],
): Promise<Proposal | undefined> {
  // two that propose the same thing at once: the second waits here, then sees the first
  await change.tx.execute(sql`select pg_advisory_xact_lock(hashtext(${given.fingerprint}))`);
  const same = await change.tx
    .select({ id: proposals.id })
    .from(proposals)
    .where(and(eq(proposals.fingerprint, given.fingerprint), inArray(proposals.state, [...against])))
    .limit(1);
  if (same.length > 0) return undefined;
  const row: ProposalRow = {
    ...given,
    state: 'open',
    proposedBy,
    proposedAt: change.now,
    decidedBy: null,
    decidedAt: null,
    decisionNote: null,
  };
  await change.tx.insert(proposals).values(row);
  const made = presentProposal(row);
  change.audit('proposal.create', `proposal/${row.id}`, undefined, made);
  return made;
}

async function begin(change: Change, id: string, decision: ProposalDecision): Promise<Proposal> {
  const row = await find(change.tx, id);
  if (row.state === 'booking' || row.state === 'booked') return presentProposal(row);
  if (row.state !== 'open') throw decided(row);
  if (decision.fourEyes === true && sameName(decision.by, row.proposedBy)) {
    throw new WeirError('client_not_allowed', `"${decision.by}" proposed this and may not approve it`, {
      field: 'by',
      remedy: 'Ask somebody else to approve it: books.four_eyes is set.',
    });
  }
  return write(change, row, 'proposal.approve', decisionOf(change, 'booking', decision.by, decision.note));
}

const sameName = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

function decisionOf(
  { now }: Change,
  state: Proposal['state'],
  by: string,
  note: string | undefined,
): Partial<ProposalRow> {
  return { state, decidedBy: by, decidedAt: now, decisionNote: note ?? null };
}

async function write(
  change: Change,
  old: ProposalRow,
  action: string,
  set: Partial<ProposalRow>,
): Promise<Proposal> {
  const row = { ...old, ...set };
  await change.tx.update(proposals).set(set).where(eq(proposals.id, old.id));
  change.audit(action, `proposal/${row.id}`, presentProposal(old), presentProposal(row));
  return presentProposal(row);
}

async function find(db: Queries, id: string): Promise<ProposalRow> {
  const [row] = await db.select().from(proposals).where(eq(proposals.id, id));
  if (row === undefined) throw notFound('proposal', id);
  return row;
}

function decided(row: ProposalRow): WeirError {
  return new WeirError('conflict', `The proposal ${row.id} is ${row.state} already, by ${row.decidedBy}`, {
    remedy: 'What is booked is changed by a further proposal only.',
  });
}
