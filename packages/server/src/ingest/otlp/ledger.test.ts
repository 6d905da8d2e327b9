import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openChdbEngine } from '../../ledger/chdb/engine.ts';
import { createTraceReader } from '../../ledger/sql/queries/calls-of-traces.ts';
import { createSqlLedger } from '../../ledger/sql/store.ts';
import { silentLogger } from '../../platform/log.ts';
import { CHAT, KEY, receiverOver, spanOf, TraceLedger } from './traces.fixture.ts';

it('counts a call once in a real ledger, whatever comes late and however often', async () => {
  const path = mkdtempSync(join(tmpdir(), 'weir-otlp-'));
  const engine = openChdbEngine({ path, log: silentLogger });
  const store = createSqlLedger(engine);
  try {
    await store.migrate();
    const open = () => receiverOver(new TraceLedger(), { store, traces: createTraceReader(engine) });
    const { 'gen_ai.operation.name': _, ...unsaid } = CHAT;
    const parent = spanOf(unsaid, { name: 'run' });
    const child = spanOf(CHAT, { parentSpanId: parent.spanId });
    expect(await open().receive([parent], KEY)).toMatchObject({ calls: 1, message: '' });
    expect(await open().receive([child], KEY)).toMatchObject({ calls: 1, takenBack: 1, message: '' });
    expect(await open().receive([parent, child], KEY)).toMatchObject({
      calls: 0,
      takenBack: 0,
      duplicates: 2,
    });
    const [sum] = await engine.select<{ calls: string; charges: string; calls_counted: string }>(
      `SELECT toString(sum(cost)) AS calls, toString(sum(call_count)) AS calls_counted,
        (SELECT toString(sum(effective_cost)) FROM charges) AS charges FROM calls`,
    );
    expect(sum).toEqual({ calls: '0.00035', charges: '0.00035', calls_counted: '2' });
  } finally {
    await store.close();
    rmSync(path, { recursive: true, force: true });
  }
});
