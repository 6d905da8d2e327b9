import { invalidRequest } from '../../api-error.ts';
import {
  isObject,
  type Json,
  missing,
  objectList,
  optionalBoolean,
  optionalInteger,
  optionalNumber,
  requiredString,
} from '../../fields.ts';
import type { ModelIndex, SandboxModel } from '../../models.ts';
import type { Prompt } from '../../reply.ts';
import { ANY_OBJECT, effortOf, modelNotFound, renderContent, serviceTierOf } from '../request.ts';

export interface ResponsesRequest {
  model: SandboxModel;
  answersAs: string;
  body: Json;
  stream: boolean;
  store: boolean;
  maxTokens: number;
  effort: 'minimal' | 'low' | 'medium' | 'high';
  /** A summary of the reasoning is wanted. */
  summary: boolean;
  serviceTier: string;
  cacheKey: string;
  topLogprobs?: number;
  searches: boolean;
  /** The input as items, without what came before. */
  input: readonly Json[];
  rendered: string;
  prompt: Omit<Prompt, 'maxTokens'>;
}

/** `before`: input and output of the response that `previous_response_id` names. */
export function parseResponsesRequest(
  body: Json,
  before: readonly Json[],
  models: ModelIndex,
): ResponsesRequest {
  const name = requiredString(body, 'model');
  const found = models.find('openai', name);
  const kind = found?.model.kind;
  if (found === undefined || (kind !== 'chat' && kind !== 'responses')) throw modelNotFound(name);
  const { model, answersAs } = found;
  optionalNumber(body, 'temperature', 0, 2);
  optionalNumber(body, 'top_p', 0, 1);
  const input = inputItems(body['input']);
  const items = [...before, ...input];
  const tools = objectList(body, 'tools');
  const functions = tools.filter((tool) => tool['type'] === 'function');
  const reasoning = isObject(body['reasoning']) ? body['reasoning'] : {};
  const jsonSchema = outputSchema(body['text']);
  const instructions = typeof body['instructions'] === 'string' ? body['instructions'] : '';
  const include = Array.isArray(body['include']) ? body['include'] : [];
  const topLogprobs = optionalInteger(body, 'top_logprobs', 0, 20);
  const tellsLogprobs = topLogprobs !== undefined || include.includes('message.output_text.logprobs');
  return {
    model,
    answersAs,
    body,
    stream: optionalBoolean(body, 'stream'),
    store: body['store'] !== false,
    maxTokens: optionalInteger(body, 'max_output_tokens', 16, model.maxOutput) ?? model.maxOutput,
    effort: effortOf(reasoning['effort']),
    summary: reasoning['summary'] !== undefined && reasoning['summary'] !== null,
    serviceTier: serviceTierOf(body),
    cacheKey: typeof body['prompt_cache_key'] === 'string' ? body['prompt_cache_key'] : '',
    ...(tellsLogprobs ? { topLogprobs: topLogprobs ?? 0 } : {}),
    searches: tools.some((tool) => String(tool['type']).startsWith('web_search')),
    input,
    rendered: `${tools.length > 0 ? JSON.stringify(tools) : ''}<|developer|>${instructions}${items.map(renderItem).join('')}`,
    prompt: {
      lastUserText: lastUserText(items),
      endsWithToolResult: items.at(-1)?.['type'] === 'function_call_output',
      tools: functions.map((tool) => ({
        name: requiredString(tool, 'name'),
        schema: tool['parameters'] ?? { type: 'object', properties: {} },
      })),
      toolChoice: toolChoiceOf(body['tool_choice']),
      stop: [],
      ...(jsonSchema === undefined ? {} : { jsonSchema }),
    },
  };
}

function inputItems(input: unknown): Json[] {
  if (input === undefined || input === null) throw missing('input');
  if (typeof input === 'string') return [{ role: 'user', content: input }];
  if (!Array.isArray(input)) {
    throw invalidRequest(
      `Invalid type for 'input': expected one of an array of objects or string, but got ${typeof input} instead.`,
      'input',
      'invalid_type',
    );
  }
  return input.map((item: unknown, i) => {
    if (isObject(item)) return item;
    throw invalidRequest(
      `Invalid type for 'input[${i}]': expected an object.`,
      `input[${i}]`,
      'invalid_type',
    );
  });
}

function renderItem(item: Json): string {
  switch (item['type']) {
    case 'function_call':
      return `<|call ${String(item['name'])}|>${String(item['arguments'] ?? '')}`;
    case 'function_call_output':
      return `<|tool|>${renderContent(item['output'])}`;
    case 'reasoning':
    case 'web_search_call':
      return '';
    default:
      return `<|${String(item['role'])}|>${renderContent(item['content'])}<|end|>`;
  }
}

function lastUserText(items: readonly Json[]): string {
  const content = items.findLast((item) => item['role'] === 'user')?.['content'];
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .filter((text) => text !== '')
    .join('\n');
}

function outputSchema(text: unknown): unknown {
  const format = isObject(text) ? text['format'] : undefined;
  if (!isObject(format) || format['type'] === 'text') return undefined;
  if (format['type'] === 'json_object') return ANY_OBJECT;
  if (format['type'] !== 'json_schema') {
    throw invalidRequest(
      `Invalid value: '${String(format['type'])}'. Supported values are: 'json_object', 'json_schema', and 'text'.`,
      'text.format.type',
      'invalid_value',
    );
  }
  if (format['name'] === undefined) throw missing('text.format.name');
  if (format['schema'] === undefined) throw missing('text.format.schema');
  return format['schema'];
}

function toolChoiceOf(choice: unknown): Prompt['toolChoice'] {
  if (choice === 'none' || choice === 'required') return choice;
  return isObject(choice) && typeof choice['name'] === 'string' ? { name: choice['name'] } : 'auto';
}
