import { answerFacts } from '../answer-facts.ts';
import type { AnswerFacts, Operation, RequestChanges, RequestFacts, RequestLine } from '../contract.ts';
import { lastObject } from '../json/last-object.ts';
import { objectOrNothing, parseOrNothing } from '../json/narrow.ts';
import { readFields } from '../json/read-fields.ts';
import { PlainMeter } from '../sse/plain-meter.ts';
import { modelOf, rewriteRequest } from './request.ts';
import { readUsage } from './usage.ts';

const NONE: ReadonlySet<string> = new Set();

export const embedContent: Operation = {
  name: 'embed_content',
  path: '/models/{model}:embedContent',
  billed: true,
  kind: 'embeddings',
  body: 'json',
  streamTypes: [],
  readRequest,
  rewriteRequest,
  readAnswer,
  createStreamMeter: () => new PlainMeter(),
};

export const batchEmbedContents: Operation = {
  ...embedContent,
  name: 'batch_embed_contents',
  path: '/models/{model}:batchEmbedContents',
  rewriteRequest: rewriteBatch,
};

function* readRequest(body: Buffer, line: RequestLine): Generator<void, RequestFacts> {
  const model = modelOf(line);
  yield* readFields(body, NONE);
  return {
    model,
    stream: false,
    maxOutputTokens: 0,
    choices: 1,
    user: undefined,
    metadata: undefined,
    mustAskForUsage: false,
  };
}

/** Each request of a batch repeats the model, and must agree with the path. */
function rewriteBatch(body: Buffer, changes: RequestChanges): Buffer {
  const batch = changes.model === undefined ? undefined : objectOrNothing(parseOrNothing(body));
  const requests = batch?.['requests'];
  if (batch === undefined || !Array.isArray(requests)) return body;
  const model = `models/${changes.model}`;
  return Buffer.from(JSON.stringify({ ...batch, requests: requests.map((one) => ({ ...one, model })) }));
}

/** Newer models say what they read; of older ones it is estimated. */
function readAnswer(body: Buffer): AnswerFacts {
  const raw = lastObject(body, 'usageMetadata');
  const reading = raw === undefined ? undefined : readUsage(raw);
  const usage = reading?.knownWith('input_tokens');
  return answerFacts({ bytes: body.length, reading, usage, raw, outputEstimate: 0 });
}
