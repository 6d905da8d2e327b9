import { answerFacts } from '../answer-facts.ts';
import type { AnswerFacts, Operation, RequestFacts } from '../contract.ts';
import { lastObject } from '../json/last-object.ts';
import { requiredText } from '../json/narrow.ts';
import { readFields } from '../json/read-fields.ts';
import { rewriteModel } from '../json/rewrite-model.ts';
import { lastText } from '../json/search.ts';
import { PlainMeter } from '../sse/plain-meter.ts';
import { MODEL_LENGTH, userOf } from './request.ts';
import { readUsage } from './usage.ts';

const WANTED = new Set(['model', 'user']);
const MODEL = Buffer.from('"model"');

export const embeddings: Operation = {
  name: 'embeddings',
  path: '/embeddings',
  billed: true,
  kind: 'embeddings',
  body: 'json',
  streamTypes: [],
  readRequest,
  rewriteRequest: rewriteModel,
  readAnswer,
  createStreamMeter: () => new PlainMeter(),
};

function* readRequest(body: Buffer): Generator<void, RequestFacts> {
  const fields = yield* readFields(body, WANTED);
  return {
    model: requiredText(fields, 'model', MODEL_LENGTH),
    stream: false,
    maxOutputTokens: 0,
    choices: 1,
    user: userOf(fields),
    metadata: undefined,
    mustAskForUsage: false,
  };
}

/** Megabytes of numbers are not parsed for the two words that follow them. */
function readAnswer(body: Buffer): AnswerFacts {
  const raw = lastObject(body, 'usage');
  const reading = raw === undefined ? undefined : readUsage(raw);
  const usage = reading?.knownWith('input_tokens');
  const model = lastText(body, MODEL);
  return answerFacts({ bytes: body.length, reading, usage, raw, model, outputEstimate: 0 });
}
