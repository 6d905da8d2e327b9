import type { ProviderAdapter } from '../contract.ts';
import { parseOrNothing } from '../json/narrow.ts';
import { errorBody, errorCode, streamError } from './errors.ts';
import { countTokens, messages } from './messages.ts';
import { modelBody, modelsBody } from './models.ts';

/** Anthropic's dialect. */
export const anthropic: ProviderAdapter = {
  dialect: 'anthropic',
  versionPath: '/v1',
  operations: [messages, countTokens],
  auth: { header: 'x-api-key', prefix: '' },
  defaultHeaders: [['anthropic-version', '2023-06-01']],
  requestIdHeaders: ['request-id', 'x-request-id', 'x-amzn-requestid'],
  errorBody,
  streamError,
  readErrorCode: (body) => errorCode(parseOrNothing(body)),
  modelsBody,
  modelBody,
};
