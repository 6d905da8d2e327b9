import type { LeaseGrant, LeaseReport, LeaseRequest } from '../limits/budgets/port.ts';

/** What gateways and control say to each other about budgets. */
export const LIMIT_TOPICS = {
  /** Requests of gateways. */
  lease: 'lease',
  report: 'report',
  approval: 'budget-approval',
  /** Answered at once by a control that is well. */
  heartbeat: 'heartbeat',
  /** Told to gateways: Recalled[], and all levels by budget. */
  recall: 'recall',
  levels: 'budget-levels',
} as const;

/** Calls that a budget of mode `approval` has refused. */
export interface ApprovalAsked {
  budget: string;
  /** What the last of them might have cost, pico-units as text. */
  needed: string;
  workload?: string;
  /** Refused since the last message. */
  calls: number;
}

/** Amounts are bigints, which JSON does not have: they travel as decimal text. */
type Wire<T> = { [K in keyof T]: T[K] extends bigint ? string : T[K] };

const REQUEST_AMOUNTS = ['settled', 'reserved', 'idle', 'need', 'want'] as const;
const REPORT_AMOUNTS = ['settled', 'reserved', 'idle'] as const;
const GRANT_AMOUNTS = ['granted', 'limit', 'settled', 'committed'] as const;

export const leaseRequest = codec<LeaseRequest>(REQUEST_AMOUNTS);
export const leaseReport = codec<LeaseReport>(REPORT_AMOUNTS);
export const leaseGrant = codec<LeaseGrant>(GRANT_AMOUNTS);

function codec<T extends object>(amounts: readonly (keyof T & string)[]) {
  return {
    encode: (value: T) => convert(value, amounts, String) as Wire<T>,
    decode: (value: unknown) => convert(value as Wire<T>, amounts, (text) => BigInt(text as string)) as T,
  };
}

function convert(value: object, amounts: readonly string[], by: (value: unknown) => unknown): object {
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, amounts.includes(name) ? by(one) : one]),
  );
}
