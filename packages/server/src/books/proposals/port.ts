import type { EntryKind, Page, PROPOSAL_KINDS, Proposal, ProposedEntry } from '@weir/core/contract';

export type ProposalKind = (typeof PROPOSAL_KINDS)[number];
export type ProposalState = Proposal['state'];

/** What kind of ledger entry each kind of proposal books; `ignore` books none. */
export const ENTRY_KIND_OF = {
  rerate: 'rerate',
  agreement: 'agreement',
  add: 'reconciliation',
  correct: 'reconciliation',
  attribution: 'attribution',
} as const satisfies Record<Exclude<ProposalKind, 'ignore'>, EntryKind>;

/** A change to the books that somebody shall decide on. */
export interface ProposalDraft {
  kind: ProposalKind;
  /** `2026-11`, of the organization's calendar. All entries lie within it. */
  month: string;
  /** A line that finance reads in a list. At most 200 characters. */
  title: string;
  /** Why, in sentences; becomes the reason of every entry. At most 1,000 characters. */
  reason: string;
  currency: string;
  /** What it is about, by name: provider, model, unit, day, source ... */
  subject: Readonly<Record<string, string>>;
  /**
   * Names the difference together with its figures (`fingerprintOf`): the same difference seen again has the same
   * fingerprint and is not proposed twice; a difference that has changed since has another one.
   */
  fingerprint: string;
  /** Person or part of Weir: `reconciliation`, `rerate`, `agreements` ... */
  proposedBy: string;
  /**
   * What it books, at least one. May be long: it is read once, in pieces. Of kind `ignore`: what would have to be booked,
   * and is accepted instead. Reading it may query registry and ledger.
   */
  entries: Iterable<ProposedEntry> | AsyncIterable<ProposedEntry>;
  /** Propose it although the same was rejected before. */
  again?: boolean;
}

export interface ProposalQuery {
  state?: ProposalState;
  kind?: ProposalKind;
  month?: string;
  limit?: number;
  cursor?: string;
}

/** Who decides, and what the audit notes of why. */
export interface Decision {
  actor: string;
  /** Name of the person; the actor when absent. */
  by?: string;
  note?: string;
  idempotency?: { key: string; fingerprint: string };
}

/**
 * Changes to the books wait here for somebody's word and are then booked as entries of the ledger, exactly once.
 * Rejects with WeirError: `not_found`, `conflict` (decided already), `client_not_allowed` (four eyes), `invalid_argument`
 * (a draft that contradicts itself), `ledger_unavailable` (booking goes on later: nothing is lost or doubled).
 */
export interface Proposals {
  /**
   * Resolves when durable. Undefined when the same fingerprint is open, being booked or booked already, or was rejected
   * and `again` is not set.
   */
  propose(draft: ProposalDraft): Promise<Proposal | undefined>;
  /**
   * open -> booking -> booked. Resolves when all entries are in the ledger. Approving a proposal that was left in
   * `booking` by a fault goes on where it stopped.
   */
  approve(id: string, decision: Decision): Promise<Proposal>;
  /** open -> rejected. */
  reject(id: string, decision: Decision): Promise<Proposal>;
  show(id: string): Promise<Proposal>;
  /** Newest first. */
  list(query: ProposalQuery): Promise<Page<Proposal>>;
  /** What it books, in order, in pieces of at most 1,000. */
  entries(id: string): AsyncIterable<readonly ProposedEntry[]>;
  /** Goes on with what a dead process left in `booking`. Called by the control that leads, at its start and now and then. */
  resume(): Promise<{ booked: number; failed: number }>;
}
