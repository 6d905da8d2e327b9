import type { CallFact } from '@weir/core/contract';
import type { LedgerBatch, LedgerStore } from '../../ledger/port.ts';
import { BatchRejected } from '../../ledger/rejection.ts';
import type { ChannelClient } from '../../platform/channel/index.ts';
import { type AppendAnswer, type AppendPiece, SPOOL_TOPICS } from '../spool-wire.ts';

/** Of a piece, in characters of JSON: a frame stays far below what control takes, and other messages get their turn. */
const PIECE_CHARACTERS = 512 * 1024;
/** The ledger may be busy with a long query. */
const LAND_MS = 60_000;

/**
 * The ledger as a host without one sees it: at the other end of the channel. A batch that was cut off is sent again under
 * the same token, which the ledger knows if it has landed, whichever control leads by then.
 */
export function remoteLedger(channel: Pick<ChannelClient, 'request'>): Pick<LedgerStore, 'append'> {
  return {
    async append({ token, calls }: LedgerBatch) {
      const pieces = piecesOf(calls);
      let answer: AppendAnswer | null = null;
      for (const [piece, part] of pieces.entries()) {
        const payload: AppendPiece = { token, piece, pieces: pieces.length, calls: part };
        answer = (await channel.request(SPOOL_TOPICS.append, payload, LAND_MS)) as AppendAnswer | null;
      }
      if (answer !== null && 'rejected' in answer) {
        throw new BatchRejected(answer.rejected.message, answer.rejected.calls);
      }
    },
  };
}

function piecesOf(calls: readonly CallFact[]): CallFact[][] {
  const pieces: CallFact[][] = [];
  let current: CallFact[] = [];
  let size = 0;
  for (const call of calls) {
    const length = JSON.stringify(call).length;
    if (current.length > 0 && size + length > PIECE_CHARACTERS) {
      pieces.push(current);
      current = [];
      size = 0;
    }
    current.push(call);
    size += length;
  }
  if (current.length > 0) pieces.push(current);
  return pieces;
}
