import type { AnswerFacts } from '../contract.ts';
import { lastObject } from '../json/last-object.ts';
import { objectOrNothing, parseOrNothing, textOrNothing } from '../json/narrow.ts';
import { tokensOfBytes } from '../output-estimate.ts';
import { ToolCalls } from '../tool-calls.ts';
import { rawUsage } from '../usage-reading.ts';
import { isComplete, readUsage } from './usage.ts';

/** Content blocks by which the model calls a tool: the caller's, Anthropic's own, or an MCP server's. */
const TOOL_BLOCKS = new Set(['tool_use', 'server_tool_use', 'mcp_tool_use']);

export function readToolBlock(block: Record<string, unknown> | undefined, tools: ToolCalls): void {
  if (block !== undefined && TOOL_BLOCKS.has(String(block['type']))) tools.add(block['name']);
}

/** Facts of a unary message; of a part of one, only its usage. */
export function readAnswer(body: Buffer, partial: boolean): AnswerFacts {
  const answer = partial ? undefined : objectOrNothing(parseOrNothing(body));
  const raw = partial ? lastObject(body, 'usage') : objectOrNothing(answer?.['usage']);
  const reading = raw === undefined ? undefined : readUsage(raw);
  const known = reading !== undefined && !reading.impossible && isComplete(reading);
  const model = textOrNothing(answer?.['model']);
  const finishReason = textOrNothing(answer?.['stop_reason']);
  const tools = new ToolCalls();
  const content = answer?.['content'];
  if (Array.isArray(content)) {
    for (const block of content) readToolBlock(objectOrNothing(block), tools);
  }
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
