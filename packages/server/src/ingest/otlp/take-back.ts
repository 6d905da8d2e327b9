import type { CallFact, ChargeFact } from '@weir/core/contract';
import { sumCost } from '../../ledger/charges.ts';
import { takeBackId } from './decide.ts';

/** The entry that takes a call's charges back: the call stays, its cost is undone on its own day. */
export function takeBackEntry(call: CallFact, because: string, at: Date): CallFact {
  const charges = call.charges.map(negative);
  const { ttft_ms, error_code, finish_reason, raw_usage, ...rest } = call;
  return {
    ...rest,
    call_id: takeBackId(call),
    duration_ms: 0,
    ended_at: call.started_at,
    status: 'ok',
    http_status: 0,
    usage: {},
    attempts: [],
    charges,
    cost: sumCost(charges),
    entry: {
      kind: 'revision',
      calls: 0,
      booked_at: at.toISOString(),
      corrects: call.call_id,
      reason: because,
    },
  };
}

function negative(charge: ChargeFact): ChargeFact {
  return {
    ...charge,
    attempt: 1,
    quantity: negated(charge.quantity),
    list_cost: negated(charge.list_cost),
    contracted_cost: negated(charge.contracted_cost),
    effective_cost: negated(charge.effective_cost),
  };
}

function negated(decimal: string): string {
  if (/^-?0*(\.0*)?$/.test(decimal)) return decimal.replace('-', '');
  return decimal.startsWith('-') ? decimal.slice(1) : `-${decimal}`;
}
