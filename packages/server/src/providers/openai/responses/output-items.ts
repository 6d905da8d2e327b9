import { objectOrNothing, textOrNothing } from '../../json/narrow.ts';
import { ToolCalls } from '../../tool-calls.ts';
import type { UsageReading } from '../../usage-reading.ts';

/** Calls of tools that the caller runs, or that a server of the caller's choice runs: named by the item. */
const NAMED = new Set(['function_call', 'custom_tool_call', 'mcp_call']);
/** Calls of OpenAI's own tools, and the unit they are charged in, if they have one. */
const BUILT_IN: Readonly<Record<string, string | undefined>> = {
  web_search_call: 'web_searches',
  file_search_call: 'storage_searches',
  code_interpreter_call: 'code_executions',
  computer_call: undefined,
  image_generation_call: undefined,
  local_shell_call: undefined,
  shell_call: undefined,
  apply_patch_call: undefined,
  tool_search_call: undefined,
};

/** Counts what a response did besides talking: tool calls, charged searches and executions, refusals. */
export class OutputItems {
  readonly tools = new ToolCalls();
  refused = false;
  private readonly units: Record<string, number> = {};

  add(item: Record<string, unknown> | undefined): void {
    const type = textOrNothing(item?.['type']);
    if (item === undefined || type === undefined) return;
    if (NAMED.has(type)) this.tools.add(item['name']);
    else if (type === 'message') this.readMessage(item['content']);
    else if (Object.hasOwn(BUILT_IN, type)) {
      this.tools.add(type.slice(0, -'_call'.length));
      const unit = BUILT_IN[type];
      if (unit !== undefined && isCharged(item)) this.units[unit] = (this.units[unit] ?? 0) + 1;
    }
  }

  /** Adds the counted units to what the usage object says. */
  countInto(reading: UsageReading): void {
    for (const [unit, count] of Object.entries(this.units)) reading.add(unit, count);
  }

  private readMessage(content: unknown): void {
    if (!Array.isArray(content)) return;
    for (const part of content) if (objectOrNothing(part)?.['type'] === 'refusal') this.refused = true;
  }
}

/** Of web searches only searches cost; opening a page or looking within one does not. */
function isCharged(item: Record<string, unknown>): boolean {
  const action = objectOrNothing(item['action'])?.['type'];
  return action === undefined || item['type'] !== 'web_search_call' || action === 'search';
}
