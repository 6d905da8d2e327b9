import type { Usage } from '@weir/core/usage';
import { type AnswerReading, answerFacts } from '../answer-facts.ts';
import type { AnswerFacts } from '../contract.ts';
import { lastObject } from '../json/last-object.ts';
import { objectOrNothing, parseOrNothing, textOrNothing } from '../json/narrow.ts';
import { lastText } from '../json/search.ts';
import { ToolCalls } from '../tool-calls.ts';
import type { UsageReading } from '../usage-reading.ts';
import { addsUp, readUsage } from './usage.ts';

/** Finish and block reasons that mean Google or the model declined. */
const DECLINED = new Set([
  'SAFETY',
  'RECITATION',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
  'MODEL_ARMOR',
  'JAILBREAK',
]);
const FINISH_REASON = Buffer.from('"finishReason"');
const MODEL_VERSION = Buffer.from('"modelVersion"');

/** What one answer, or one chunk of a stream of them, says. */
export interface Reading {
  finishReason: string | undefined;
  refused: boolean;
  model: string | undefined;
  raw: Record<string, unknown> | undefined;
}

/** Facts of a unary answer; of a part of one, what stands at its end. */
export function readAnswer(body: Buffer, partial: boolean): AnswerFacts {
  if (partial) return answerOf(readTail(body), new ToolCalls(), body.length);
  const tools = new ToolCalls();
  return answerOf(readChunk(objectOrNothing(parseOrNothing(body)), tools), tools, body.length);
}

/** Reads a GenerateContentResponse. */
export function readChunk(chunk: Record<string, unknown> | undefined, tools: ToolCalls): Reading {
  const candidates = chunk?.['candidates'];
  let finishReason: string | undefined;
  for (const item of Array.isArray(candidates) ? candidates : []) {
    const candidate = objectOrNothing(item);
    finishReason ??= textOrNothing(candidate?.['finishReason']);
    readParts(objectOrNothing(candidate?.['content'])?.['parts'], tools);
  }
  const blocked = textOrNothing(objectOrNothing(chunk?.['promptFeedback'])?.['blockReason']);
  return {
    finishReason: finishReason ?? blocked,
    refused: blocked !== undefined || DECLINED.has(finishReason ?? ''),
    model: textOrNothing(chunk?.['modelVersion']),
    raw: objectOrNothing(chunk?.['usageMetadata']),
  };
}

/** Reads the end of a long answer, where Google puts everything but the content. */
export function readTail(bytes: Buffer): Reading {
  const finishReason = lastText(bytes, FINISH_REASON);
  return {
    finishReason,
    refused: DECLINED.has(finishReason ?? ''),
    model: lastText(bytes, MODEL_VERSION),
    raw: lastObject(bytes, 'usageMetadata'),
  };
}

function answerOf(read: Reading, tools: ToolCalls, bytes: number): AnswerFacts {
  return answerFacts({ bytes, tools, ...usageOf(read.raw), ...read });
}

/** Usage of an answer that is complete. */
export function usageOf(
  raw: Record<string, unknown> | undefined,
): Pick<AnswerReading, 'raw' | 'reading' | 'usage' | 'serviceTier'> {
  if (raw === undefined) return {};
  const reading = readUsage(raw);
  return { raw, reading, usage: knownOf(raw, reading), serviceTier: textOrNothing(raw['trafficType']) };
}

function knownOf(raw: Record<string, unknown>, reading: UsageReading): Usage | undefined {
  return addsUp(raw, reading) ? reading.knownWith('input_tokens') : undefined;
}

function readParts(parts: unknown, tools: ToolCalls): void {
  if (!Array.isArray(parts)) return;
  for (const item of parts) {
    const part = objectOrNothing(item);
    const call = objectOrNothing(part?.['functionCall']);
    if (call !== undefined) tools.add(call['name']);
    else if (part?.['executableCode'] !== undefined) tools.add('code_execution');
  }
}
