import { ApiError, invalidRequest } from '../api-error.ts';
import { isObject, type Json, textList } from '../fields.ts';
import type { FoundModel, ModelIndex, SandboxModel } from '../models.ts';
import type { Prompt } from '../reply.ts';
import { lastUserText, renderContents } from './contents.ts';
import { jsonSchemaOf } from './schema.ts';

export interface GenerateRequest {
  model: SandboxModel;
  answersAs: string;
  candidates: number;
  maxTokens: number;
  /** Most tokens of thinking; 0 when it is off. */
  thinkingBudget: number;
  includeThoughts: boolean;
  /** Alternatives to tell with each token; absent: no log probabilities. */
  topLogprobs?: number;
  /** Searching is offered. */
  search: boolean;
  /** Name of explicitly cached content that stands before the prompt. */
  cachedContent?: string;
  rendered: string;
  prompt: Omit<Prompt, 'maxTokens'>;
}

const DYNAMIC_THINKING = 8_192;
const LEVELS: Record<string, number> = { minimal: 0, low: 1_024, medium: 4_096, high: DYNAMIC_THINKING };

export function findGemini(models: ModelIndex, name: string, kind: SandboxModel['kind']): FoundModel {
  const found = models.find('gemini', name.replace(/^models\//, ''));
  if (found?.model.kind === kind) return found;
  throw new ApiError(
    404,
    'not_found',
    `models/${name} is not found for API version v1beta, or is not supported for ${kind === 'chat' ? 'generateContent' : 'embedContent'}. Call ListModels to see the list of available models and their supported methods.`,
  );
}

export function parseGenerateRequest(body: Json, name: string, models: ModelIndex): GenerateRequest {
  const { model, answersAs } = findGemini(models, name, 'chat');
  const contents = body['contents'];
  if (!Array.isArray(contents) || contents.length === 0) {
    throw invalidRequest('* GenerateContentRequest.contents: contents is not specified\n');
  }
  const config = isObject(body['generationConfig']) ? body['generationConfig'] : {};
  const tools = Array.isArray(body['tools']) ? body['tools'].filter(isObject) : [];
  const jsonSchema = outputSchema(config);
  const cachedContent = body['cachedContent'];
  const declared = tools.flatMap(declarationsOf);
  return {
    model,
    answersAs,
    candidates: integer(config, 'candidateCount') ?? 1,
    maxTokens: Math.min(integer(config, 'maxOutputTokens') ?? model.maxOutput, model.maxOutput),
    ...thinkingOf(config, model),
    ...(config['responseLogprobs'] === true ? { topLogprobs: integer(config, 'logprobs') ?? 0 } : {}),
    search: tools.some((tool) => 'googleSearch' in tool || 'google_search' in tool),
    ...(typeof cachedContent === 'string' ? { cachedContent } : {}),
    rendered: `${declared.length > 0 ? JSON.stringify(declared) : ''}${renderContents([body['systemInstruction'], ...contents])}`,
    prompt: {
      lastUserText: lastUserText(contents),
      endsWithToolResult: endsWithResult(contents.at(-1)),
      tools: declared,
      toolChoice: toolChoiceOf(body['toolConfig'], declared),
      stop: textList(config['stopSequences']),
      ...(jsonSchema === undefined ? {} : { jsonSchema }),
    },
  };
}

function thinkingOf(
  config: Json,
  model: SandboxModel,
): Pick<GenerateRequest, 'thinkingBudget' | 'includeThoughts'> {
  const thinking = isObject(config['thinkingConfig']) ? config['thinkingConfig'] : {};
  const asked = integer(thinking, 'thinkingBudget');
  const level = LEVELS[String(thinking['thinkingLevel'] ?? '').toLowerCase()];
  if (!model.reasoning && asked !== undefined && asked !== 0) {
    throw invalidRequest('Unable to submit request because thinking is not supported by this model.');
  }
  if (model.id.includes('pro') && asked === 0) {
    throw invalidRequest('Budget 0 is invalid. This model only works in thinking mode.');
  }
  const budget = asked === undefined || asked < 0 ? (level ?? DYNAMIC_THINKING) : asked;
  return {
    thinkingBudget: model.reasoning ? budget : 0,
    includeThoughts: thinking['includeThoughts'] === true,
  };
}

function outputSchema(config: Json): unknown {
  const type = config['responseMimeType'];
  const schema = config['responseJsonSchema'] ?? config['responseSchema'];
  if (type === 'application/json') {
    return jsonSchemaOf(schema ?? { type: 'object', properties: { answer: { type: 'string' } } });
  }
  if (schema === undefined) return undefined;
  throw invalidRequest(
    'Function calling config or response schema needs response_mime_type: application/json',
  );
}

function declarationsOf(tool: Json): { name: string; schema: unknown }[] {
  const list = tool['functionDeclarations'] ?? tool['function_declarations'];
  if (!Array.isArray(list)) return [];
  return list.filter(isObject).map((declaration) => ({
    name: String(declaration['name'] ?? ''),
    schema: jsonSchemaOf(
      declaration['parametersJsonSchema'] ?? declaration['parameters'] ?? { type: 'object', properties: {} },
    ),
  }));
}

function toolChoiceOf(config: unknown, declared: Prompt['tools']): Prompt['toolChoice'] {
  const calling = isObject(config) ? config['functionCallingConfig'] : undefined;
  if (!isObject(calling)) return 'auto';
  const mode = String(calling['mode'] ?? 'AUTO').toUpperCase();
  if (mode === 'NONE') return 'none';
  if (mode !== 'ANY') return 'auto';
  const [only] = textList(calling['allowedFunctionNames']);
  return only !== undefined && declared.some(({ name }) => name === only) ? { name: only } : 'required';
}

function endsWithResult(content: unknown): boolean {
  const parts = isObject(content) ? content['parts'] : undefined;
  return Array.isArray(parts) && parts.some((part) => isObject(part) && 'functionResponse' in part);
}

/** Whole numbers come as numbers or, as protobuf's JSON has 64-bit ones, as text. */
function integer(source: Json, name: string): number | undefined {
  const value = source[name];
  if (value === undefined || value === null) return undefined;
  const number = Number(value);
  if (Number.isInteger(number)) return number;
  throw invalidRequest(`Invalid value at 'generation_config.${name}' (TYPE_INT32), ${JSON.stringify(value)}`);
}
