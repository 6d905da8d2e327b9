import type { CallSource } from '@weir/core/contract';
import type { TimeRange } from './port.ts';

/** What the ledger holds of a trace: enough to tell whether a span's call is there already. */
export interface TracedCall {
  call_id: string;
  trace_id: string;
  source: CallSource;
  /** RFC 3339. */
  started_at: string;
  ended_at: string;
  requested_model: string;
  model: string;
  response_model: string;
  /** '' when there is none. */
  raw_usage: string;
  /** Priced quantities it has. */
  charges: number;
}

export interface TraceReader {
  /** Calls and entries of these traces that began in the range, oldest first. */
  ofTraces(traceIds: readonly string[], range: TimeRange): Promise<TracedCall[]>;
}
