import { answerFacts } from '../../answer-facts.ts';
import type { AnswerFacts } from '../../contract.ts';
import { lastObject } from '../../json/last-object.ts';
import { objectOrNothing, parseOrNothing, textOrNothing } from '../../json/narrow.ts';
import { lastText } from '../../json/search.ts';
import { FILTERED, TIER } from '../answer.ts';
import { errorCode } from '../errors.ts';
import { readTokenUsage } from '../token-usage.ts';
import { OutputItems } from './output-items.ts';

/** Facts of a unary response; of a part of one, only its usage. */
export function readAnswer(body: Buffer, partial: boolean): AnswerFacts {
  if (partial) {
    const usage = lastObject(body, 'usage');
    return responseFacts({ usage, service_tier: lastText(body, TIER) }, new OutputItems(), body.length);
  }
  const response = objectOrNothing(parseOrNothing(body)) ?? {};
  const items = new OutputItems();
  const output = response['output'];
  if (Array.isArray(output)) for (const item of output) items.add(objectOrNothing(item));
  return responseFacts(response, items, body.length);
}

/** Facts of a response object, whose output was read before. */
export function responseFacts(
  response: Record<string, unknown>,
  items: OutputItems,
  bytes: number,
  outputEstimate?: number,
): AnswerFacts {
  const raw = objectOrNothing(response['usage']);
  const reading = raw === undefined ? undefined : readTokenUsage(raw);
  if (reading !== undefined) items.countInto(reading);
  const finishReason = finishReasonOf(response);
  return {
    ...answerFacts({
      bytes,
      reading,
      raw,
      model: textOrNothing(response['model']),
      finishReason,
      tools: items.tools,
      serviceTier: textOrNothing(response['service_tier']),
      refused: items.refused || finishReason === FILTERED,
      resourceId: textOrNothing(response['id']),
      ...(outputEstimate === undefined ? {} : { outputEstimate }),
    }),
    errorCode: errorCode(response),
  };
}

/** Why it is incomplete, else its status: `completed`, `failed`, `queued` ... */
function finishReasonOf(response: Record<string, unknown>): string | undefined {
  const reason = textOrNothing(objectOrNothing(response['incomplete_details'])?.['reason']);
  return reason ?? textOrNothing(response['status']);
}
