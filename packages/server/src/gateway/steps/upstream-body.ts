import type { RequestFacts, RequestLine } from '../../providers/index.ts';
import type { Place } from '../routing/place.ts';
import type { Expected } from './reserve.ts';

/**
 * The request as it goes upstream: translated where the provider speaks another dialect, else with only what must
 * differ spliced in. Throws WeirError `not_translatable`.
 */
export function upstreamBody(
  { translation, operation, model }: Place,
  expected: Expected,
  facts: RequestFacts,
  line: RequestLine,
  body: Buffer,
  askForUsage: boolean,
): Buffer {
  if (translation !== undefined) {
    return translation.request(body, { model, stream: facts.stream, maxOutputTokens: expected.outputTokens });
  }
  if (model === facts.model && !askForUsage) return body;
  return operation.rewriteRequest(
    body,
    { model: model === facts.model ? undefined : model, askForUsage },
    line,
  );
}
