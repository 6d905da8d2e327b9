import type { CallFact } from '@weir/core/contract';
import type { MarkRecord } from '../ledger/spool/records.ts';
import type { FindingDraft, LedgerWriterStatus } from '../ledger/writer/index.ts';

/** What the shipper of a gateway host and control say to each other about its spool. */
export const SPOOL_TOPICS = {
  append: 'spool.append',
  report: 'spool.report',
  finding: 'spool.finding',
} as const;

/** A piece of a batch; control lands it when it has all of them. */
export interface AppendPiece {
  token: string;
  /** From 0. */
  piece: number;
  pieces: number;
  calls: readonly CallFact[];
}

/** To the last piece of a batch; to the others null. */
export type AppendAnswer =
  | { landed: true }
  | { rejected: { message: string; calls: readonly { call_id: string; reason: string }[] } };

/** Sent about twice a second; nothing in it is lost when it is sent again. */
export interface SpoolReport {
  /** Incarnations with records on this host that may not have landed. */
  instances: readonly { id: string; alive: boolean }[];
  /** Of those control asked for: they have nothing here any more. */
  absent: readonly string[];
  /** That control has not confirmed. */
  marks: readonly { instance: string; mark: MarkRecord }[];
  status: LedgerWriterStatus;
}

export interface SpoolReportAnswer {
  /** Incarnations of this host that control knows and the report does not name. */
  expected: readonly string[];
}

export type SpoolFinding = FindingDraft;
