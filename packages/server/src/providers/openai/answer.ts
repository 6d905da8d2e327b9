import { type AnswerReading, answerFacts } from '../answer-facts.ts';
import type { AnswerFacts } from '../contract.ts';
import { lastObject } from '../json/last-object.ts';
import { objectOrNothing, parseOrNothing, textOrNothing } from '../json/narrow.ts';
import { lastText } from '../json/search.ts';
import { ToolCalls } from '../tool-calls.ts';
import { readUsage, usageObject } from './usage.ts';

/** Key of the tier that served, behind the usage. */
export const TIER = Buffer.from('"service_tier"');
/** Finish reason of an answer that the provider's filter ended. */
export const FILTERED = 'content_filter';

/** Facts of a unary chat completion or completion; of a part of one, only its usage. */
export function readAnswer(body: Buffer, partial: boolean): AnswerFacts {
  if (partial) {
    return facts(lastObject(body, 'usage'), { bytes: body.length, serviceTier: lastText(body, TIER) });
  }
  const answer = objectOrNothing(parseOrNothing(body));
  const said = readChoices(answer?.['choices']);
  return facts(usageObject(answer), {
    bytes: body.length,
    ...said,
    model: textOrNothing(answer?.['model']),
    serviceTier: textOrNothing(answer?.['service_tier']),
    resourceId: textOrNothing(answer?.['id']),
  });
}

function facts(raw: Record<string, unknown> | undefined, read: AnswerReading): AnswerFacts {
  return answerFacts({ ...read, raw, reading: raw === undefined ? undefined : readUsage(raw) });
}

function readChoices(choices: unknown): Pick<AnswerReading, 'finishReason' | 'refused' | 'tools'> {
  const tools = new ToolCalls();
  if (!Array.isArray(choices)) return { tools };
  let finishReason: string | undefined;
  let refusals = 0;
  for (const item of choices) {
    const choice = objectOrNothing(item);
    finishReason ??= textOrNothing(choice?.['finish_reason']);
    const message = objectOrNothing(choice?.['message']);
    if (isRefusal(message) || choice?.['finish_reason'] === FILTERED) refusals += 1;
    const calls = message?.['tool_calls'];
    if (Array.isArray(calls)) for (const call of calls) tools.add(toolName(objectOrNothing(call)));
    const legacy = objectOrNothing(message?.['function_call']);
    if (legacy !== undefined) tools.add(legacy['name']);
  }
  return { finishReason, tools, refused: refusals > 0 && refusals === choices.length };
}

function isRefusal(message: Record<string, unknown> | undefined): boolean {
  return textOrNothing(message?.['refusal']) !== undefined;
}

export function toolName(call: Record<string, unknown> | undefined): unknown {
  return objectOrNothing(call?.['function'] ?? call?.['custom'])?.['name'];
}
