import type { AttemptFact, CallFact, ChargeFact } from '@weir/core/contract';
import { sumCost } from '../charges.ts';
import type { AttemptRecord, BegunCall } from '../spool/records.ts';

/**
 * The call of a begin whose gateway died before the end. What it really cost is unknown: it is charged at the estimate
 * its reservation rests on, every attempt that may be billed included, and flagged. When it ended is unknown, too:
 * `ended_at` is `started_at` and the duration 0.
 */
export function lostCall(begun: BegunCall, attempts: readonly AttemptRecord[]): CallFact {
  const charges = [...begun.charges, ...attempts.flatMap((attempt) => attempt.charges)].map(flagged);
  return {
    ...begun,
    ended_at: begun.started_at,
    duration_ms: 0,
    status: 'lost',
    http_status: 0,
    error_code: 'process_lost',
    tool_calls: 0,
    tool_names: [],
    response_bytes: 0,
    attempts: [attemptAt(begun, 1, begun.provider, begun.model), ...attempts.map(later(begun))],
    charges,
    cost: sumCost(charges),
    estimated: true,
  };
}

function flagged(charge: ChargeFact): ChargeFact {
  return { ...charge, estimated: true, estimate_reason: 'process_lost' };
}

function later(begun: BegunCall): (record: AttemptRecord) => AttemptFact {
  return ({ attempt, provider, model }) => attemptAt(begun, attempt, provider, model);
}

function attemptAt(begun: BegunCall, attempt: number, provider: string, model: string): AttemptFact {
  return {
    attempt,
    provider,
    model,
    started_at: begun.started_at,
    duration_ms: 0,
    error_code: 'process_lost',
  };
}
