import { readFileSync } from 'node:fs';
import { anthropicStreams, anthropicUnary } from './anthropic/conformance.cases.ts';
import { anthropic } from './anthropic/index.ts';
import type { AnswerCase } from './conformance.case.ts';
import type { Operation, ProviderAdapter } from './contract.ts';
import { geminiStreams, geminiUnary } from './gemini/conformance.cases.ts';
import { gemini } from './gemini/index.ts';
import { openaiStreams } from './openai/conformance.streams.ts';
import { openaiUnary } from './openai/conformance.unary.ts';
import { openai } from './openai/index.ts';

export interface AdapterCase extends AnswerCase {
  adapter: ProviderAdapter;
}

function of(adapter: ProviderAdapter, cases: readonly AnswerCase[]): AdapterCase[] {
  return cases.map((answer) => ({ ...answer, adapter }));
}

export const UNARY: readonly AdapterCase[] = [
  ...of(openai, openaiUnary),
  ...of(anthropic, anthropicUnary),
  ...of(gemini, geminiUnary),
];

export const STREAMS: readonly AdapterCase[] = [
  ...of(openai, openaiStreams),
  ...of(anthropic, anthropicStreams),
  ...of(gemini, geminiStreams),
];

export function operationOf({ adapter, operation }: AdapterCase): Operation {
  const found = adapter.operations.find(({ name }) => name === operation);
  if (found === undefined) throw new Error(`${adapter.dialect} has no operation ${operation}`);
  return found;
}

export function fixture({ dialect }: ProviderAdapter, file: string): Buffer {
  return readFileSync(new URL(`./${dialect}/fixtures/${file}`, import.meta.url));
}
