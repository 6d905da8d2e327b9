import type { Finish, FinishReason } from '../answer.ts';

const READ: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop_sequence',
  max_tokens: 'length',
  model_context_window_exceeded: 'context',
  tool_use: 'tool_calls',
  refusal: 'refusal',
  pause_turn: 'unknown',
};

const WRITTEN: Readonly<Record<FinishReason, string>> = {
  stop: 'end_turn',
  stop_sequence: 'stop_sequence',
  length: 'max_tokens',
  context: 'model_context_window_exceeded',
  tool_calls: 'tool_use',
  refusal: 'refusal',
  filter: 'refusal',
  unknown: 'end_turn',
};

export function readFinish(reason: unknown, stopSequence: unknown): Finish {
  return {
    reason: READ[String(reason)] ?? 'unknown',
    ...(typeof stopSequence === 'string' ? { stopSequence } : {}),
  };
}

/** `stop_sequence` is only said when it is known which; OpenAI does not tell a natural end from one. */
export function writeFinish({ reason, stopSequence }: Finish): {
  stop_reason: string;
  stop_sequence: string | null;
} {
  const known = reason === 'stop_sequence' && stopSequence === undefined ? 'stop' : reason;
  return { stop_reason: WRITTEN[known], stop_sequence: stopSequence ?? null };
}
