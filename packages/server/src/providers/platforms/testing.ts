import type { Operation, ProviderAdapter, WireDialect } from '../contract.ts';
import type { PlatformProvider, PlatformRequest } from './contract.ts';

/** Requests as the gateway makes them, for tests of platforms. */

function never(): never {
  throw new Error('a platform does not read bodies');
}

export function operation(name: string, path: string, over: Partial<Operation> = {}): Operation {
  return {
    name,
    path,
    billed: true,
    kind: 'chat',
    body: 'json',
    streamTypes: [],
    readRequest: never,
    rewriteRequest: (body, { model }) =>
      Buffer.from(JSON.stringify({ ...(JSON.parse(body.toString()) as object), model })),
    readAnswer: never,
    createStreamMeter: never,
    ...over,
  };
}

export const CHAT = operation('chat.completions', '/chat/completions');
export const MESSAGES = operation('messages', '/messages');
export const COUNT_TOKENS = operation('messages.count_tokens', '/messages/count_tokens', { kind: 'other' });
export const GENERATE = operation('generate_content', '/models/{model}:generateContent');
export const STREAM_GENERATE = operation('generate_content', '/models/{model}:streamGenerateContent');
export const CONVERSE = operation('converse', '/model/{model}/converse');

const AUTH: Record<WireDialect, { header: string; prefix: string; versionPath: string }> = {
  openai: { header: 'authorization', prefix: 'Bearer ', versionPath: '/v1' },
  anthropic: { header: 'x-api-key', prefix: '', versionPath: '/v1' },
  gemini: { header: 'x-goog-api-key', prefix: '', versionPath: '/v1beta' },
  converse: { header: 'authorization', prefix: 'Bearer ', versionPath: '' },
};

export function adapter(dialect: WireDialect): ProviderAdapter {
  const { header, prefix, versionPath } = AUTH[dialect];
  return {
    dialect,
    versionPath,
    operations: [],
    auth: { header, prefix },
    defaultHeaders: dialect === 'anthropic' ? [['anthropic-version', '2023-06-01']] : [],
    requestIdHeaders: [],
    errorBody: never,
    streamError: never,
    readErrorCode: never,
    modelsBody: never,
    modelBody: never,
  };
}

export function provider(over: Partial<PlatformProvider> = {}): PlatformProvider {
  return {
    id: 'cloud',
    dialect: 'openai',
    baseUrl: 'https://api.example.com/v1',
    secretEnv: 'CLOUD_KEY',
    settings: {},
    ...over,
  };
}

export const ENV = { CLOUD_KEY: 'sk-very-secret' };

export function request(over: Partial<PlatformRequest> = {}): PlatformRequest {
  return {
    provider: provider(),
    adapter: adapter('openai'),
    operation: CHAT,
    model: 'gpt-5',
    stream: false,
    query: '',
    body: Buffer.from('{"model":"gpt-5","messages":[]}'),
    headers: ['Content-Type', 'application/json'],
    now: Date.parse('2026-11-22T06:00:00Z'),
    env: ENV,
    ...over,
  };
}

/** Headers as an object with lower-case names. */
export function headersOf(flat: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < flat.length; i += 2) headers[String(flat[i]).toLowerCase()] = String(flat[i + 1]);
  return headers;
}
