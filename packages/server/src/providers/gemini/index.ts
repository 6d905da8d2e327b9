import type { ProviderAdapter } from '../contract.ts';
import { parseOrNothing } from '../json/narrow.ts';
import { batchEmbedContents, embedContent } from './embed-content.ts';
import { errorBody, errorCode, streamError } from './errors.ts';
import { countTokens, generateContent, streamGenerateContent } from './generate-content.ts';
import { modelBody, modelsBody } from './models.ts';

/** Google's dialect: the Gemini API, and Gemini models on Vertex AI. */
export const gemini: ProviderAdapter = {
  dialect: 'gemini',
  versionPath: '/v1beta',
  operations: [generateContent, streamGenerateContent, embedContent, batchEmbedContents, countTokens],
  auth: { header: 'x-goog-api-key', prefix: '' },
  defaultHeaders: [],
  requestIdHeaders: ['x-request-id', 'x-goog-request-id'],
  errorBody,
  streamError,
  readErrorCode: (body) => errorCode(parseOrNothing(body)),
  modelsBody,
  modelBody,
};
