import type { CallFact } from '@weir/core/contract';
import { BatchRejected, type RejectedCall } from '../../rejection.ts';
import type { TableBlock } from '../engine.ts';
import { Unstorable } from './checks.ts';
import { CALL_COLUMNS, CHARGE_COLUMNS, encodeCall, SHARED_COLUMNS } from './encode.ts';
import { BlockBuilder } from './native/block.ts';

/**
 * Rows of a batch for both tables, as blocks the engine takes over as they are: reading text into so many columns was half
 * of its work. Columns that nothing of the batch has are left out and take their defaults. Throws BatchRejected naming what
 * does not fit.
 */
export function encodeBatch(facts: readonly CallFact[]): {
  calls: TableBlock | undefined;
  charges: TableBlock | undefined;
} {
  const calls = new BlockBuilder([...CALL_COLUMNS, ...SHARED_COLUMNS]);
  const charges = new BlockBuilder([...CHARGE_COLUMNS, ...SHARED_COLUMNS]);
  const rejected: RejectedCall[] = [];
  for (const fact of facts) {
    try {
      const rows = encodeCall(fact);
      calls.add([rows.call], rows.shared);
      if (rows.charges.length > 0) charges.add(rows.charges, rows.shared);
    } catch (error) {
      rejected.push({ call_id: String(fact?.call_id), reason: reasonOf(error) });
    }
  }
  const [first] = rejected;
  if (first !== undefined) {
    throw new BatchRejected(`${rejected.length} calls do not fit the ledger: ${first.reason}`, rejected);
  }
  return { calls: calls.done(), charges: charges.done() };
}

function reasonOf(error: unknown): string {
  if (error instanceof Unstorable) return error.message;
  return `not a call: ${error instanceof Error ? error.message : String(error)}`;
}
