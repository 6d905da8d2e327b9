import type { ProviderAdapter } from '../contract.ts';
import { parseOrNothing } from '../json/narrow.ts';
import { readAnswer } from './answer.ts';
import { errorBody, errorCode, streamError } from './errors.ts';
import { modelBody, modelsBody } from './models.ts';
import { readRequest, rewriteRequest } from './request.ts';
import { OpenAiStreamMeter } from './stream-meter.ts';

/** OpenAI chat completions, and every server that speaks them. */
export const openai: ProviderAdapter = {
  dialect: 'openai',
  operations: [{ path: '/chat/completions', name: 'chat.completions', billed: true }],
  auth: { header: 'authorization', prefix: 'Bearer ' },
  defaultHeaders: [],
  requestIdHeaders: ['x-request-id'],
  readRequest,
  rewriteRequest,
  readAnswer,
  createStreamMeter: (options) => new OpenAiStreamMeter(options),
  errorBody,
  streamError,
  readErrorCode: (body) => errorCode(parseOrNothing(body)),
  modelsBody,
  modelBody,
};
