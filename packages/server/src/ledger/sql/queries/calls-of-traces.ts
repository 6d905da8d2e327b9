import type { TracedCall, TraceReader } from '../../trace-port.ts';
import type { SqlEngine } from '../engine.ts';
import { isoInstant } from '../rows/decode.ts';
import { toSpan } from './range.ts';

/** Reads traces from the ledger in SQL, the same over every engine. */
export function createTraceReader(engine: Pick<SqlEngine, 'select'>): TraceReader {
  return {
    async ofTraces(traceIds, range) {
      if (traceIds.length === 0) return [];
      const { since, until } = toSpan(range);
      const rows = await engine.select<TracedCall>(
        `SELECT call_id, trace_id, source, started_at, ended_at, requested_model, model, response_model, raw_usage,
    charge_count AS charges
FROM calls
WHERE started_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
  AND started_at < fromUnixTimestamp64Milli({until:Int64}, 'UTC')
  AND trace_id IN {traces:Array(String)}
ORDER BY started_at, call_id`,
        { since, until, traces: [...traceIds] },
      );
      return rows.map((row) => ({
        ...row,
        started_at: isoInstant(row.started_at),
        ended_at: isoInstant(row.ended_at),
      }));
    },
  };
}
