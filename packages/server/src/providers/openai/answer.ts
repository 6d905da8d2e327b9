import { answerFacts } from '../answer-facts.ts';
import type { AnswerFacts } from '../contract.ts';
import { lastObject } from '../json/last-object.ts';
import { objectOrNothing, parseOrNothing, textOrNothing } from '../json/narrow.ts';
import { ToolCalls } from '../tool-calls.ts';
import { rawUsage } from '../usage-reading.ts';
import { readUsage } from './usage.ts';

/** Facts of a unary chat completion; of a part of one, only its usage. */
export function readAnswer(body: Buffer, partial: boolean): AnswerFacts {
  if (partial) {
    const raw = lastObject(body, 'usage');
    return facts(body, raw, undefined, undefined, new ToolCalls());
  }
  const answer = objectOrNothing(parseOrNothing(body));
  const tools = new ToolCalls();
  const finishReason = readChoices(answer?.['choices'], tools);
  const raw = objectOrNothing(answer?.['usage']);
  return facts(body, raw, textOrNothing(answer?.['model']), finishReason, tools);
}

function facts(
  body: Buffer,
  raw: Record<string, unknown> | undefined,
  model: string | undefined,
  finishReason: string | undefined,
  tools: ToolCalls,
): AnswerFacts {
  const reading = raw === undefined ? undefined : readUsage(raw);
  return answerFacts(body.length, reading, rawUsage(raw), model, finishReason, tools);
}

function readChoices(choices: unknown, tools: ToolCalls): string | undefined {
  if (!Array.isArray(choices)) return undefined;
  let finishReason: string | undefined;
  for (const item of choices) {
    const choice = objectOrNothing(item);
    finishReason ??= textOrNothing(choice?.['finish_reason']);
    const calls = objectOrNothing(choice?.['message'])?.['tool_calls'];
    if (!Array.isArray(calls)) continue;
    for (const call of calls) tools.add(toolName(objectOrNothing(call)));
  }
  return finishReason;
}

function toolName(call: Record<string, unknown> | undefined): unknown {
  return objectOrNothing(call?.['function'] ?? call?.['custom'])?.['name'];
}
