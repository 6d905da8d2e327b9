/** Batch objects of OpenAI and Anthropic as clients and control see them. */

const OVER = new Set(['completed', 'failed', 'expired', 'cancelled', 'ended']);

/** Nothing more will come of it. */
export function batchIsOver(batch: Readonly<Record<string, unknown>>): boolean {
  return OVER.has(String(batch['processing_status'] ?? batch['status']));
}

/** Files that a batch of OpenAI wrote its results to. */
export function filesMadeBy(batch: Readonly<Record<string, unknown>>): string[] {
  return [batch['output_file_id'], batch['error_file_id']].filter(
    (id): id is string => typeof id === 'string' && id !== '',
  );
}
