import type { AnswerFormat, Conversation, ToolDefinition } from './conversation.ts';

/**
 * Where a dialect has no structured output, the model is made to call this tool: its arguments are the answer.
 * The name is reserved; a call of it is read back as text.
 */
export const ANSWER_TOOL = 'weir_structured_answer';

/** The tool that stands for a format. Any JSON object fits plain `json`. */
export function answerTool(format: AnswerFormat, at: string): ToolDefinition {
  const described = format.type === 'schema' ? format.description : undefined;
  return {
    name: ANSWER_TOOL,
    description: `Gives the final answer to the user. ${described ?? 'Call it once, with the whole answer.'}`,
    parameters: format.type === 'schema' ? format.schema : { type: 'object', additionalProperties: true },
    strict: false,
    at,
  };
}

/** True when the schema's root is an object, as arguments of a tool must be. */
export function fitsTool(format: AnswerFormat): boolean {
  return format.type === 'json' || format.schema['type'] === 'object';
}

/** Tools with the answer tool among them, and a choice that makes the model call one of them. */
export function withAnswerTool(conversation: Conversation): Conversation {
  const { format, toolChoice } = conversation;
  if (format === undefined) return conversation;
  const only = toolChoice?.value.mode === 'none';
  const tool = answerTool(format.value, format.at);
  return {
    ...conversation,
    tools: only ? [tool] : [...conversation.tools, tool],
    toolChoice: {
      value:
        only || conversation.tools.length === 0 ? { mode: 'tool', name: ANSWER_TOOL } : { mode: 'required' },
      at: format.at,
    },
    format: undefined,
  };
}
