import type { DialectError, ListedModel, ProviderAdapter } from '../contract.ts';
import { objectOrNothing, parseOrNothing, textOrNothing } from '../json/narrow.ts';
import { converse, converseStream } from './operations.ts';

/** AWS Bedrock's Converse: spoken to providers only, clients of other dialects are translated into it. */
export const converseAdapter: ProviderAdapter = {
  dialect: 'converse',
  versionPath: '',
  operations: [converse, converseStream],
  auth: { header: 'authorization', prefix: 'Bearer ' },
  defaultHeaders: [],
  requestIdHeaders: ['x-amzn-requestid'],
  errorBody,
  streamError: (error) => `event: internalServerException\ndata: ${errorBody(error)}\n\n`,
  readErrorCode,
  modelsBody: (models) => JSON.stringify({ modelSummaries: models.map(entry) }),
  modelBody: (model) => JSON.stringify({ modelDetails: entry(model) }),
};

function errorBody({ message, code }: DialectError): string {
  return JSON.stringify({ message, code });
}

/** Bedrock names the kind of an error in a header; some front ends put it into the body. */
function readErrorCode(body: Buffer): string | undefined {
  return textOrNothing(objectOrNothing(parseOrNothing(body))?.['__type'])
    ?.replace(/^.*#/, '')
    .slice(0, 64);
}

function entry(model: ListedModel): object {
  return { modelId: model.id, modelName: model.name ?? model.id, providerName: model.provider };
}
