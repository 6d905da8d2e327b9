import { type AnswerReading, answerFacts } from '../answer-facts.ts';
import type { AnswerFacts, RequestFacts } from '../contract.ts';
import { lastObject } from '../json/last-object.ts';
import { objectOrNothing, parseOrNothing, textOrNothing } from '../json/narrow.ts';
import { ToolCalls } from '../tool-calls.ts';
import { serviceOf } from './service.ts';
import { readUsage } from './usage.ts';

/** Content blocks by which the model calls a tool: the caller's, Anthropic's own, or an MCP server's. */
const TOOL_BLOCKS = new Set(['tool_use', 'server_tool_use', 'mcp_tool_use']);
/** Stop reason of an answer that the model or a classifier declined. */
export const REFUSAL = 'refusal';

export function readToolBlock(block: Record<string, unknown> | undefined, tools: ToolCalls): void {
  if (block !== undefined && TOOL_BLOCKS.has(String(block['type']))) tools.add(block['name']);
}

/** Facts of a unary message; of a part of one, only its usage. */
export function readAnswer(body: Buffer, partial: boolean, request: RequestFacts): AnswerFacts {
  if (partial) return facts(lastObject(body, 'usage'), { bytes: body.length });
  const answer = objectOrNothing(parseOrNothing(body));
  const tools = new ToolCalls();
  const content = answer?.['content'];
  if (Array.isArray(content)) {
    for (const block of content) readToolBlock(objectOrNothing(block), tools);
  }
  const finishReason = textOrNothing(answer?.['stop_reason']);
  return facts(objectOrNothing(answer?.['usage']), {
    bytes: body.length,
    model: textOrNothing(answer?.['model']),
    finishReason,
    tools,
    refused: finishReason === REFUSAL,
    resourceId: keptId(answer, request.stored === true),
  });
}

/** What later requests may name: the message itself in a thread, else the container that code ran in. */
export function keptId(message: Record<string, unknown> | undefined, threaded: boolean): string | undefined {
  if (threaded) return textOrNothing(message?.['id']);
  return textOrNothing(objectOrNothing(message?.['container'])?.['id']);
}

function facts(raw: Record<string, unknown> | undefined, read: AnswerReading): AnswerFacts {
  const reading = raw === undefined ? undefined : readUsage(raw);
  return answerFacts({ ...read, raw, reading, ...serviceOf(raw) });
}
