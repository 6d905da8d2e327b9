import type { AnswerCase } from '../conformance.case.ts';

export const anthropicUnary: readonly AnswerCase[] = [
  {
    operation: 'messages',
    file: 'message.json',
    flavor: 'default',
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
    operation: 'messages',
    file: 'message-tools.json',
    flavor: 'default',
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

export const anthropicStreams: readonly AnswerCase[] = [
  {
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
    ends: true,
  },
  {
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
    ends: true,
  },
  {
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
