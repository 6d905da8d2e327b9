import { ApiError, invalidRequest } from '../api-error.ts';
import {
  isObject,
  type Json,
  missing,
  objectList,
  optionalBoolean,
  optionalInteger,
  optionalNumber,
  requiredString,
  textList,
} from '../fields.ts';
import type { ModelIndex, SandboxModel } from '../models.ts';
import { hash32 } from '../random.ts';
import type { Prompt } from '../reply.ts';
import { CHARS_PER_TOKEN } from '../tokens.ts';

export interface ChatRequest {
  model: SandboxModel;
  answersAs: string;
  stream: boolean;
  includeUsage: boolean;
  n: number;
  maxTokens: number;
  effort: 'minimal' | 'low' | 'medium' | 'high';
  serviceTier: string;
  cacheKey: string;
  /** How many alternatives to tell with the log probability of each token; absent: no log probabilities. */
  topLogprobs?: number;
  /** The prompt as the tokenizer sees it; caching works on beginnings of this. */
  rendered: string;
  prompt: Omit<Prompt, 'maxTokens'>;
}

const ROLES = new Set(['system', 'developer', 'user', 'assistant', 'tool', 'function']);
/** What JSON mode without a schema answers with. */
export const ANY_OBJECT = {
  type: 'object',
  properties: { answer: { type: 'string' }, confidence: { type: 'number', maximum: 1 } },
};
const IMAGE_TOKENS = 85;
const AUDIO_TOKENS = 200;

export function parseChatRequest(body: Json, models: ModelIndex): ChatRequest {
  if (body['model'] === undefined) throw invalidRequest('you must provide a model parameter');
  const name = requiredString(body, 'model');
  const found = models.find('openai', name);
  if (found === undefined || found.model.kind !== 'chat') throw modelNotFound(name);
  const { model, answersAs } = found;
  if (body['messages'] === undefined) throw missing('messages');
  const messages = objectList(body, 'messages');
  if (messages.length === 0) {
    throw invalidRequest(
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      'messages',
      'empty_array',
    );
  }
  checkRoles(messages);
  checkReasoningFields(body, model);
  const tools = objectList(body, 'tools');
  const jsonSchema = responseSchema(body['response_format']);
  const topLogprobs = topLogprobsOf(body);
  return {
    model,
    answersAs,
    stream: optionalBoolean(body, 'stream'),
    includeUsage: includeUsage(body),
    n: optionalInteger(body, 'n', 1, 128) ?? 1,
    maxTokens:
      optionalInteger(body, 'max_completion_tokens', 1, model.maxOutput) ??
      optionalInteger(body, 'max_tokens', 1, model.maxOutput) ??
      model.maxOutput,
    effort: effortOf(body['reasoning_effort']),
    serviceTier: serviceTierOf(body),
    cacheKey: typeof body['prompt_cache_key'] === 'string' ? body['prompt_cache_key'] : '',
    ...(topLogprobs === undefined ? {} : { topLogprobs }),
    rendered: `${tools.length > 0 ? JSON.stringify(tools) : ''}${messages.map(renderMessage).join('')}`,
    prompt: {
      lastUserText: lastUserText(messages),
      endsWithToolResult: ['tool', 'function'].includes(String(messages.at(-1)?.['role'])),
      tools: tools.map(toolOf),
      toolChoice: toolChoiceOf(body['tool_choice']),
      stop: textList(body['stop']),
      ...(jsonSchema === undefined ? {} : { jsonSchema }),
    },
  };
}

function topLogprobsOf(body: Json): number | undefined {
  const top = optionalInteger(body, 'top_logprobs', 0, 20);
  if (optionalBoolean(body, 'logprobs')) return top ?? 0;
  if (top === undefined) return undefined;
  throw invalidRequest("'logprobs' must be set to true if 'top_logprobs' is used.", 'top_logprobs');
}

export function serviceTierOf(body: Json): string {
  const tier = body['service_tier'];
  return tier === 'flex' || tier === 'priority' ? tier : 'default';
}

/** As the real API says it when a prompt is longer than the model can read. */
export function checkContextLength(tokens: number, { contextWindow }: SandboxModel, param: string): void {
  if (tokens <= contextWindow) return;
  throw invalidRequest(
    `This model's maximum context length is ${contextWindow} tokens. However, your ${param} resulted in ${tokens} tokens. Please reduce the length of the ${param}.`,
    param,
    'context_length_exceeded',
  );
}

