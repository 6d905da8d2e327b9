import type { Dialect } from '@weir/core/contract';
import { type Attributes, firstText, type Span } from './span.ts';

export interface SpanModel {
  /** Weir's id. */
  provider: string;
  /** Id in the price list. */
  priceProvider: string;
  requested: string;
  /** The one the provider says it used, else the requested one. */
  used: string;
  response?: string;
}

/** Weir's id of a provider by the names that instrumentations give it, in lower case. */
const PROVIDERS: Readonly<Record<string, string>> = {
  'azure.ai.openai': 'azure',
  'az.ai.openai': 'azure',
  'azure-openai': 'azure',
  azure_openai: 'azure',
  'azure.ai.inference': 'azure-foundry',
  'az.ai.inference': 'azure-foundry',
  'aws.bedrock': 'bedrock',
  aws_bedrock: 'bedrock',
  'amazon-bedrock': 'bedrock',
  amazon_bedrock: 'bedrock',
  aws: 'bedrock',
  'gcp.gemini': 'google',
  'gcp.gen_ai': 'google',
  gemini: 'google',
  'google.generative-ai': 'google',
  google_genai: 'google',
  google_generativeai: 'google',
  'gcp.vertex_ai': 'vertex',
  vertex_ai: 'vertex',
  vertexai: 'vertex',
  'google.vertex': 'vertex',
  'google-vertex': 'vertex',
  x_ai: 'xai',
  'x-ai': 'xai',
  mistral_ai: 'mistral',
  mistralai: 'mistral',
  together_ai: 'together',
  togetherai: 'together',
  fireworks_ai: 'fireworks',
  moonshot: 'moonshotai',
  'z.ai': 'zai',
};

/** Where Weir's id is not the price list's. */
const PRICED_AS: Readonly<Record<string, string>> = {
  'azure-foundry': 'azure',
  bedrock: 'aws',
  vertex: 'google',
  xai: 'x-ai',
};

/** Not providers themselves: the model says who serves it, `anthropic/claude-sonnet-4`. */
const BROKERS = new Set(['gateway', 'litellm', 'vercel']);

const HOSTS: readonly (readonly [RegExp, string])[] = [
  [/(^|\.)openai\.azure\.com$/, 'azure'],
  [/(^|\.)openai\.com$/, 'openai'],
  [/(^|\.)anthropic\.com$/, 'anthropic'],
  [/^generativelanguage\.googleapis\.com$/, 'google'],
  [/aiplatform\.googleapis\.com$/, 'vertex'],
  [/^bedrock-runtime\..*\.amazonaws\.com$/, 'bedrock'],
  [/(^|\.)openrouter\.ai$/, 'openrouter'],
];

const MODELS: readonly (readonly [RegExp, string])[] = [
  [/^(gpt-|o\d|chatgpt|text-embedding-)/, 'openai'],
  [/^claude/, 'anthropic'],
  [/^gemini/, 'google'],
  [/^(mistral|ministral|magistral|codestral)/, 'mistral'],
  [/^grok/, 'xai'],
  [/^deepseek/, 'deepseek'],
];

const REQUESTED = [
  'gen_ai.request.model',
  'llm.request.model',
  'llm.model_name',
  'embedding.model_name',
  'ai.model.id',
];
const RESPONSE = ['gen_ai.response.model', 'llm.response.model', 'ai.response.model'];
const NAMED = [
  'gen_ai.provider.name',
  'gen_ai.system',
  'llm.provider',
  'llm.system',
  'llm.vendor',
  'ai.model.provider',
];

const LONGEST_NAME = 200;
const PROVIDER_NAME = /^[a-z0-9][a-z0-9._/-]{0,63}$/;

/** Throws a plain Error that says what a call does not tell. */
export function modelOfSpan(
  span: Span,
  ownPriceProvider: (provider: string) => string | undefined,
): SpanModel {
  const response = firstText(span.attributes, RESPONSE);
  const requested = firstText(span.attributes, REQUESTED) ?? response;
  if (requested === undefined) throw new Error('the span names no model (gen_ai.request.model)');
  if (requested.length > LONGEST_NAME || (response?.length ?? 0) > LONGEST_NAME) {
    throw new Error(`the name of the model is longer than ${LONGEST_NAME} characters`);
  }
  const broker = brokered(span.attributes, requested);
  if (broker !== undefined)
    return withPrice(broker.provider, broker.model, response && lastOf(response), ownPriceProvider);
  const provider = providerOf(span.attributes, response ?? requested);
  if (provider === undefined) throw new Error('the span names no provider (gen_ai.provider.name)');
  return withPrice(provider, requested, response, ownPriceProvider);
}

function withPrice(
  provider: string,
  requested: string,
  response: string | undefined,
  ownPriceProvider: (provider: string) => string | undefined,
): SpanModel {
  if (!PROVIDER_NAME.test(provider)) throw new Error('gen_ai.provider.name is not the name of a provider');
  return {
    provider,
    priceProvider: ownPriceProvider(provider) ?? PRICED_AS[provider] ?? provider,
    requested,
    used: response ?? requested,
    ...(response === undefined ? {} : { response }),
  };
}

function brokered(attributes: Attributes, model: string): { provider: string; model: string } | undefined {
  const name = firstText(attributes, NAMED)?.toLowerCase();
  const slash = model.indexOf('/');
  if (name === undefined || slash < 1 || !BROKERS.has(name)) return undefined;
  return { provider: idOf(model.slice(0, slash)), model: model.slice(slash + 1) };
}

function lastOf(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1);
}

function providerOf(attributes: Attributes, model: string): string | undefined {
  const named = firstText(attributes, NAMED);
  if (named !== undefined) return idOf(named);
  const host = firstText(attributes, ['server.address', 'net.peer.name'])?.toLowerCase() ?? '';
  const known =
    HOSTS.find(([pattern]) => pattern.test(host)) ?? MODELS.find(([pattern]) => pattern.test(model));
  return known?.[1];
}

/** `openai.chat` and `anthropic.messages` (AI SDK), `Google` (OpenLLMetry), `gcp.gemini`. */
function idOf(name: string): string {
  const lower = name.trim().toLowerCase().replaceAll(' ', '_');
  const whole = PROVIDERS[lower];
  if (whole !== undefined) return whole;
  const stem = lower.replace(/\.[a-z-]+$/, '');
  return PROVIDERS[stem] ?? stem;
}

const DIALECTS: Readonly<Record<string, Dialect>> = {
  anthropic: 'anthropic',
  google: 'gemini',
  vertex: 'gemini',
};

export function dialectOf(provider: string): Dialect {
  return DIALECTS[provider] ?? 'openai';
}
