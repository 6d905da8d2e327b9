import { answerFacts } from '../../answer-facts.ts';
import type { AnswerFacts, RequestFacts } from '../../contract.ts';
import { lastObject } from '../../json/last-object.ts';
import { readTokenUsage } from '../token-usage.ts';

/** Megabytes of pictures are not parsed for the usage that follows them. Older models report none. */
export function readAnswer(body: Buffer, _partial: boolean, request: RequestFacts): AnswerFacts {
  const raw = lastObject(body, 'usage');
  return answerFacts({
    bytes: body.length,
    raw,
    reading: raw === undefined ? undefined : readTokenUsage(raw),
    outputEstimate: (request.maxOutputTokens ?? 0) * request.choices,
  });
}
