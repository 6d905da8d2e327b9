import type { FinishReason } from '../answer.ts';

const READ: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop_sequence',
  max_tokens: 'length',
  model_context_window_exceeded: 'context',
  tool_use: 'tool_calls',
  guardrail_intervened: 'filter',
  content_filtered: 'filter',
};

/** `answered`: the only tool called was the one that stands for a structured answer. */
export function readFinish(reason: unknown, answered: boolean): FinishReason {
  const told = READ[String(reason)] ?? 'unknown';
  return told === 'tool_calls' && answered ? 'stop' : told;
}
