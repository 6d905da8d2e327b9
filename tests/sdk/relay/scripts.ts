import { readdirSync, readFileSync } from 'node:fs';

const PROVIDERS = new URL('../../../packages/server/src/providers/', import.meta.url);

/** A request of a dialect that asks for a stream, and the streams that may come. */
export interface StreamCase {
  readonly dialect: 'openai' | 'anthropic' | 'gemini';
  readonly path: string;
  readonly body: object;
  readonly contentType: string;
  readonly streams: readonly (readonly [name: string, bytes: Buffer])[];
}

const SSE = 'text/event-stream; charset=utf-8';
const messages = [{ role: 'user', content: 'hello' }];
const contents = [{ role: 'user', parts: [{ text: 'hello' }] }];

function recorded(dialect: string, fits: (file: string) => boolean): (readonly [string, Buffer])[] {
  const folder = new URL(`${dialect}/fixtures/`, PROVIDERS);
  return readdirSync(folder)
    .filter(fits)
    .map((file) => [file, readFileSync(new URL(file, folder))]);
}

const long = 'l'.repeat(300_000);
const CHAT_END =
  'data: {"id":"c","object":"chat.completion.chunk","model":"gpt-4o-mini","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: {"id":"c","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8}}\n\ndata: [DONE]\n\n';
const chatChunk = (content: string) =>
  `data: {"id":"c","object":"chat.completion.chunk","model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":${JSON.stringify(content)}},"finish_reason":null}]}`;

const CHAT_ODD: readonly (readonly [string, string])[] = [
  [
    'comments and pings',
    `: ping\n\n${chatChunk('a')}\n\n:\n\n: keep-alive \u2028 é\n\n${chatChunk('b')}\n\n${CHAT_END}`,
  ],
  [
    'line ends of CRLF',
    `${chatChunk('a')}\r\n\r\n${chatChunk('b 😀')}\r\n\r\n${CHAT_END.replaceAll('\n', '\r\n')}`,
  ],
  ['data over several lines', `${chatChunk('a').replace(',"object"', ',\ndata: "object"')}\n\n${CHAT_END}`],
  [
    'no space after the colon',
    `${chatChunk('a').replace('data: ', 'data:')}\n\n${CHAT_END.replaceAll('data: ', 'data:')}`,
  ],
  [
    'events of an unknown kind',
    `event: weather\nid: 7\nretry: 10\ndata: {"x":1}\n\nfoo: bar\n\n${chatChunk('a')}\n\n${CHAT_END}`,
  ],
  [
    'unknown fields',
    `data: {"id":"c","new_field":{"a":[1,2, 3 ]},"choices":[{"index":0,"delta":{"content":"x","odd":null},"finish_reason":null,"extra":1.0}]}\n\n${CHAT_END}`,
  ],
  ['a frame of 300 kB', `${chatChunk(long)}\n\n${CHAT_END}`],
  ['more line ends than needed', `\n\n\n${chatChunk('a')}\n\n\n\n${CHAT_END}\n\n`],
  ['escapes and foreign letters', `${chatChunk('"\\\u0000ü漢字')}\n\n${CHAT_END}`],
];
const MESSAGE_START =
  'event: message_start\ndata: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"claude-haiku-4-5","content":[],"usage":{"input_tokens":3,"output_tokens":1}}}';
const MESSAGE_END =
  'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":4}}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n';
const MESSAGE_ODD: readonly (readonly [string, string])[] = [
  [
    'pings anywhere',
    `event: ping\ndata: {"type": "ping"}\n\n${MESSAGE_START}\n\nevent: ping\ndata: {"type":"ping"}\n\n${MESSAGE_END}`,
  ],
  ['line ends of CRLF', `${MESSAGE_START}\n\n${MESSAGE_END}`.replaceAll('\n', '\r\n')],
  [
    'events of an unknown kind',
    `${MESSAGE_START}\n\nevent: new_thing\ndata: {"type":"new_thing","a":[ 1 ]}\n\n${MESSAGE_END}`,
  ],
  [
    'a frame of 300 kB',
    `${MESSAGE_START}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${long}"}}\n\n${MESSAGE_END}`,
  ],
];
const GEMINI_CHUNK =
  '{"candidates": [{"content": {"parts": [{"text": "a"}],"role": "model"},"index": 0}], "modelVersion": "gemini-2.5-flash"}';
const GEMINI_LAST =
  '{"candidates": [{"content": {"parts": [{"text": "é"}],"role": "model"},"finishReason": "STOP"}],"usageMetadata": {"promptTokenCount": 4,"candidatesTokenCount": 7,"totalTokenCount": 11},"new": {"x": []}}';
