import type { DataPolicy, Dialect } from '@weir/core/contract';
import { createAnswerFilter } from './answer/answer-filter.ts';
import type { CreatePrivacyFilter, FilteredRequest } from './contract.ts';
import { createInspector, FindCounter, type Inspector } from './inspect.ts';
import { REQUEST_ZONES } from './json/zones.ts';
import { redactRequest } from './request/filter-request.ts';
import { asksForJson } from './request/structured.ts';

export type {
  AnswerFilter,
  CreatePrivacyFilter,
  FilteredRequest,
  Finds,
  FrameFilter,
  PrivacyFilter,
} from './contract.ts';
export * from './retention/index.ts';

/** Operations whose answers hold no text of a model: numbers, files, lists. */
const NO_TEXT_ANSWERS = /embed|count|models|moderation|image|speech|transcription|translation|files|batch/i;

export const createPrivacyFilter: CreatePrivacyFilter = (policy, dialect, operation) => {
  const inspector = createInspector(policy.detectors);
  if (inspector === undefined) return undefined;
  return { request: (body) => filterRequest(body, policy, dialect, operation, inspector) };
};

function filterRequest(
  body: Buffer,
  policy: DataPolicy,
  dialect: Dialect,
  operation: string,
  inspector: Inspector,
): FilteredRequest {
  const { body: redacted, found, originals } = redactRequest(body, REQUEST_ZONES[dialect], inspector);
  if (found.action === 'block') return { body, found, answer: undefined };
  const hasAnswer = !NO_TEXT_ANSWERS.test(operation) && (policy.answers || originals.size > 0);
  if (!hasAnswer) return { body: redacted, found, answer: undefined };
  const rules = {
    originals,
    inspector: policy.answers ? inspector : undefined,
    found: new FindCounter(),
    structured: asksForJson(body),
  };
  return { body: redacted, found, answer: createAnswerFilter(dialect, rules) };
}
