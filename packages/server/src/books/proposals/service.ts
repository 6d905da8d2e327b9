import type { Proposal } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import { createExclusive, type Exclusive } from '../../ledger/exclusive.ts';
import type { LedgerStore } from '../../ledger/port.ts';
import type { Logger } from '../../platform/log.ts';
import type { ProposalService } from '../../registry/services/proposals.ts';
import type { ChangeBy } from '../../registry/store/change.ts';
import { monthSpan } from '../months.ts';
import { book } from './booking.ts';
import { checkDraft, piecesOf } from './draft.ts';
import type { Decision, ProposalDraft, ProposalState, Proposals } from './port.ts';

export interface ProposalsDeps {
  records: ProposalService;
  ledger: Pick<LedgerStore, 'existing' | 'append'>;
  /** Shared by all who add what is missing to the ledger. */
  exclusive: Exclusive;
  /** Shared with the closing of months: a month is not closed in the middle of a booking. */
  books: Exclusive;
  id: () => string;
  timeZone: () => string;
  fourEyes: boolean;
  log: Logger;
}

/** A difference that is in one of these states is not proposed again. */
const KNOWN: readonly ProposalState[] = ['open', 'booking', 'booked'];

export function createProposals(deps: ProposalsDeps): Proposals {
  const { records, books, fourEyes, log } = deps;
  /** Being written: their pieces belong to no proposal yet. */
  const drafts = new Set<string>();
  // a booking at a time: resuming and approving the same one must not run side by side
  const bookings = createExclusive();

  async function write(draft: ProposalDraft, id: string): Promise<Proposal | undefined> {
    const span = monthSpan(draft.month, deps.timeZone());
    let entries = 0;
    let amount = Decimal.ZERO;
    let piece = 0;
    for await (const some of piecesOf(draft, span)) {
      await records.putPiece(id, piece, some);
      piece += 1;
      entries += some.length;
      if (draft.kind === 'ignore') continue;
      for (const entry of some) amount = amount.add(Decimal.from(entry.effective_cost));
    }
    if (entries === 0) {
      throw new WeirError('invalid_argument', 'A proposal without entries would change nothing', {
        field: 'entries',
        remedy: 'Propose what is to be booked.',
      });
    }
    const { kind, month, title, reason, currency, subject, fingerprint, proposedBy } = draft;
    const against = draft.again === true ? KNOWN : [...KNOWN, 'rejected' as const];
    return records.create(
      {
        id,
        kind,
        month,
        title,
        reason,
        currency,
        subject: { ...subject },
        fingerprint,
        proposed_by: proposedBy,
        entries,
        amount: amount.toFixed(MONEY_SCALE),
      },
      against,
      { actor: proposedBy },
    );
  }

  const finish = (id: string): Promise<Proposal> =>
    bookings(() =>
      books(async () => {
        const proposal = await records.show(id);
        return proposal.state === 'booking' ? book(proposal, deps) : proposal;
      }),
    );

  return {
    async propose(draft) {
      checkDraft(draft);
      const id = deps.id();
      drafts.add(id);
      try {
        const made = await write(draft, id);
        if (made === undefined) await records.dropPieces(id);
        return made;
      } catch (error) {
        await records.dropPieces(id).catch(() => {});
        throw error;
      } finally {
        drafts.delete(id);
      }
    },
    async approve(id, decision) {
      await records.begin(id, { ...personOf(decision), fourEyes }, byOf(decision));
      return finish(id);
    },
    reject: (id, decision) => records.reject(id, personOf(decision), byOf(decision)),
    show: (id) => records.show(id),
    list: (query) => records.list(query),
    async *entries(id) {
      await records.show(id);
      for await (const { entries } of records.pieces(id)) yield entries;
    },
    async resume() {
      await records.sweepPieces([...drafts]);
      const left = await records.booking();
      let failed = 0;
      for (const { id } of left) {
        await finish(id).catch((error: unknown) => {
          failed += 1;
          log.error({ proposal: id, err: error }, 'a proposal could not be booked; it is tried again');
        });
      }
      return { booked: left.length - failed, failed };
    },
  };
}

function personOf({ actor, by, note }: Decision): { by: string; note?: string } {
  return { by: by ?? actor, ...(note === undefined ? {} : { note }) };
}

function byOf({ actor, idempotency }: Decision): ChangeBy {
  return { actor, ...(idempotency === undefined ? {} : { idempotency }) };
}
