import { WeirError } from '@weir/core/errors';
import type { LeaseGrant, LeaseRequest } from '../port.ts';

/** The budget was removed and the gateway does not know yet. */
export function unlimited({ need, period }: LeaseRequest): LeaseGrant {
  return { granted: need, period, resetsAt: 0, limit: need, settled: 0n, committed: 0n };
}

/** After a restart, or while the figures of a new budget come in. */
export function uncertain(workload: string): WeirError {
  return new WeirError(
    'limits_unavailable',
    `What workload ${workload} has spent is being worked out after a restart.`,
    {
      remedy: 'Try again in a few seconds.',
    },
  );
}

/** What a gateway that ended held may be free again in a moment: not the time to say that a budget is spent. */
export function ending(workload: string): WeirError {
  return new WeirError(
    'limits_unavailable',
    `A gateway ended while it held budget of workload ${workload}; its last calls are being recorded.`,
    { remedy: 'Try again in a few seconds.' },
  );
}
