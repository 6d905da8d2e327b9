import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { silentLogger } from '../../platform/log.ts';
import { openChdbEngine } from '../chdb/engine.ts';
import { callOf } from '../testing/facts.ts';
import { createTraceReader } from './queries/calls-of-traces.ts';
import { createSqlLedger } from './store.ts';

it('finds the calls of traces, within a range of time', async () => {
  const path = mkdtempSync(join(tmpdir(), 'weir-traces-'));
  const engine = openChdbEngine({ path, log: silentLogger });
  const ledger = createSqlLedger(engine);
  try {
    await ledger.migrate();
    const trace_id = '0af7651916cd43dd8448eb211c80319c';
    const calls = [
      callOf({ call_id: 'a', trace_id, source: 'otlp', raw_usage: '{"span_id":"1"}' }),
      callOf({
        call_id: 'b',
        trace_id,
        started_at: '2026-11-21T03:08:00Z',
        ended_at: '2026-11-21T03:08:01Z',
      }),
      callOf({ call_id: 'c' }),
    ];
    await ledger.append({ token: 't', calls });
    const range = { since: new Date('2026-11-22T00:00:00Z'), until: new Date('2026-11-23T00:00:00Z') };
    expect(await createTraceReader(engine).ofTraces([trace_id], range)).toEqual([
      {
        call_id: 'a',
        trace_id,
        source: 'otlp',
        started_at: '2026-11-22T03:08:00.123456Z',
        ended_at: '2026-11-22T03:08:01.500000Z',
        requested_model: 'gpt-4o',
        model: 'gpt-4o',
        response_model: 'gpt-4o-2024-08-06',
        raw_usage: '{"span_id":"1"}',
        charges: 2,
      },
    ]);
    expect(await createTraceReader(engine).ofTraces([], range)).toEqual([]);
  } finally {
    await ledger.close();
    rmSync(path, { recursive: true, force: true });
  }
});
