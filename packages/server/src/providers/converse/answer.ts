import { answerFacts } from '../answer-facts.ts';
import type { AnswerFacts } from '../contract.ts';
import { lastObject } from '../json/last-object.ts';
import { objectOrNothing, parseOrNothing, textOrNothing } from '../json/narrow.ts';
import { ToolCalls } from '../tool-calls.ts';
import { readUsage } from './usage.ts';

/** Stop reasons of an answer that was withheld. */
const WITHHELD = new Set(['guardrail_intervened', 'content_filtered']);

export function isRefusal(stopReason: string | undefined): true | undefined {
  return stopReason !== undefined && WITHHELD.has(stopReason) ? true : undefined;
}

/** Facts of a Converse answer; of a part of one, only its usage. */
export function readAnswer(body: Buffer, partial: boolean): AnswerFacts {
  if (partial) {
    const raw = lastObject(body, 'usage');
    return answerFacts({ bytes: body.length, raw, reading: raw === undefined ? undefined : readUsage(raw) });
  }
  const answer = objectOrNothing(parseOrNothing(body));
  const tools = new ToolCalls();
  const content = objectOrNothing(objectOrNothing(answer?.['output'])?.['message'])?.['content'];
  if (Array.isArray(content)) {
    for (const block of content) {
      const call = objectOrNothing(objectOrNothing(block)?.['toolUse']);
      if (call !== undefined) tools.add(call['name']);
    }
  }
  const raw = objectOrNothing(answer?.['usage']);
  const finishReason = textOrNothing(answer?.['stopReason']);
  const reading = raw === undefined ? undefined : readUsage(raw);
  return answerFacts({
    bytes: body.length,
    raw,
    reading,
    finishReason,
    tools,
    refused: isRefusal(finishReason),
  });
}
