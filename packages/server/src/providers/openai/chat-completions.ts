import type { Operation } from '../contract.ts';
import { EVENT_STREAM } from '../sse/content-type.ts';
import { readAnswer } from './answer.ts';
import { readRequest, rewriteRequest } from './request.ts';
import { OpenAiStreamMeter } from './stream-meter.ts';

export const chatCompletions: Operation = {
  name: 'chat.completions',
  path: '/chat/completions',
  billed: true,
  kind: 'chat',
  body: 'json',
  streamTypes: EVENT_STREAM,
  readRequest,
  rewriteRequest,
  readAnswer,
  createStreamMeter: (options) => new OpenAiStreamMeter(options),
};