const GEMINI_ODD: readonly (readonly [string, string])[] = [
  ['line ends of CRLF', `data: ${GEMINI_CHUNK}\r\n\r\ndata: ${GEMINI_LAST}\r\n\r\n`],
  ['comments', `: hello\n\ndata: ${GEMINI_CHUNK}\n\ndata: ${GEMINI_LAST}\n\n`],
];
const ARRAY_ODD: readonly (readonly [string, string])[] = [
  ['one line', `[${GEMINI_CHUNK},${GEMINI_LAST}]`],
  ['white space everywhere', ` \n[ \t${GEMINI_CHUNK} \r\n,\r\n\r\n${GEMINI_LAST}\n ]\r\n`],
];

function bytes(cases: readonly (readonly [string, string])[]): (readonly [string, Buffer])[] {
  return cases.map(([name, text]) => [name, Buffer.from(text)]);
}

export const STREAM_CASES: readonly StreamCase[] = [
  {
    dialect: 'openai',
    path: '/v1/chat/completions',
    // asked for by the client, so that nothing is Weir's own
    body: { model: 'gpt-4o-mini', messages, stream: true, stream_options: { include_usage: true } },
    contentType: SSE,
    streams: [
      ...recorded('openai', (file) => /^stream-(?!vllm-cut|without-done|error).*\.sse$/.test(file)),
      ...bytes(CHAT_ODD),
    ],
  },
  {
    dialect: 'openai',
    path: '/v1/responses',
    body: { model: 'gpt-4o-mini', input: 'hello', stream: true },
    contentType: SSE,
    streams: recorded('openai', (file) => /^response-stream.*\.sse$/.test(file)),
  },
  {
    dialect: 'openai',
    path: '/v1/completions',
    body: {
      model: 'gpt-3.5-turbo-instruct',
      prompt: 'a',
      stream: true,
      stream_options: { include_usage: true },
    },
    contentType: SSE,
    streams: recorded('openai', (file) => file === 'completion-stream.sse'),
  },
  {
    dialect: 'anthropic',
    path: '/v1/messages',
    body: { model: 'claude-haiku-4-5', max_tokens: 64, messages, stream: true },
    contentType: SSE,
    streams: [...recorded('anthropic', (file) => file.endsWith('.sse')), ...bytes(MESSAGE_ODD)],
  },
  {
    dialect: 'gemini',
    path: '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
    body: { contents },
    contentType: SSE,
    streams: [
      ...recorded('gemini', (file) => file.endsWith('.sse') && file !== 'stream-cut.sse'),
      ...bytes(GEMINI_ODD),
    ],
  },
  {
    dialect: 'gemini',
    path: '/v1beta/models/gemini-2.5-flash:streamGenerateContent',
    body: { contents },
    contentType: 'application/json; charset=UTF-8',
    streams: [...recorded('gemini', (file) => file.includes('array')), ...bytes(ARRAY_ODD)],
  },
];

const CHAT_ANSWER =
  '{"id":"c","object":"chat.completion","model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8}}';
const chat = { model: 'gpt-4o-mini', messages };

/** Answers that are no stream: path, request, content type, body. */
export const UNARY_CASES: readonly (readonly [
  name: string,
  path: string,
  body: object,
  type: string,
  answer: Buffer,
])[] = [
  [
    'odd white space',
    '/v1/chat/completions',
    chat,
    'application/json',
    Buffer.from(` \r\n\t${CHAT_ANSWER.replaceAll(':', ' :\n ')}  \n\n`),
  ],
  [
    'unknown fields and numbers',
    '/v1/chat/completions',
    chat,
    'application/json; charset=utf-8',
    Buffer.from(
      CHAT_ANSWER.replace('{', '{"odd":[1.0,1e3,-0,12345678901234567890],"a\\u0062":"\\/\\ud83d\\ude00",'),
    ),
  ],
  [
    'a byte order mark',
    '/v1/chat/completions',
    chat,
    'application/json',
    Buffer.from(`\ufeff${CHAT_ANSWER}`),
  ],
  ['no JSON at all', '/v1/chat/completions', chat, 'text/plain', Buffer.from('hello \u0000 there')],
  ['nothing', '/v1/chat/completions', chat, 'application/json', Buffer.alloc(0)],
  [
    '20 MB',
    '/v1/chat/completions',
    chat,
    'application/json',
    Buffer.from(CHAT_ANSWER.replace('"hi"', `"${'x'.repeat(20_000_000)}"`)),
  ],
  [
    'sound',
    '/v1/audio/speech',
    { model: 'tts-1', voice: 'alloy', input: 'hello' },
    'audio/mpeg',
    Buffer.from(Array.from({ length: 400_000 }, (_, i) => (i * 7919) % 256)),
  ],
  [
    'numbers of an embedding',
    '/v1/embeddings',
    { model: 'text-embedding-3-small', input: 'a' },
    'application/json',
    Buffer.from(
      `{"object":"list","data":[{"object":"embedding","index":0,"embedding":[${'-0.012345678901234,'.repeat(300_000)}1]}],"model":"text-embedding-3-small","usage":{"prompt_tokens":1,"total_tokens":1}}`,
    ),
  ],
];
