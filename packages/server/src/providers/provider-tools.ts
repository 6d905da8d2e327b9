import { objectOrNothing } from './json/narrow.ts';

type Tool = Readonly<Record<string, unknown>>;

/**
 * Whether a request has tools that the provider runs: what they find (search results, pages, output of code) becomes
 * input that stands nowhere in the request. `own` tells the caller's tools.
 */
export function runsTools(tools: unknown, own: (tool: Tool) => boolean): boolean {
  if (!Array.isArray(tools)) return false;
  return tools.some((item) => {
    const tool = objectOrNothing(item);
    return tool !== undefined && !own(tool);
  });
}

/** OpenAI, chat and responses. */
export function isOwnOpenAiTool({ type }: Tool): boolean {
  return type === undefined || type === 'function' || type === 'custom';
}

const RUN_BY_ANTHROPIC = /^(web_search|web_fetch|code_execution|tool_search|mcp_toolset)/;

/** Anthropic defines tools that the caller runs, too (bash, text editor, computer). */
export function isOwnAnthropicTool({ type }: Tool): boolean {
  return typeof type !== 'string' || !RUN_BY_ANTHROPIC.test(type);
}

const DECLARATIONS = new Set(['functionDeclarations', 'function_declarations']);

export function isOwnGeminiTool(tool: Tool): boolean {
  return Object.keys(tool).every((key) => DECLARATIONS.has(key));
}
