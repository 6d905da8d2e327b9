import { ApiError, invalidRequest } from '../api-error.ts';
import { isObject, type Json, textList } from '../fields.ts';
import type { ModelIndex, SandboxModel } from '../models.ts';
import type { Prompt } from '../reply.ts';
import { type PromptBlock, promptBlocks } from './blocks.ts';

export interface MessagesRequest {
  model: SandboxModel;
  answersAs: string;
  stream: boolean;
  maxTokens: number;
  /** Most tokens of thinking; absent when thinking is off. */
  thinkingBudget?: number;
  /** Searching the web is offered as a server tool. */
  searches: boolean;
  blocks: PromptBlock[];
  prompt: Omit<Prompt, 'maxTokens'>;
}

const LEAST_THINKING = 1_024;
const ADAPTIVE_THINKING = 4_096;

export function parseMessagesRequest(
  body: Json,
  needsMaxTokens: boolean,
  models: Pick<ModelIndex, 'find'>,
): MessagesRequest {
  const name = body['model'];
  if (typeof name !== 'string' || name === '') throw invalidRequest('model: Field required');
  const maxTokens = maxTokensOf(body, needsMaxTokens);
  const messages = messagesOf(body['messages']);
  const found = models.find('anthropic', name);
  if (found === undefined) throw new ApiError(404, 'not_found', `model: ${name}`);
  if (maxTokens > found.model.maxOutput) {
    throw invalidRequest(
      `max_tokens: ${maxTokens} > ${found.model.maxOutput}, which is the maximum allowed number of output tokens for ${name}`,
    );
  }
  const tools = toolsOf(body['tools']);
  const thinkingBudget = thinkingOf(body['thinking'], maxTokens);
  const toolChoice = toolChoiceOf(body['tool_choice']);
  if (thinkingBudget !== undefined && toolChoice !== 'auto' && toolChoice !== 'none') {
    throw invalidRequest('Thinking may not be enabled when tool_choice forces tool use.');
  }
  const jsonSchema = outputSchema(body);
  return {
    ...found,
    stream: body['stream'] === true,
    maxTokens,
    searches: tools.some(({ type }) => String(type).startsWith('web_search')) && toolChoice === 'auto',
    blocks: promptBlocks(tools, body['system'], messages),
    ...(thinkingBudget === undefined ? {} : { thinkingBudget }),
    prompt: {
      lastUserText: lastUserText(messages),
      endsWithToolResult: hasToolResult(messages.at(-1)),
      tools: tools
        .filter(isClientTool)
        .map((tool) => ({ name: String(tool['name']), schema: tool['input_schema'] })),
      toolChoice,
      stop: textList(body['stop_sequences']),
      ...(jsonSchema === undefined ? {} : { jsonSchema }),
    },
  };
}

function maxTokensOf(body: Json, needed: boolean): number {
  const value = body['max_tokens'];
  if (value === undefined && !needed) return 1;
  if (value === undefined) throw invalidRequest('max_tokens: Field required');
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw invalidRequest('max_tokens: Input should be a valid integer');
  }
  if (value < 1) throw invalidRequest('max_tokens: Input should be greater than or equal to 1');
  return value;
}

function messagesOf(value: unknown): Json[] {
  if (value === undefined) throw invalidRequest('messages: Field required');
  if (!Array.isArray(value)) throw invalidRequest('messages: Input should be a valid list');
  if (value.length === 0) throw invalidRequest('messages: at least one message is required');
  return value.map((message: unknown, i) => {
    if (!isObject(message)) throw invalidRequest(`messages.${i}: Input should be a valid dictionary`);
    if (message['role'] !== 'user' && message['role'] !== 'assistant') {
      throw invalidRequest(
        `messages: Unexpected role "${String(message['role'])}". Allowed roles are "user" or "assistant". The Messages API accepts a top-level \`system\` parameter, not "system" as an input message role.`,
      );
    }
    const content = message['content'];
    if (content === undefined) throw invalidRequest(`messages.${i}.content: Field required`);
    if (typeof content !== 'string' && !Array.isArray(content)) {
      throw invalidRequest(`messages.${i}.content: Input should be a valid string or list`);
    }
    if (content.length === 0) throw invalidRequest(`messages.${i}: all messages must have non-empty content`);
    return message;
  });
}

function toolsOf(value: unknown): Json[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalidRequest('tools: Input should be a valid list');
  return value.map((tool: unknown, i) => {
    if (!isObject(tool) || typeof tool['name'] !== 'string') {
      throw invalidRequest(`tools.${i}.name: Field required`);
    }
    return tool;
  });
}

/** Server tools have a dated type of their own and are run by the provider. */
function isClientTool({ type }: Json): boolean {
  return type === undefined || type === null || type === 'custom';
}

function thinkingOf(value: unknown, maxTokens: number): number | undefined {
  if (!isObject(value)) return undefined;
  if (value['type'] === 'adaptive') return Math.min(ADAPTIVE_THINKING, maxTokens - 1);
  if (value['type'] !== 'enabled') return undefined;
  const budget = value['budget_tokens'];
  if (typeof budget !== 'number') throw invalidRequest('thinking.enabled.budget_tokens: Field required');
  if (budget < LEAST_THINKING) {
    throw invalidRequest('thinking.enabled.budget_tokens: Input should be greater than or equal to 1024');
  }
  if (budget >= maxTokens)
    throw invalidRequest('`max_tokens` must be greater than `thinking.budget_tokens`.');
  return budget;
}

function toolChoiceOf(value: unknown): Prompt['toolChoice'] {
  if (!isObject(value)) return 'auto';
  if (value['type'] === 'any') return 'required';
  if (value['type'] === 'none') return 'none';
  return value['type'] === 'tool' && typeof value['name'] === 'string' ? { name: value['name'] } : 'auto';
}

/** Structured output, under its present name (`output_config.format`) or its beta name (`output_format`). */
function outputSchema(body: Json): unknown {
  const config = body['output_config'];
  const format = (isObject(config) ? config['format'] : undefined) ?? body['output_format'];
  return isObject(format) && format['type'] === 'json_schema' ? (format['schema'] ?? {}) : undefined;
}

function hasToolResult(message: Json | undefined): boolean {
  const content = message?.['content'];
  return Array.isArray(content) && content.some((part) => isObject(part) && part['type'] === 'tool_result');
}

function lastUserText(messages: readonly Json[]): string {
  const last = messages.findLast(
    (message) => message['role'] === 'user' && textOf(message['content']) !== '',
  );
  return textOf(last?.['content']);
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part) => (isObject(part) && part['type'] === 'text' ? String(part['text'] ?? '') : ''))
    .filter((text) => text !== '')
    .join('\n');
}
