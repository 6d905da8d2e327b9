import { WeirError } from '@weir/core/errors';
import type { LeaseGrant, LeaseRequest } from '../port.ts';

/** The budget was removed and the gateway does not know yet. */
export function unlimited({ need, period }: LeaseRequest): LeaseGrant {
  return { granted: need, period, resetsAt: 0, limit: need, settled: 0n, committed: 0n, level: 'green' };
}

/** The gateway has newer rules than the authority, or older ones. */
export function changing(budget: string): WeirError {
  return new WeirError('limits_unavailable', `Budget ${budget} is being changed.`, {
    remedy: 'Try again in a moment.',
  });
}

/** After a restart, or while the figures of a new budget come in. */
export function uncertain(budget: string): WeirError {
  return new WeirError('limits_unavailable', `What is spent of budget ${budget} is being worked out.`, {
    remedy: 'Try again in a few seconds.',
  });
}

/** What a gateway that ended held may be free again in a moment: not the time to say that a budget is spent. */
export function ending(budget: string): WeirError {
  return new WeirError(
    'limits_unavailable',
    `A gateway ended, or is cut off, while it held some of budget ${budget}; its last calls are being recorded.`,
    { remedy: 'Try again in a few seconds.' },
  );
}
