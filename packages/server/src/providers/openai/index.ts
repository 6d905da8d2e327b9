import type { ProviderAdapter } from '../contract.ts';
import { parseOrNothing } from '../json/narrow.ts';
import { speech } from './audio/speech.ts';
import { transcriptions, translations } from './audio/transcription.ts';
import { chatCompletions } from './chat-completions.ts';
import { completions } from './completions.ts';
import { embeddings } from './embeddings.ts';
import { errorBody, errorCode, streamError } from './errors.ts';
import { imageEdits, imageGenerations, imageVariations } from './images/index.ts';
import { modelBody, modelsBody } from './models.ts';
import { moderations } from './moderations.ts';
import { responses } from './responses/index.ts';

/** OpenAI's dialect, and that of every server that speaks it. */
export const openai: ProviderAdapter = {
  dialect: 'openai',
  versionPath: '/v1',
  operations: [
    chatCompletions,
    responses,
    completions,
    embeddings,
    imageGenerations,
    imageEdits,
    imageVariations,
    speech,
    transcriptions,
    translations,
    moderations,
  ],
  auth: { header: 'authorization', prefix: 'Bearer ' },
  defaultHeaders: [],
  requestIdHeaders: ['x-request-id'],
  errorBody,
  streamError,
  readErrorCode: (body) => errorCode(parseOrNothing(body)),
  modelsBody,
  modelBody,
};
