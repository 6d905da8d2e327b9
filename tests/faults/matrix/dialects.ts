/** What each dialect asks, and how a client of it tells a whole answer from a failed one. */
export interface MatrixDialect {
  readonly id: string;
  readonly adapter: 'openai' | 'anthropic' | 'gemini';
  readonly versionPath: string;
  /** Models of the price list to ask for: each cell of a provider has its own, as health is kept by model. */
  readonly models: readonly string[];
  /** The one to turn to. */
  readonly better: string;
  readonly streams: readonly boolean[];
  path(model: string, stream: boolean): string;
  body(ask: Ask): object;
  /** The text of a whole stream ends as the dialect promises. */
  endsWell(text: string): boolean;
  /** The stream says that it failed. */
  tellsFailure(text: string): boolean;
}

export interface Ask {
  readonly model: string;
  readonly stream: boolean;
  readonly text: string;
  /** Structured output of this schema. */
  readonly schema: object | undefined;
  readonly logprobs: boolean;
}

export const SCHEMA = {
  type: 'object',
  properties: { urgent: { type: 'boolean' }, team: { type: 'string' } },
  required: ['urgent', 'team'],
  additionalProperties: false,
};

const chat: MatrixDialect = {
  id: 'chat',
  adapter: 'openai',
  versionPath: '/v1',
  models: ['gpt-4o-mini', 'gpt-4o', 'gpt-4.1-mini', 'gpt-4.1', 'gpt-4.1-nano', 'gpt-4o-2024-08-06'],
  better: 'gpt-4o',
  streams: [false, true],
  path: () => '/v1/chat/completions',
  body: ({ model, stream, text, schema, logprobs }) => ({
    model,
    stream,
    max_tokens: 4_000,
    messages: [{ role: 'user', content: text }],
    ...(logprobs ? { logprobs: true } : {}),
    ...(schema === undefined
      ? {}
      : { response_format: { type: 'json_schema', json_schema: { name: 'x', strict: true, schema } } }),
  }),
  endsWell: (text) => text.endsWith('data: [DONE]\n\n'),
  tellsFailure: (text) => /data: \{"error":/.test(text),
};

const responses: MatrixDialect = {
  ...chat,
  id: 'responses',
  path: () => '/v1/responses',
  body: ({ model, stream, text, schema, logprobs }) => ({
    model,
    stream,
    max_output_tokens: 4_000,
    input: text,
    ...(logprobs ? { include: ['message.output_text.logprobs'], top_logprobs: 1 } : {}),
    ...(schema === undefined
      ? {}
      : { text: { format: { type: 'json_schema', name: 'x', strict: true, schema } } }),
  }),
  endsWell: (text) => /event: response\.(completed|incomplete)\ndata: .*\n\n$/.test(text),
  tellsFailure: (text) => /event: (response\.failed|error)\ndata: /.test(text),
};

const messages: MatrixDialect = {
  id: 'messages',
  adapter: 'anthropic',
  versionPath: '/v1',
  models: [
    'claude-haiku-4-5',
    'claude-sonnet-4-5',
    'claude-sonnet-4-6',
    'claude-opus-4-5',
    'claude-opus-4-1',
    'claude-opus-4-6',
  ],
  better: 'claude-sonnet-4-6',
  streams: [false, true],
  path: () => '/v1/messages',
  body: ({ model, stream, text, schema }) => ({
    model,
    stream,
    max_tokens: 4_000,
    messages: [{ role: 'user', content: text }],
    ...(schema === undefined ? {} : { output_config: { format: { type: 'json_schema', schema } } }),
  }),
  endsWell: (text) => /event: message_stop\ndata: .*\n\n$/.test(text),
  tellsFailure: (text) => /event: error\ndata: /.test(text),
};

const gemini: MatrixDialect = {
  id: 'gemini',
  adapter: 'gemini',
  versionPath: '/v1beta',
  models: [
    'gemini-2.5-flash',
    'gemini-2.5-flash-lite',
    'gemini-2.0-flash',
    'gemini-2.0-flash-lite',
    'gemini-2.5-pro',
    'gemini-3-flash-preview',
  ],
  better: 'gemini-2.5-pro',
  streams: [false, true],
  path: (model, stream) =>
    `/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
  body: ({ text, schema }) => ({
    contents: [{ role: 'user', parts: [{ text }] }],
    generationConfig: {
      maxOutputTokens: 4_000,
      ...(schema === undefined ? {} : { responseMimeType: 'application/json', responseJsonSchema: schema }),
    },
  }),
  endsWell: (text) => text.includes('"finishReason"') && /\r?\n\r?\n$/.test(text),
  tellsFailure: (text) => /data: \{\s*"error":/.test(text),
};

const geminiArray: MatrixDialect = {
  ...gemini,
  id: 'gemini-array',
  streams: [true],
  path: (model) => `/v1beta/models/${model}:streamGenerateContent`,
  endsWell: (text) =>
    elements(text)?.some((element) => 'candidates' in element && text.includes('"finishReason"')) ?? false,
  tellsFailure: (text) => elements(text)?.some((element) => 'error' in element) ?? false,
};

/** Of a JSON array; undefined when it is not whole. */
function elements(text: string): Record<string, unknown>[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export const MATRIX_DIALECTS: readonly MatrixDialect[] = [chat, responses, messages, gemini, geminiArray];
