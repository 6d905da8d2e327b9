import type { CallFact } from '@weir/core/contract';

/**
 * Records of the spool. One line each: `<crc32 as 8 hex digits> <body>\n`, the checksum over the body's UTF-8 bytes;
 * the body is compact JSON, see lines.ts, encode.ts and decode.ts.
 * A line that is torn or fails its checksum is skipped, counted and reported, never guessed at.
 */
export type SpoolRecord = BeginRecord | AttemptRecord | EndRecord | MarkRecord;

/** Written before the call may go upstream: proof that money may be spent, and on whose account. */
export interface BeginRecord {
  t: 'begin';
  /**
   * The call as known at admission. If no end follows and the writer is dead, this becomes the ledger's row:
   * status `lost`, charges estimated from the reservation and flagged.
   */
  call: BegunCall;
}

export type BegunCall = Omit<
  CallFact,
  | 'ended_at'
  | 'duration_ms'
  | 'ttft_ms'
  | 'response_model'
  | 'status'
  | 'http_status'
  | 'error_code'
  | 'finish_reason'
  | 'raw_usage'
  | 'tool_calls'
  | 'tool_names'
  | 'response_bytes'
  | 'attempts'
  | 'cost'
>;
// `usage` and `charges` of a BegunCall hold the estimate that the reservation rests on, flagged `estimated`.

/** Written before a second or later attempt goes upstream: each attempt may be billed. */
export interface AttemptRecord {
  t: 'attempt';
  call_id: string;
  attempt: number;
  provider: string;
  model: string;
  /** Estimated charges of this attempt, used only if no end follows. */
  charges: CallFact['charges'];
}

/** Written before the client sees the end of the answer. */
export interface EndRecord {
  t: 'end';
  call: CallFact;
}

/**
 * Says which calls a gateway's own counting of budgets rests on. Once everything before it is in the ledger, the ledger's
 * sum of the calls of this gateway that ended until `at` must be `settled`, where that is given.
 */
export interface MarkRecord {
  t: 'mark';
  /** Epoch ms on the gateway's clock: it gives no call a later record whose end is not after this. */
  at: number;
  /** By budget id: start of the period (epoch ms), and what the gateway has settled in it since it counts, pico-units. */
  settled: Readonly<Record<string, readonly [periodStart: number, pico: string]>>;
}
