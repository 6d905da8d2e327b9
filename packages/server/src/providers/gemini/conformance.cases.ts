import type { AnswerCase } from '../conformance.case.ts';

const THOUGHT = {
  input_tokens: 11,
  input_text_tokens: 11,
  // 21 said + 50 thought
  output_tokens: 71,
  output_reasoning_tokens: 50,
};

export const geminiUnary: readonly AnswerCase[] = [
  {
    operation: 'generate_content',
    file: 'generate.json',
    flavor: 'default',
    facts: {
      // 42 said + 558 thought
      usage: {
        input_tokens: 1274,
        input_text_tokens: 1016,
        input_image_tokens: 258,
        cache_read_tokens: 1020,
        cache_text_read_tokens: 814,
        cache_image_read_tokens: 206,
        output_tokens: 600,
        output_reasoning_tokens: 558,
      },
      model: 'gemini-2.5-flash',
      finishReason: 'STOP',
      refused: false,
      toolCalls: 0,
    },
  },
  {
    operation: 'generate_content',
    file: 'generate-tools.json',
    flavor: 'default',
    facts: {
      // 120 asked + 80 brought in by tools
      usage: {
        input_tokens: 200,
        input_tool_tokens: 80,
        input_text_tokens: 200,
        input_text_tool_tokens: 80,
        output_tokens: 31,
      },
      toolCalls: 2,
      toolNames: ['get_weather', 'get_tide'],
    },
  },
  {
    operation: 'generate_content',
    file: 'generate-audio.json',
    flavor: 'default',
    facts: {
      usage: {
        input_tokens: 321,
        input_text_tokens: 21,
        input_audio_tokens: 300,
        output_tokens: 250,
        output_audio_tokens: 250,
      },
    },
  },
  {
    operation: 'generate_content',
    file: 'generate-blocked.json',
    flavor: 'default',
    facts: {
      usage: { input_tokens: 7, input_text_tokens: 7 },
      finishReason: 'PROHIBITED_CONTENT',
      refused: true,
    },
  },
  {
    operation: 'embed_content',
    file: 'embed.json',
    facts: { usage: { input_tokens: 9, input_text_tokens: 9 }, outputEstimate: 0 },
  },
  {
    operation: 'batch_embed_contents',
    file: 'batch-embed-without-usage.json',
    facts: { usage: undefined, impossible: false, outputEstimate: 0 },
  },
];

export const geminiStreams: readonly AnswerCase[] = [
  ...['stream.sse', 'stream-array.json'].map((file) => ({
    operation: 'stream_generate_content',
    file,
    facts: {
      usage: THOUGHT,
      model: 'gemini-2.5-flash',
      finishReason: 'STOP',
      toolCalls: 1,
      toolNames: ['get_weather'],
      refused: false,
    },
    ends: file.endsWith('.json'),
    complete: true,
  })),
  {
    operation: 'stream_generate_content',
    file: 'stream-error.sse',
    facts: {
      usage: undefined,
      inputUsage: { input_tokens: 11, input_text_tokens: 11 },
      errorCode: 'UNAVAILABLE',
    },
  },
  {
    operation: 'stream_generate_content',
    file: 'stream-error-array.json',
    facts: { usage: undefined, errorCode: 'UNAVAILABLE' },
    ends: true,
  },
  {
    operation: 'stream_generate_content',
    file: 'stream-safety.sse',
    facts: { finishReason: 'SAFETY', refused: true },
    complete: true,
  },
  {
    operation: 'stream_generate_content',
    file: 'stream-cut.sse',
    facts: { usage: undefined, finishReason: undefined },
    complete: false,
  },
];
