import type { Operation } from '../contract.ts';
import { rewriteModel } from '../json/rewrite-model.ts';
import { EVENT_STREAM } from '../sse/content-type.ts';
import { readAnswer } from './answer.ts';
import { readRequest } from './request.ts';
import { AnthropicStreamMeter } from './stream-meter.ts';

export const messages: Operation = {
  name: 'messages',
  path: '/messages',
  billed: true,
  kind: 'chat',
  body: 'json',
  streamTypes: EVENT_STREAM,
  readRequest,
  rewriteRequest: rewriteModel,
  readAnswer,
  createStreamMeter: ({ request }) => new AnthropicStreamMeter(request?.stored === true),
};

export const countTokens: Operation = {
  ...messages,
  name: 'messages.count_tokens',
  path: '/messages/count_tokens',
  billed: false,
  kind: 'other',
};
