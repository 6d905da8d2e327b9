import type { CallFact } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { BatchRejected } from '../../ledger/rejection.ts';
import { tokenOf } from './entries.ts';
import type { FullCostDeps } from './port.ts';

const PIECE = 1_000;

type LandDeps = Pick<FullCostDeps, 'ledger' | 'pending' | 'exclusive'>;

/**
 * Lands entries piece by piece. A piece is written down before it is sent and struck out when it is there: killed at any moment,
 * the next run sends the very same piece under the same token, which the ledger takes once.
 */
export async function landEntries(calls: readonly CallFact[], deps: LandDeps): Promise<void> {
  for (let at = 0; at < calls.length; at += PIECE) {
    const piece = calls.slice(at, at + PIECE);
    await deps.pending.write({ token: tokenOf(piece), calls: piece });
    await finishPending(deps);
  }
}

/** Sends what broke off before. Nothing may be worked out from the ledger before that. */
export async function finishPending({ ledger, pending, exclusive }: LandDeps): Promise<void> {
  const left = await pending.read();
  if (left === undefined) return;
  try {
    await exclusive(async () => {
      const known = await ledger.existing(left.calls.map(({ call_id }) => call_id));
      if (known.size < left.calls.length) await ledger.append(left);
    });
  } catch (error) {
    if (error instanceof BatchRejected) {
      // it never will be taken, and holding on to it would stop all that comes after
      await pending.write(undefined);
      throw new WeirError(
        'internal',
        `The ledger cannot take shares of costs: ${error.rejected[0]?.reason ?? error.message}`,
        {
          cause: error,
        },
      );
    }
    if (error instanceof WeirError) throw error;
    throw new WeirError(
      'ledger_unavailable',
      'The ledger could not be written; booking goes on with the next run',
      {
        remedy: 'Nothing is lost or doubled: run it again, or wait for the night.',
        cause: error,
      },
    );
  }
  await pending.write(undefined);
}
