import type { Operation, RequestFacts } from '../contract.ts';
import { requiredText } from '../json/narrow.ts';
import { readFields } from '../json/read-fields.ts';
import { rewriteModel } from '../json/rewrite-model.ts';
import { PlainMeter } from '../sse/plain-meter.ts';
import { readAnswer } from './answer.ts';
import { MODEL_LENGTH } from './request.ts';

const WANTED = new Set(['model']);
/** What OpenAI takes when the caller names none. */
const DEFAULT_MODEL = 'omni-moderation-latest';

/** Free at OpenAI; still attributed and subject to the rules on models. */
export const moderations: Operation = {
  name: 'moderations',
  path: '/moderations',
  billed: false,
  kind: 'other',
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
    model: fields['model'] === undefined ? DEFAULT_MODEL : requiredText(fields, 'model', MODEL_LENGTH),
    stream: false,
    maxOutputTokens: 0,
    choices: 1,
    user: undefined,
    metadata: undefined,
    mustAskForUsage: false,
  };
}
