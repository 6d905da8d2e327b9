import type { CallFact, Proposal } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { Exclusive } from '../../ledger/exclusive.ts';
import type { LedgerStore } from '../../ledger/port.ts';
import { BatchRejected } from '../../ledger/rejection.ts';
import type { ProposalService } from '../../registry/services/proposals.ts';
import { callOfEntry } from './entry-call.ts';
import { ENTRY_KIND_OF } from './port.ts';

export interface BookingDeps {
  records: Pick<ProposalService, 'pieces' | 'finish'>;
  ledger: Pick<LedgerStore, 'existing' | 'append'>;
  /** Shared by all who add what is missing. */
  exclusive: Exclusive;
}

/**
 * Lands the entries of a proposal in state `booking`, piece by piece, then notes it `booked`. Safe to repeat after it broke
 * off anywhere: a piece is the same batch with the same ids and the same token each time, and one that is wholly in the
 * ledger is passed over.
 */
export async function book(
  proposal: Proposal,
  { records, ledger, exclusive }: BookingDeps,
): Promise<Proposal> {
  if (proposal.kind !== 'ignore') {
    for await (const { piece, entries } of records.pieces(proposal.id)) {
      const place = {
        proposal: proposal.id,
        piece,
        kind: ENTRY_KIND_OF[proposal.kind],
        reason: proposal.reason,
        bookedAt: proposal.decided_at ?? proposal.proposed_at,
      };
      const calls = entries.map((entry, position) => callOfEntry(entry, { ...place, position }));
      await exclusive(() => land(`books/${proposal.id}/${piece}`, calls, ledger));
    }
  }
  return records.finish(proposal.id);
}

async function land(token: string, calls: readonly CallFact[], ledger: BookingDeps['ledger']): Promise<void> {
  try {
    const known = await ledger.existing(calls.map((call) => call.call_id));
    if (known.size === calls.length) return;
    await ledger.append({ token, calls });
  } catch (error) {
    if (error instanceof BatchRejected) {
      const reason = error.rejected[0]?.reason ?? error.message;
      throw new WeirError('conflict', `The ledger cannot take an entry of this proposal: ${reason}`, {
        remedy: 'It stays in state booking; nothing of this piece was booked. Propose the difference anew.',
        cause: error,
      });
    }
    if (error instanceof WeirError) throw error;
    throw new WeirError('ledger_unavailable', 'The ledger could not be written; booking goes on later', {
      remedy: 'Nothing is lost or doubled: approve it again, or wait until Weir goes on by itself.',
      cause: error,
    });
  }
}
