import type { Operation, RequestFacts } from '../contract.ts';
import { textOrNothing } from '../json/narrow.ts';
import { readFields } from '../json/read-fields.ts';
import { rewriteModel } from '../json/rewrite-model.ts';
import { PlainMeter } from '../sse/plain-meter.ts';
import { readAnswer } from './answer.ts';

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
    model: textOrNothing(fields['model']) ?? DEFAULT_MODEL,
    stream: false,
    maxOutputTokens: 0,
    choices: 1,
    user: undefined,
    metadata: undefined,
    mustAskForUsage: false,
  };
}
