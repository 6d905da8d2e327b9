import { answerFacts } from '../answer-facts.ts';
import type { AnswerFacts } from '../contract.ts';
import { lastObject } from '../json/last-object.ts';
import { objectOrNothing, parseOrNothing, textOrNothing } from '../json/narrow.ts';
import { ToolCalls } from '../tool-calls.ts';
import { rawUsage } from '../usage-reading.ts';
import { readUsage } from './usage.ts';

/** Content blocks by which the model calls a tool: the caller's, Anthropic's own, or an MCP server's. */
const TOOL_BLOCKS = new Set(['tool_use', 'server_tool_use', 'mcp_tool_use']);

export function readToolBlock(block: Record<string, unknown> | undefined, tools: ToolCalls): void {
  if (block !== undefined && TOOL_BLOCKS.has(String(block['type']))) tools.add(block['name']);
}

/** Facts of a unary message; of a part of one, only its usage. */
export function readAnswer(body: Buffer, partial: boolean): AnswerFacts {
  if (partial) {
    const raw = lastObject(body, 'usage');
    return facts(body, raw, undefined, undefined, new ToolCalls());
  }
  const answer = objectOrNothing(parseOrNothing(body));
  const tools = new ToolCalls();
  const content = answer?.['content'];
  if (Array.isArray(content)) {
    for (const block of content) readToolBlock(objectOrNothing(block), tools);
  }
  const model = textOrNothing(answer?.['model']);
  const stopReason = textOrNothing(answer?.['stop_reason']);
  const raw = objectOrNothing(answer?.['usage']);
  return facts(body, raw, model, stopReason, tools);
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
