import { type AnswerCase, NO_DETAILS } from '../conformance.case.ts';

const USAGE_OF_SPEECH = { input_characters: 100, input_tokens: 25 };

export const openaiUnary: readonly AnswerCase[] = [
  {
    operation: 'chat.completions',
    file: 'chat-completion.json',
    flavor: 'chat',
    facts: {
      usage: { ...NO_DETAILS, input_tokens: 2006, cache_read_tokens: 1920, output_tokens: 300 },
      model: 'gpt-4o-2024-08-06',
      finishReason: 'stop',
      toolCalls: 0,
      impossible: false,
    },
  },
  {
    operation: 'chat.completions',
    file: 'chat-completion-reasoning.json',
    flavor: 'chat',
    facts: {
      usage: { ...NO_DETAILS, input_tokens: 75, output_tokens: 1186, output_reasoning_tokens: 1024 },
      model: 'o4-mini-2025-04-16',
      finishReason: 'stop',
    },
  },
  {
    operation: 'chat.completions',
    file: 'chat-completion-tools.json',
    flavor: 'chat',
    facts: {
      usage: { ...NO_DETAILS, input_tokens: 82, output_tokens: 51 },
      finishReason: 'tool_calls',
      toolCalls: 3,
      toolNames: ['get_weather', 'get_weather', 'get_tide'],
    },
  },
  {
    operation: 'chat.completions',
    file: 'chat-completion-refusal.json',
    flavor: 'chat',
    facts: {
      usage: { ...NO_DETAILS, input_tokens: 81, output_tokens: 11 },
      finishReason: 'stop',
      refused: true,
      serviceTier: 'flex',
    },
  },
  {
    operation: 'responses',
    file: 'response.json',
    flavor: 'responses',
    facts: {
      usage: { input_tokens: 36, cache_read_tokens: 12, output_tokens: 87, output_reasoning_tokens: 64 },
      model: 'gpt-5-mini-2025-08-07',
      finishReason: 'completed',
      serviceTier: 'default',
      refused: false,
      resourceId: 'resp_67ccd2bed1ec8190b14f964abc054267',
      toolCalls: 0,
    },
  },
  {
    operation: 'responses',
    file: 'response-tools.json',
    flavor: 'responses',
    counted: ['web_searches', 'storage_searches'],
    facts: {
      // of three web calls one opened a page, which is not charged
      usage: {
        input_tokens: 328,
        cache_read_tokens: 0,
        output_tokens: 120,
        output_reasoning_tokens: 64,
        web_searches: 2,
        storage_searches: 1,
      },
      toolCalls: 6,
      toolNames: ['web_search', 'web_search', 'web_search', 'file_search', 'get_weather', 'get_tide'],
    },
  },
  {
    operation: 'responses',
    file: 'response-incomplete.json',
    flavor: 'responses',
    facts: {
      usage: { input_tokens: 20, cache_read_tokens: 0, output_tokens: 16, output_reasoning_tokens: 16 },
      finishReason: 'max_output_tokens',
    },
  },
  {
    operation: 'completions',
    file: 'completion.json',
    flavor: 'chat',
    facts: { usage: { input_tokens: 5, output_tokens: 7 }, finishReason: 'length' },
  },
  {
    operation: 'embeddings',
    file: 'embedding.json',
    flavor: 'embeddings',
    facts: { usage: { input_tokens: 8 }, model: 'text-embedding-3-small', outputEstimate: 0 },
  },
  {
    operation: 'images.generations',
    file: 'image.json',
    flavor: 'images',
    facts: {
      usage: {
        input_tokens: 373,
        input_text_tokens: 50,
        input_image_tokens: 323,
        output_tokens: 1056,
        output_text_tokens: 0,
        output_image_tokens: 1056,
      },
    },
  },
  {
    operation: 'images.edits',
    file: 'image.json',
    flavor: 'images',
    request: { maxOutputTokens: 1584, choices: 2 },
    facts: { outputEstimate: 3168 },
  },
  {
    operation: 'audio.transcriptions',
    file: 'transcription.json',
    facts: {
      usage: { input_tokens: 14, input_text_tokens: 0, input_audio_tokens: 14, output_tokens: 45 },
    },
  },
  {
    operation: 'audio.transcriptions',
    file: 'transcription-seconds.json',
    facts: { usage: { audio_seconds: 9, input_audio_seconds: 9 } },
  },
  {
    operation: 'audio.translations',
    file: 'transcription-verbose.json',
    counted: ['audio_seconds', 'input_audio_seconds'],
    facts: {
      usage: { audio_seconds: 8.470000267028809, input_audio_seconds: 8.470000267028809 },
      rawUsage: undefined,
    },
  },
  {
    operation: 'audio.speech',
    file: 'speech.mp3.txt',
    request: { quantities: { input_characters: 100 }, maxOutputTokens: 140 },
    facts: { usage: undefined, inputUsage: USAGE_OF_SPEECH, outputEstimate: 140, impossible: false },
  },
];
