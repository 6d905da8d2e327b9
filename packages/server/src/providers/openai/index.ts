import type { ProviderAdapter } from '../contract.ts';
import { parseOrNothing } from '../json/narrow.ts';
import { chatCompletions } from './chat-completions.ts';
import { errorBody, errorCode, streamError } from './errors.ts';
import { modelBody, modelsBody } from './models.ts';

/** OpenAI's dialect, and that of every server that speaks it. */
export const openai: ProviderAdapter = {
  dialect: 'openai',
  versionPath: '/v1',
  operations: [chatCompletions],
  auth: { header: 'authorization', prefix: 'Bearer ' },
  defaultHeaders: [],
  requestIdHeaders: ['x-request-id'],
  errorBody,
  streamError,
  readErrorCode: (body) => errorCode(parseOrNothing(body)),
  modelsBody,
  modelBody,
};
