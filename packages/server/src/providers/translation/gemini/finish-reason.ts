import type { FinishReason } from '../answer.ts';

const READ: Readonly<Record<string, FinishReason>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'filter',
  RECITATION: 'filter',
  BLOCKLIST: 'filter',
  PROHIBITED_CONTENT: 'filter',
  SPII: 'filter',
  IMAGE_SAFETY: 'filter',
  LANGUAGE: 'filter',
};

const WRITTEN: Readonly<Record<FinishReason, string>> = {
  stop: 'STOP',
  stop_sequence: 'STOP',
  length: 'MAX_TOKENS',
  context: 'MAX_TOKENS',
  tool_calls: 'STOP',
  refusal: 'SAFETY',
  filter: 'SAFETY',
  unknown: 'OTHER',
};

/** The model's attempt at calling a tool went wrong: there is no answer, whatever has been said. */
const FAILED = new Set(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'TOO_MANY_TOOL_CALLS']);

export function isFailure(reason: unknown): boolean {
  return FAILED.has(String(reason));
}

/** Gemini says STOP after tool calls too. */
export function readFinish(reason: unknown, called: boolean): FinishReason {
  const told = READ[String(reason)] ?? 'unknown';
  return told === 'stop' && called ? 'tool_calls' : told;
}

export function writeFinish(reason: FinishReason): string {
  return WRITTEN[reason];
}
