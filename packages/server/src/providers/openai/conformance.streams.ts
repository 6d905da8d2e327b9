import { type AnswerCase, NO_DETAILS } from '../conformance.case.ts';

const OPENAI_STREAM = { input_tokens: 19, output_tokens: 10, ...NO_DETAILS };

export const openaiStreams: readonly AnswerCase[] = [
  {
    operation: 'chat.completions',
    file: 'stream-with-usage.sse',
    facts: { usage: OPENAI_STREAM, model: 'gpt-4o-mini-2024-07-18', finishReason: 'stop' },
    hiddenAs: 'stream-without-usage.sse',
    ends: true,
  },
  {
    operation: 'chat.completions',
    file: 'stream-without-usage.sse',
    facts: { usage: undefined, impossible: false, finishReason: 'stop' },
    hiddenAs: 'stream-without-usage.sse',
    ends: true,
  },
  {
    operation: 'chat.completions',
    file: 'stream-usage-in-empty-delta.sse',
    facts: { usage: OPENAI_STREAM, finishReason: 'stop' },
    ends: true,
  },
  {
    operation: 'chat.completions',
    file: 'stream-usage-in-last-content.sse',
    facts: { usage: { input_tokens: 19, output_tokens: 10 }, finishReason: 'stop' },
    hiddenAs: 'stream-usage-in-last-content.sse',
    ends: true,
  },
  {
    operation: 'chat.completions',
    file: 'stream-tool-calls.sse',
    facts: {
      usage: OPENAI_STREAM,
      finishReason: 'tool_calls',
      toolCalls: 2,
      toolNames: ['get_weather', 'get_tide'],
    },
    ends: true,
  },
  {
    operation: 'chat.completions',
    file: 'stream-error.sse',
    facts: { usage: undefined, errorCode: 'server_error' },
  },
  {
    operation: 'chat.completions',
    file: 'stream-vllm-usage-in-every-chunk.sse',
    facts: { usage: { input_tokens: 12, output_tokens: 4 }, finishReason: 'stop' },
    ends: true,
  },
  {
    operation: 'chat.completions',
    file: 'stream-vllm-cut.sse',
    facts: { usage: undefined, inputUsage: { input_tokens: 12 }, outputEstimate: 2, finishReason: undefined },
    complete: false,
  },
  {
    operation: 'chat.completions',
    file: 'stream-groq.sse',
    facts: {
      usage: { input_tokens: 45, output_tokens: 18 },
      model: 'llama-3.3-70b-versatile',
      finishReason: 'stop',
    },
    hiddenAs: 'stream-groq.sse',
    ends: true,
  },
  {
    operation: 'chat.completions',
    file: 'stream-deepseek.sse',
    facts: {
      usage: { input_tokens: 114, cache_read_tokens: 64, output_tokens: 60, output_reasoning_tokens: 50 },
      finishReason: 'stop',
    },
    hiddenAs: 'stream-deepseek.sse',
    ends: true,
  },
  {
    operation: 'chat.completions',
    file: 'stream-without-done.sse',
    facts: { usage: { input_tokens: 9, output_tokens: 3 }, finishReason: 'stop', refused: false },
    complete: true,
  },
  {
    operation: 'chat.completions',
    file: 'stream-refusal.sse',
    facts: { refused: true, finishReason: 'stop' },
    ends: true,
  },
  {
    operation: 'completions',
    file: 'completion-stream.sse',
    facts: { usage: { input_tokens: 5, output_tokens: 2 }, finishReason: 'stop' },
    ends: true,
  },
  {
    operation: 'responses',
    file: 'response-stream.sse',
    facts: {
      usage: { input_tokens: 37, cache_read_tokens: 0, output_tokens: 11, output_reasoning_tokens: 0 },
      model: 'gpt-5-mini-2025-08-07',
      finishReason: 'completed',
      serviceTier: 'default',
      resourceId: 'resp_67ccd2bed1ec8190b14f964abc054267',
      toolCalls: 0,
      refused: false,
    },
    ends: true,
  },
  {
    operation: 'responses',
    file: 'response-stream-tools.sse',
    facts: {
      usage: {
        input_tokens: 310,
        cache_read_tokens: 256,
        output_tokens: 40,
        output_reasoning_tokens: 8,
        web_searches: 1,
      },
      finishReason: 'max_output_tokens',
      toolCalls: 2,
      toolNames: ['web_search', 'get_weather'],
    },
    ends: true,
  },
  {
    operation: 'responses',
    file: 'response-stream-failed.sse',
    facts: {
      usage: { input_tokens: 37, cache_read_tokens: 0, output_tokens: 2, output_reasoning_tokens: 0 },
      finishReason: 'failed',
      errorCode: 'server_error',
    },
  },
  {
    operation: 'responses',
    file: 'response-stream-error.sse',
    facts: { usage: undefined, errorCode: 'rate_limit_exceeded', outputEstimate: 1 },
  },
  {
    operation: 'images.generations',
    file: 'image-stream.sse',
    facts: {
      usage: { input_tokens: 50, input_text_tokens: 40, input_image_tokens: 10, output_tokens: 4360 },
    },
    complete: true,
  },
  {
    operation: 'audio.transcriptions',
    file: 'transcription-stream.sse',
    facts: {
      usage: { input_tokens: 14, input_text_tokens: 0, input_audio_tokens: 14, output_tokens: 5 },
    },
    ends: true,
  },
  {
    operation: 'audio.speech',
    file: 'speech-stream.sse',
    facts: { usage: { input_tokens: 14, output_tokens: 101 } },
    ends: true,
  },
];
