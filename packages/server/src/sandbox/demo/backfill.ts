import { createHash } from 'node:crypto';
import type { CallFact, ImportEvent } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { Exclusive } from '../../ledger/exclusive.ts';
import type { LedgerStore } from '../../ledger/port.ts';
import { generateHistory, type HistoryOptions } from './history.ts';

export interface BackfillOptions extends HistoryOptions {
  ledger: Pick<LedgerStore, 'existing' | 'append'>;
  /** Shared by all who add what is missing. */
  exclusive: Exclusive;
}

/**
 * Writes the demo company's past to the ledger, telling how far it is; the last event is `done`. What is there already
 * is counted as a duplicate and left alone, so a second run, or one after a crash, adds only what is missing.
 */
export async function* backfillHistory({
  ledger,
  exclusive,
  ...history
}: BackfillOptions): AsyncGenerator<ImportEvent> {
  let read = 0;
  let imported = 0;
  let bytes = 0;
  let cost = Decimal.ZERO;
  for await (const batch of generateHistory(history)) {
    const calls = await exclusive(() => addMissing(ledger, batch));
    read += batch.length;
    imported += calls.length;
    bytes += batch.reduce((sum, call) => sum + call.request_bytes, 0);
    cost = calls.reduce((sum, call) => sum.add(Decimal.from(call.cost)), cost);
    yield { type: 'progress', bytes, read };
  }
  yield {
    type: 'done',
    read,
    imported,
    duplicates: read - imported,
    rejected: 0,
    rejections: [],
    cost: cost.toFixed(MONEY_SCALE),
    currency: 'USD',
  };
}

async function addMissing(
  ledger: BackfillOptions['ledger'],
  batch: readonly CallFact[],
): Promise<readonly CallFact[]> {
  const known = await ledger.existing(batch.map((call) => call.call_id));
  const calls = batch.filter((call) => !known.has(call.call_id));
  if (calls.length > 0) await ledger.append({ token: tokenOf(calls), calls });
  return calls;
}

/** Same calls, same token: a batch that was being written when the process died lands once. */
function tokenOf(calls: readonly CallFact[]): string {
  const hash = createHash('sha256');
  for (const call of calls) hash.update(call.call_id);
  return `demo/${hash.digest('hex').slice(0, 32)}`;
}
