import type { InsideAnswer } from '../../inside.ts';

export type LineResult = Pick<InsideAnswer, 'status' | 'body'> | 'canceled';

export interface MessageBatch {
  id: string;
  status: 'in_progress' | 'canceling' | 'ended';
  createdAt: number;
  endedAt?: number;
  cancelledAt?: number;
  /** How often it is still to be seen in progress. */
  pollsLeft: number;
  requests: readonly { customId: string; parameters: unknown }[];
  results: LineResult[];
}

const DAY_MS = 86_400_000;

/** `base`: scheme, host and path up to the version path, for the address of the results. */
export function describeMessageBatch(batch: MessageBatch, base: string): unknown {
  const time = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  const canceled = batch.results.filter((result) => result === 'canceled').length;
  const succeeded = batch.results.filter((result) => result !== 'canceled' && result.status === 200).length;
  const ended = batch.status === 'ended';
  return {
    id: batch.id,
    type: 'message_batch',
    processing_status: batch.status,
    request_counts: {
      processing: ended ? 0 : batch.requests.length,
      succeeded,
      errored: batch.results.length - succeeded - canceled,
      canceled,
      expired: 0,
    },
    created_at: time(batch.createdAt),
    expires_at: time(batch.createdAt + DAY_MS),
    ended_at: time(batch.endedAt),
    cancel_initiated_at: time(batch.cancelledAt),
    archived_at: null,
    results_url: ended ? `${base}/v1/messages/batches/${batch.id}/results` : null,
  };
}

/** One JSON object a line, in the order of the requests. */
export function resultLines(batch: MessageBatch): string {
  return batch.requests
    .map(({ customId }, i) => {
      const result = batch.results[i];
      return `${JSON.stringify({ custom_id: customId, result: describeResult(result ?? 'canceled') })}\n`;
    })
    .join('');
}

function describeResult(result: LineResult): unknown {
  if (result === 'canceled') return { type: 'canceled' };
  return result.status === 200
    ? { type: 'succeeded', message: result.body }
    : { type: 'errored', error: result.body };
}
