import { WeirError } from '@weir/core/errors';
import type { RequestFacts, RequestLine } from '../contract.ts';
import { objectOrNothing } from '../json/narrow.ts';
import { readFields } from '../json/read-fields.ts';

const WANTED = new Set(['inferenceConfig']);

/** No client speaks Converse to Weir: this reads what translation wrote, whose model stands in the path. */
export function* readRequest(
  body: Buffer,
  line: RequestLine,
  stream: boolean,
): Generator<void, RequestFacts> {
  const fields = yield* readFields(body, WANTED);
  if (line.model === undefined) {
    throw new WeirError('body_invalid', 'The path names no model.', {
      field: 'model',
      remedy: 'Name a model in the path.',
    });
  }
  const limit = objectOrNothing(fields['inferenceConfig'])?.['maxTokens'];
  return {
    model: line.model,
    stream,
    maxOutputTokens: typeof limit === 'number' ? limit : undefined,
    choices: 1,
    user: undefined,
    metadata: undefined,
    mustAskForUsage: false,
  };
}
