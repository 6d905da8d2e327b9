import { readFileSync } from 'node:fs';
import { anthropic } from './anthropic/index.ts';
import type { AnswerFacts, Operation, ProviderAdapter } from './contract.ts';
import { openai } from './openai/index.ts';

/** What an adapter must make of one recorded answer. Quantities are restated by hand from the fixture. */
export interface AnswerCase {
  adapter: ProviderAdapter;
  /** Name of the operation that was answered. */
  operation: string;
  file: string;
  facts: Partial<AnswerFacts>;
  /** Streams only: Weir asked for usage on its own account; the client must get the bytes of this other fixture. */
  hiddenAs?: string;
  /** Streams only: the end marker the client must not see before the call is recorded. */
  endMarker?: string;
}

export function operationOf({ adapter, operation }: AnswerCase): Operation {
  const found = adapter.operations.find(({ name }) => name === operation);
  if (found === undefined) throw new Error(`${adapter.dialect} has no operation ${operation}`);
  return found;
}

export function fixture({ dialect }: ProviderAdapter, file: string): Buffer {
  return readFileSync(new URL(`./${dialect}/fixtures/${file}`, import.meta.url));
}

const NO_DETAILS = {
  cache_read_tokens: 0,
  input_audio_tokens: 0,
  output_audio_tokens: 0,
  output_reasoning_tokens: 0,
};
const OPENAI_STREAM = { input_tokens: 19, output_tokens: 10, ...NO_DETAILS };
const DONE = 'data: [DONE]\n\n';
const STOP = 'event: message_stop\ndata: {"type":"message_stop"}\n\n';

export const UNARY: readonly AnswerCase[] = [
  {
    adapter: openai,
    operation: 'chat.completions',
    file: 'chat-completion.json',
    facts: {
      usage: { ...NO_DETAILS, input_tokens: 2006, cache_read_tokens: 1920, output_tokens: 300 },
      model: 'gpt-4o-2024-08-06',
      finishReason: 'stop',
      toolCalls: 0,
      impossible: false,
    },
  },
  {
    adapter: openai,
    operation: 'chat.completions',
    file: 'chat-completion-reasoning.json',
    facts: {
      usage: { ...NO_DETAILS, input_tokens: 75, output_tokens: 1186, output_reasoning_tokens: 1024 },
      model: 'o4-mini-2025-04-16',
      finishReason: 'stop',
    },
  },
  {
    adapter: openai,
    operation: 'chat.completions',
    file: 'chat-completion-tools.json',
    facts: {
      usage: { ...NO_DETAILS, input_tokens: 82, output_tokens: 51 },
      finishReason: 'tool_calls',
      toolCalls: 3,
      toolNames: ['get_weather', 'get_tide'],
    },
  },
  {
    adapter: anthropic,
    operation: 'messages',
    file: 'message.json',
    facts: {
      // 31 + 4000 written + 10200 read
      usage: {
        input_tokens: 14_231,
        cache_write_tokens: 4000,
        cache_read_tokens: 10_200,
        cache_write_5m_tokens: 1500,
        cache_write_1h_tokens: 2500,
        output_tokens: 503,
      },
      model: 'claude-sonnet-4-5-20250929',
      finishReason: 'end_turn',
      toolCalls: 0,
    },
  },
  {
    adapter: anthropic,
    operation: 'messages',
    file: 'message-tools.json',
    facts: {
      usage: {
        input_tokens: 472,
        cache_write_tokens: 0,
        cache_read_tokens: 0,
        cache_write_5m_tokens: 0,
        cache_write_1h_tokens: 0,
        output_tokens: 189,
        web_searches: 2,
      },
      finishReason: 'tool_use',
      toolCalls: 2,
      toolNames: ['web_search', 'get_weather'],
    },
  },
];

export const STREAMS: readonly AnswerCase[] = [
  {
    adapter: openai,
    operation: 'chat.completions',
    file: 'stream-with-usage.sse',
    facts: { usage: OPENAI_STREAM, model: 'gpt-4o-mini-2024-07-18', finishReason: 'stop' },
    hiddenAs: 'stream-without-usage.sse',
    endMarker: DONE,
  },
  {
    adapter: openai,
    operation: 'chat.completions',
    file: 'stream-without-usage.sse',
    facts: { usage: undefined, impossible: false, finishReason: 'stop' },
    hiddenAs: 'stream-without-usage.sse',
    endMarker: DONE,
  },
  {
    adapter: openai,
    operation: 'chat.completions',
    file: 'stream-usage-in-empty-delta.sse',
    facts: { usage: OPENAI_STREAM, finishReason: 'stop' },
    endMarker: DONE,
  },
  {
    adapter: openai,
    operation: 'chat.completions',
    file: 'stream-usage-in-last-content.sse',
    facts: { usage: { input_tokens: 19, output_tokens: 10 }, finishReason: 'stop' },
    hiddenAs: 'stream-usage-in-last-content.sse',
    endMarker: DONE,
  },
  {
    adapter: openai,
    operation: 'chat.completions',
    file: 'stream-tool-calls.sse',
    facts: {
      usage: OPENAI_STREAM,
      finishReason: 'tool_calls',
      toolCalls: 2,
      toolNames: ['get_weather', 'get_tide'],
    },
    endMarker: DONE,
  },
  {
    adapter: openai,
    operation: 'chat.completions',
    file: 'stream-error.sse',
    facts: { usage: undefined, errorCode: 'server_error' },
  },
  {
    adapter: anthropic,
    operation: 'messages',
    file: 'stream.sse',
    facts: {
      // message_delta is final and cumulative: 25 + 100 + 2000, 15 out (not 1 + 15)
      usage: {
        input_tokens: 2125,
        cache_write_tokens: 100,
        cache_read_tokens: 2000,
        cache_write_5m_tokens: 100,
        cache_write_1h_tokens: 0,
        output_tokens: 15,
      },
      model: 'claude-sonnet-4-5-20250929',
      finishReason: 'end_turn',
      toolCalls: 0,
    },
    endMarker: STOP,
  },
  {
    adapter: anthropic,
    operation: 'messages',
    file: 'stream-tools.sse',
    facts: {
      usage: {
        input_tokens: 10_682,
        cache_write_tokens: 0,
        cache_read_tokens: 0,
        cache_write_5m_tokens: 0,
        cache_write_1h_tokens: 0,
        output_tokens: 510,
        web_searches: 1,
      },
      finishReason: 'tool_use',
      toolCalls: 2,
      toolNames: ['web_search', 'get_weather'],
    },
    endMarker: STOP,
  },
  {
    adapter: anthropic,
    operation: 'messages',
    file: 'stream-error.sse',
    facts: {
      usage: undefined,
      inputUsage: {
        input_tokens: 2125,
        cache_write_tokens: 100,
        cache_read_tokens: 2000,
        cache_write_5m_tokens: 100,
        cache_write_1h_tokens: 0,
      },
      errorCode: 'overloaded_error',
    },
  },
];
