import type { Dialect, EscalationReason, RoutingPolicy } from '@weir/core/contract';
import type { TryOutcome } from '../outcome.ts';
import { fits, schemaOf } from './answer-schema.ts';
import { answerText, confidenceOf } from './answer-text.ts';

const TRUNCATED = new Set([
  'length',
  'max_tokens',
  'MAX_TOKENS',
  'max_output_tokens',
  'model_context_window_exceeded',
]);

/** A bad request stays one with every model. */
const CALLERS_FAULT = new Set([400, 413, 415, 422]);

export interface Judged {
  readonly outcome: TryOutcome;
  /** The whole answer in the client's dialect. */
  readonly answer: Buffer;
  readonly stream: boolean;
  readonly dialect: Dialect;
  /** As the client sent it. */
  readonly request: Buffer;
}

/** What is wrong with an answer by a workload's rules; undefined when it is good enough or cannot be judged. */
export function verdict(
  { on, min_confidence: least }: NonNullable<RoutingPolicy['escalation']>,
  judged: Judged,
): EscalationReason | undefined {
  const { outcome } = judged;
  const watched = (reason: EscalationReason) => on.includes(reason);
  if (outcome.status === 'upstream_error') {
    return watched('error') && !CALLERS_FAULT.has(outcome.httpStatus) ? 'error' : undefined;
  }
  const { facts } = outcome;
  if (watched('refusal') && facts?.refused === true) return 'refusal';
  if (watched('truncated') && TRUNCATED.has(facts?.finishReason ?? '')) return 'truncated';
  if (watched('invalid_output') && (facts?.toolCalls ?? 0) === 0 && isInvalid(judged))
    return 'invalid_output';
  if (!watched('low_confidence')) return undefined;
  const confidence = confidenceOf(judged.answer, judged.stream);
  return confidence !== undefined && confidence < least ? 'low_confidence' : undefined;
}

/** Structured output was asked for, and this is none. */
function isInvalid({ request, dialect, answer, stream }: Judged): boolean {
  const schema = schemaOf(request, dialect);
  if (schema === undefined) return false;
  const text = answerText(answer, dialect, stream);
  if (text === undefined) return false;
  try {
    return !fits(JSON.parse(text), schema);
  } catch {
    return true;
  }
}
