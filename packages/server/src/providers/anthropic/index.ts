import type { ProviderAdapter } from '../contract.ts';
import { parseOrNothing } from '../json/narrow.ts';
import { readAnswer } from './answer.ts';
import { errorBody, errorCode, streamError } from './errors.ts';
import { modelBody, modelsBody } from './models.ts';
import { readRequest, rewriteRequest } from './request.ts';
import { AnthropicStreamMeter } from './stream-meter.ts';

/** Anthropic messages. */
export const anthropic: ProviderAdapter = {
  dialect: 'anthropic',
  operations: [
    { path: '/messages', name: 'messages', billed: true },
    { path: '/messages/count_tokens', name: 'messages.count_tokens', billed: false },
  ],
  auth: { header: 'x-api-key', prefix: '' },
  defaultHeaders: [['anthropic-version', '2023-06-01']],
  requestIdHeaders: ['request-id', 'x-request-id'],
  readRequest,
  rewriteRequest,
  readAnswer,
  createStreamMeter: () => new AnthropicStreamMeter(),
  errorBody,
  streamError,
  readErrorCode: (body) => errorCode(parseOrNothing(body)),
  modelsBody,
  modelBody,
};
