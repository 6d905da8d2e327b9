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
  const answer = partial ? undefined : objectOrNothing(parseOrNothing(body));
  const said = readChoices(answer?.['choices']);
  const raw = partial ? lastObject(body, 'usage') : usageObject(answer);
  return answerFacts({
    bytes: body.length,
    reading: raw === undefined ? undefined : readUsage(raw),
    usage: undefined,
    inputUsage: undefined,
    raw,
    model: textOrNothing(answer?.['model']),
    finishReason: said.finishReason,
    tools: said.tools,
    outputEstimate: undefined,
    serviceTier: partial ? lastText(body, TIER) : textOrNothing(answer?.['service_tier']),
    refused: said.refused,
    resourceId: textOrNothing(answer?.['id']),
  });
}

type Said = Pick<AnswerReading, 'finishReason' | 'refused' | 'tools'>;

function readChoices(choices: unknown): Said {
  const tools = new ToolCalls();
  let finishReason: string | undefined;
  if (!Array.isArray(choices)) return { finishReason, tools, refused: undefined };
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
