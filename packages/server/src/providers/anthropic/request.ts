import type { RequestChanges, RequestFacts } from '../contract.ts';
import {
  objectOrNothing,
  optionalCount,
  optionalFlag,
  requiredArray,
  requiredText,
  textOrNothing,
} from '../json/narrow.ts';
import { locate, readFields, splice } from '../json/read-fields.ts';

const WANTED = new Set(['model', 'messages', 'stream', 'max_tokens', 'metadata']);
const SPLICED = new Set(['model']);
const MODEL_LENGTH = 256;

export function* readRequest(body: Buffer): Generator<void, RequestFacts> {
  const fields = yield* readFields(body, WANTED);
  const model = requiredText(fields, 'model', MODEL_LENGTH);
  requiredArray(fields, 'messages');
  return {
    model,
    stream: optionalFlag(fields, 'stream'),
    maxOutputTokens: optionalCount(fields, 'max_tokens'),
    choices: 1,
    user: textOrNothing(objectOrNothing(fields['metadata'])?.['user_id']),
    metadata: undefined,
    mustAskForUsage: false,
  };
}

export function rewriteRequest(body: Buffer, changes: RequestChanges): Buffer {
  if (changes.model === undefined) return body;
  const model = locate(body, SPLICED).get('model');
  return model === undefined ? body : splice(body, [{ ...model, text: JSON.stringify(changes.model) }]);
}
