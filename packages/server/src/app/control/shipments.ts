import type { CallFact } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { LedgerStore } from '../../ledger/port.ts';
import { BatchRejected } from '../../ledger/rejection.ts';
import type { ChannelServer, Peer } from '../../platform/channel/index.ts';
import { type AppendAnswer, type AppendPiece, SPOOL_TOPICS } from '../spool-wire.ts';

/** Batches that gateway hosts ship, put together again and landed under their own token: exactly once, however often sent. */
export function takeShipments(
  channel: Pick<ChannelServer, 'handle'>,
  ledger: Pick<LedgerStore, 'append'>,
  landed: (calls: readonly CallFact[]) => void,
): void {
  const begun = new Map<Peer, { token: string; next: number; calls: CallFact[] }>();
  channel.handle(SPOOL_TOPICS.append, async (payload, peer): Promise<AppendAnswer | null> => {
    const { token, piece, pieces, calls } = payload as AppendPiece;
    if (piece === 0) {
      if (!begun.has(peer)) peer.onClose(() => begun.delete(peer));
      begun.set(peer, { token, next: 0, calls: [] });
    }
    const batch = begun.get(peer);
    if (batch === undefined || batch.token !== token || batch.next !== piece) {
      throw new WeirError('conflict', 'A piece of a batch is missing; it must be sent from its start');
    }
    batch.next += 1;
    batch.calls.push(...calls);
    if (batch.next < pieces) return null;
    begun.delete(peer);
    try {
      await ledger.append({ token, calls: batch.calls });
    } catch (error) {
      if (!(error instanceof BatchRejected)) throw error;
      return { rejected: { message: error.message, calls: error.rejected } };
    }
    landed(batch.calls);
    return { landed: true };
  });
}
