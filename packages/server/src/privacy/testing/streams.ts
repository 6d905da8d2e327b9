import type { Dialect } from '@weir/core/contract';

/** What a model says, cut into the deltas it says it in. */
export interface Pieces {
  readonly text: readonly string[];
  readonly args: readonly string[];
}

interface Wire {
  readonly dialect: Dialect;
  write(pieces: Pieces): Buffer;
}

const sse = (events: readonly object[], named: boolean, end = '') =>
  Buffer.from(
    events
      .map((event) => {
        const name = named ? `event: ${String((event as { type: unknown }).type)}\n` : '';
        return `${name}data: ${JSON.stringify(event)}\n\n`;
      })
      .join('') + end,
  );

const chat = (delta: object, finish: string | null = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
});

function chatStream({ text, args }: Pieces): Buffer {
  const tool = (fn: object) => chat({ tool_calls: [{ index: 0, function: fn }] });
  const events = [
    chat({ role: 'assistant', content: '' }),
    ...text.map((content) => chat({ content })),
    ...args.map((piece) => tool({ arguments: piece })),
    chat({}, 'tool_calls'),
  ];
  return sse(events, false, 'data: [DONE]\n\n');
}

function anthropicStream({ text, args }: Pieces): Buffer {
  const delta = (index: number, value: object) => ({ type: 'content_block_delta', index, delta: value });
  return sse(
    [
      { type: 'message_start', message: { content: [], usage: { input_tokens: 1 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      ...text.map((piece) => delta(0, { type: 'text_delta', text: piece })),
      { type: 'content_block_stop', index: 0 },
      {
        type: 'content_block_start',
        index: 1,
        content_block: { type: 'tool_use', id: 't', name: 'f', input: {} },
      },
      ...args.map((piece) => delta(1, { type: 'input_json_delta', partial_json: piece })),
      { type: 'content_block_stop', index: 1 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 3 } },
      { type: 'message_stop' },
    ],
    true,
  );
}

function responsesStream({ text, args }: Pieces): Buffer {
  const whole = text.join('');
  const call = { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'f', arguments: args.join('') };
  const message = { type: 'message', id: 'msg_1', content: [{ type: 'output_text', text: whole }] };
  const at = { item_id: 'msg_1', output_index: 0, content_index: 0 };
  const callAt = { item_id: 'fc_1', output_index: 1 };
  const events = [
    { type: 'response.created', response: { id: 'r', output: [] } },
    ...text.map((delta) => ({ type: 'response.output_text.delta', ...at, delta })),
    { type: 'response.output_text.done', ...at, text: whole },
    { type: 'response.output_item.done', output_index: 0, item: message },
    ...args.map((delta) => ({ type: 'response.function_call_arguments.delta', ...callAt, delta })),
    { type: 'response.function_call_arguments.done', ...callAt, arguments: call.arguments },
    { type: 'response.completed', response: { id: 'r', output: [message, call] } },
  ];
  return sse(
    events.map((event, i) => ({ ...event, sequence_number: i })),
    true,
  );
}

function geminiEvents({ text, args }: Pieces): object[] {
  const event = (parts: object[], more: object = {}) => ({
    candidates: [{ content: { parts, role: 'model' }, index: 0, ...more }],
    usageMetadata: { promptTokenCount: 1 },
  });
  return [
    ...text.map((piece) => event([{ text: piece }])),
    event([{ functionCall: { name: 'f', args: JSON.parse(args.join('')) } }], { finishReason: 'STOP' }),
  ];
}

export const STREAMS = {
  'chat completions': { dialect: 'openai', write: chatStream },
  responses: { dialect: 'openai', write: responsesStream },
  messages: { dialect: 'anthropic', write: anthropicStream },
  'Gemini events': { dialect: 'gemini', write: (pieces) => sse(geminiEvents(pieces), false) },
  'a Gemini array': {
    dialect: 'gemini',
    write: (pieces) =>
      Buffer.from(
        `[${geminiEvents(pieces)
          .map((event) => JSON.stringify(event, null, 2))
          .join('\n,\r\n')}\n]`,
      ),
  },
} as const satisfies Record<string, Wire>;

export interface Collected {
  readonly text: string;
  readonly args: string;
}

// biome-ignore lint/suspicious/noExplicitAny: reads whatever the stream says, as a client would
type Loose = any;

function events(bytes: Buffer): Loose[] {
  const out: Loose[] = [];
  for (const line of bytes.toString().split('\n')) {
    if (line.startsWith('data: {')) out.push(JSON.parse(line.slice(6)));
  }
  return out;
}

function joined(items: readonly Loose[], read: (item: Loose) => unknown): string {
  return items.map((item) => read(item) ?? '').join('');
}

/** As an official client puts a stream together: nothing after the end of a block or choice counts. */
function beforeEnd(items: readonly Loose[], ends: (item: Loose) => boolean): Loose[] {
  const end = items.findIndex(ends);
  return end === -1 ? [...items] : items.slice(0, end + 1);
}

function collectGemini(items: readonly Loose[]): Collected {
  const counted = beforeEnd(items, (item) => item.candidates[0].finishReason !== undefined);
  const parts = counted.flatMap((item) => item.candidates[0].content.parts);
  return {
    text: joined(parts, (part) => part.text),
    args: JSON.stringify(parts.find((part) => part.functionCall !== undefined)?.functionCall.args ?? {}),
  };
}

export const COLLECT: Record<keyof typeof STREAMS, (bytes: Buffer) => Collected> = {
  'chat completions': (bytes) => {
    const choices = events(bytes).map((event) => event.choices[0]);
    const counted = beforeEnd(choices, (choice) => choice.finish_reason !== null);
    return {
      text: joined(counted, (choice) => choice.delta.content),
      args: joined(counted, (choice) => choice.delta.tool_calls?.[0]?.function.arguments),
    };
  },
  messages: (bytes) => {
    const all = events(bytes);
    const block = (index: number) =>
      beforeEnd(all, (event) => event.type === 'content_block_stop' && event.index === index).filter(
        (event) => event.type === 'content_block_delta' && event.index === index,
      );
    return {
      text: joined(block(0), (event) => event.delta.text),
      args: joined(block(1), (event) => event.delta.partial_json),
    };
  },
  responses: (bytes) => {
    const all = events(bytes);
    const until = (type: string) =>
      joined(
        beforeEnd(all, (event) => event.type === `${type}.done`).filter(
          (event) => event.type === `${type}.delta`,
        ),
        (event) => event.delta,
      );
    return { text: until('response.output_text'), args: until('response.function_call_arguments') };
  },
  'Gemini events': (bytes) => collectGemini(events(bytes)),
  'a Gemini array': (bytes) => collectGemini(JSON.parse(bytes.toString())),
};
