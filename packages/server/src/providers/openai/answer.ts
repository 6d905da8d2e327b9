import type { AnswerFacts } from '../contract.ts';
import { lastObject } from '../json/last-object.ts';
import { objectOrNothing, parseOrNothing, textOrNothing } from '../json/narrow.ts';
import { tokensOfBytes } from '../output-estimate.ts';
import { ToolCalls } from '../tool-calls.ts';
import { rawUsage } from '../usage-reading.ts';
import { isComplete, readUsage } from './usage.ts';

/** Facts of a unary chat completion; of a part of one, only its usage. */
export function readAnswer(body: Buffer, partial: boolean): AnswerFacts {
  const answer = partial ? undefined : objectOrNothing(parseOrNothing(body));
  const raw = partial ? lastObject(body, 'usage') : objectOrNothing(answer?.['usage']);
  const reading = raw === undefined ? undefined : readUsage(raw);
  const known = reading !== undefined && !reading.impossible && isComplete(reading);
  const model = textOrNothing(answer?.['model']);
  const tools = new ToolCalls();
  const finishReason = readChoices(answer?.['choices'], tools);
  return {
    usage: known ? reading.usage : undefined,
    rawUsage: rawUsage(raw),
    impossible: reading?.impossible ?? false,
    model,
    finishReason,
    toolCalls: tools.count,
    toolNames: tools.names,
    outputEstimate: tokensOfBytes(body.length),
  };
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
