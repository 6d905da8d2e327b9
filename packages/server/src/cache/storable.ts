import { cachedOperation } from './operations.ts';

/** How an answer went, as far as keeping it is concerned. */
export interface AnswerOutcome {
  readonly dialect: string;
  readonly operation: string;
  /** Of the provider. */
  readonly httpStatus: number;
  /** The client got all of it: no abort, no cut stream, end marker seen. */
  readonly complete: boolean;
  readonly finishReason?: string | undefined;
  readonly refused?: boolean | undefined;
  /** Code of an error inside the answer. */
  readonly errorCode?: string | undefined;
}

/** Ends that the same request would meet again. A cut at the caller's own token limit is one of them. */
const FINISHED = new Set([
  'completed',
  'end_turn',
  'function_call',
  'length',
  'max_output_tokens',
  'max_tokens',
  'stop',
  'stop_sequence',
  'tool_calls',
  'tool_use',
]);

/** True for answers another caller may get as well: whole, successful, not declined, and known to have ended. */
export function mayStore(outcome: AnswerOutcome): boolean {
  const operation = cachedOperation(outcome.dialect, outcome.operation);
  if (operation === undefined || outcome.httpStatus !== 200 || !outcome.complete) return false;
  if (outcome.refused === true || outcome.errorCode !== undefined) return false;
  if (operation.computed) return true;
  return outcome.finishReason !== undefined && FINISHED.has(outcome.finishReason.toLowerCase());
}
