import type { BatchLine, LineProblem } from './lines.ts';
import type { BatchUsage } from './usage.ts';

export type BatchStatus =
  | 'validating'
  | 'failed'
  | 'in_progress'
  | 'finalizing'
  | 'completed'
  | 'cancelling'
  | 'cancelled';

export interface Batch {
  id: string;
  endpoint: string;
  inputFileId: string;
  metadata: unknown;
  status: BatchStatus;
  /** Unix seconds at which a status was reached. */
  reached: Partial<Record<BatchStatus, number>> & { validating: number };
  /** How often it is still to be seen in progress. */
  pollsLeft: number;
  lines: readonly BatchLine[];
  problems: readonly LineProblem[];
  completed: number;
  failed: number;
  outputFileId?: string;
  errorFileId?: string;
  usage?: BatchUsage;
}

const DAY_SECONDS = 86_400;

export function describeBatch(batch: Batch): unknown {
  const at = (status: BatchStatus) => batch.reached[status] ?? null;
  return {
    id: batch.id,
    object: 'batch',
    endpoint: batch.endpoint,
    model: batch.lines[0]?.body['model'] ?? null,
    errors: batch.problems.length === 0 ? null : { object: 'list', data: batch.problems },
    input_file_id: batch.inputFileId,
    completion_window: '24h',
    status: batch.status,
    output_file_id: batch.outputFileId ?? null,
    error_file_id: batch.errorFileId ?? null,
    created_at: batch.reached.validating,
    in_progress_at: at('in_progress'),
    expires_at: batch.reached.validating + DAY_SECONDS,
    finalizing_at: at('finalizing'),
    completed_at: at('completed'),
    failed_at: at('failed'),
    expired_at: null,
    cancelling_at: at('cancelling'),
    cancelled_at: at('cancelled'),
    request_counts: { total: batch.lines.length, completed: batch.completed, failed: batch.failed },
    ...(batch.usage === undefined ? {} : { usage: batch.usage }),
    metadata: batch.metadata ?? null,
  };
}