export function modelNotFound(name: string): ApiError {
  return new ApiError(
    404,
    'not_found',
    `The model \`${name}\` does not exist or you do not have access to it. (The sandbox lists what it knows at GET /v1/models.)`,
  );
}

function checkRoles(messages: readonly Json[]): void {
  messages.forEach((message, i) => {
    const role = message['role'];
    if (role === undefined) throw missing(`messages[${i}].role`);
    if (typeof role !== 'string' || !ROLES.has(role)) {
      throw invalidRequest(
        `Invalid value: '${String(role)}'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.`,
        `messages[${i}].role`,
        'invalid_value',
      );
    }
    const content = message['content'];
    const empty = content === undefined || content === null;
    if (empty && role !== 'assistant') throw missing(`messages[${i}].content`);
    if (!empty && typeof content !== 'string' && !Array.isArray(content)) {
      throw invalidRequest(
        `Invalid type for 'messages[${i}].content': expected one of a string or array of objects, but got ${typeof content} instead.`,
        `messages[${i}].content`,
        'invalid_type',
      );
    }
  });
}

function checkReasoningFields(body: Json, model: SandboxModel): void {
  const temperature = optionalNumber(body, 'temperature', 0, 2);
  optionalNumber(body, 'top_p', 0, 1);
  if (!model.reasoning) return;
  if (body['max_tokens'] !== undefined && body['max_tokens'] !== null) {
    throw invalidRequest(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
      'unsupported_parameter',
    );
  }
  if (temperature !== undefined && temperature !== 1) {
    throw invalidRequest(
      `Unsupported value: 'temperature' does not support ${temperature} with this model. Only the default (1) value is supported.`,
      'temperature',
      'unsupported_value',
    );
  }
}

function includeUsage(body: Json): boolean {
  const options = body['stream_options'];
  if (options === undefined || options === null) return false;
  if (body['stream'] !== true) {
    throw invalidRequest(
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      'stream_options',
    );
  }
  return isObject(options) && options['include_usage'] === true;
}

export function effortOf(value: unknown): ChatRequest['effort'] {
  if (value === 'none') return 'minimal';
  return value === 'minimal' || value === 'low' || value === 'high' ? value : 'medium';
}

function responseSchema(format: unknown): unknown {
  if (!isObject(format) || format['type'] === 'text' || format['type'] === undefined) return undefined;
  if (format['type'] === 'json_object') return ANY_OBJECT;
  const wrapper = format['json_schema'];
  if (format['type'] !== 'json_schema' || !isObject(wrapper)) {
    throw missing('response_format.json_schema');
  }
  return wrapper['schema'] ?? {};
}

function toolOf(tool: Json, i: number): { name: string; schema: unknown } {
  const definition = tool['function'];
  if (!isObject(definition)) throw missing(`tools[${i}].function`);
  return {
    name: requiredString(definition, 'name'),
    schema: definition['parameters'] ?? { type: 'object', properties: {} },
  };
}

function toolChoiceOf(choice: unknown): Prompt['toolChoice'] {
  if (choice === 'none' || choice === 'required') return choice;
  const named = isObject(choice) && isObject(choice['function']) ? choice['function']['name'] : undefined;
  return typeof named === 'string' ? { name: named } : 'auto';
}

function renderMessage(message: Json): string {
  const calls = message['tool_calls'] === undefined ? '' : JSON.stringify(message['tool_calls']);
  return `<|${String(message['role'])}|>${renderContent(message['content'])}${calls}<|end|>`;
}

export function renderContent(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (isObject(part) ? renderPart(part) : '')).join('');
}

function renderPart(part: Json): string {
  if (typeof part['text'] === 'string') return part['text'];
  if (typeof part['refusal'] === 'string') return part['refusal'];
  const tokens = part['type'] === 'input_audio' ? AUDIO_TOKENS : IMAGE_TOKENS;
  return `[${hash32(JSON.stringify(part))}]`.padEnd(tokens * CHARS_PER_TOKEN, '#');
}

export function lastUserText(messages: readonly Json[]): string {
  const last = messages.findLast((message) => message['role'] === 'user');
  const content = last?.['content'];
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('\n');
}
