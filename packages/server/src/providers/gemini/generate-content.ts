import type { Operation } from '../contract.ts';
import { PlainMeter } from '../sse/plain-meter.ts';
import { readAnswer } from './answer.ts';
import { readRequest, rewriteRequest } from './request.ts';
import { GeminiStreamMeter } from './stream-meter.ts';

export const generateContent: Operation = {
  name: 'generate_content',
  path: '/models/{model}:generateContent',
  billed: true,
  kind: 'chat',
  body: 'json',
  streamTypes: [],
  readRequest: (body, line) => readRequest(body, line, false),
  rewriteRequest,
  readAnswer,
  createStreamMeter: () => new PlainMeter(),
};

/** Events with `?alt=sse`, else one JSON array that grows. */
export const streamGenerateContent: Operation = {
  ...generateContent,
  name: 'stream_generate_content',
  path: '/models/{model}:streamGenerateContent',
  streamTypes: ['text/event-stream', 'application/json'],
  readRequest: (body, line) => readRequest(body, line, true),
  createStreamMeter: (options) => new GeminiStreamMeter(options),
};

export const countTokens: Operation = {
  ...generateContent,
  name: 'count_tokens',
  path: '/models/{model}:countTokens',
  billed: false,
  kind: 'other',
};
