import type { CallFact, ImportEvent } from '@weir/core/contract';
import { createPriceBook } from '@weir/core/pricing';
import { describe, expect, it } from 'vitest';
import { createExclusive } from '../../ledger/exclusive.ts';
import type { LedgerBatch } from '../../ledger/port.ts';
import { loadCatalog } from '../../platform/catalog.ts';
import { backfillHistory } from './backfill.ts';

const { list, units, overrides } = loadCatalog();
const options = {
  priceBook: createPriceBook(list, units, { catalog: overrides }),
  until: new Date('2026-11-22T12:00:00Z'),
  days: 3,
  callsPerDay: 200,
  batchSize: 100,
  exclusive: createExclusive(),
};

function memoryLedger() {
  const calls = new Map<string, CallFact>();
  return {
    calls,
    existing: async (ids: readonly string[]) => new Set(ids.filter((id) => calls.has(id))),
    append: async (batch: LedgerBatch) => {
      for (const call of batch.calls) calls.set(call.call_id, call);
    },
  };
}

async function last(events: AsyncIterable<ImportEvent>): Promise<ImportEvent | undefined> {
  let event: ImportEvent | undefined;
  for await (event of events);
  return event;
}

describe('backfillHistory', () => {
  it('lands every call once, and nothing on a second run', async () => {
    const ledger = memoryLedger();
    const first = await last(backfillHistory({ ...options, ledger }));
    expect(first).toMatchObject({ type: 'done', imported: ledger.calls.size, duplicates: 0 });
    expect(ledger.calls.size).toBeGreaterThan(100);
    const second = await last(backfillHistory({ ...options, ledger }));
    expect(second).toMatchObject({ imported: 0, duplicates: ledger.calls.size, cost: '0.000000000000' });
  });

  it('goes on where a run broke off', async () => {
    const ledger = memoryLedger();
    for await (const event of backfillHistory({ ...options, ledger })) if (event.type === 'progress') break;
    const landed = ledger.calls.size;
    const again = await last(backfillHistory({ ...options, ledger }));
    expect(again).toMatchObject({ duplicates: landed, imported: ledger.calls.size - landed });
  });
});
