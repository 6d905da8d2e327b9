import type { FinishReason } from '../answer.ts';

const READ: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
  content_filter: 'filter',
};

const WRITTEN: Readonly<Record<FinishReason, string>> = {
  stop: 'stop',
  stop_sequence: 'stop',
  length: 'length',
  context: 'length',
  tool_calls: 'tool_calls',
  refusal: 'content_filter',
  filter: 'content_filter',
  unknown: 'stop',
};

export function readFinish(reason: unknown): FinishReason {
  return READ[String(reason)] ?? 'unknown';
}

export function writeFinish(reason: FinishReason): string {
  return WRITTEN[reason];
}
