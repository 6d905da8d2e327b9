/** Valid requests by operation, with what readers must find in them or skip. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const PARAMETERS = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };

const CHAT = {
  model: 'gpt-4o-mini',
  messages: [
    { role: 'system', content: 'Be brief. Mail to ada@example.com or call +44 20 7946 0958.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Weather in Oslo? 😀' },
        { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}` } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        {
          id: 'call_1',
          type: 'function',
          function: { name: 'get_weather', arguments: '{"city":"Oslo \\"x\\""}' },
        },
      ],
    },
    { role: 'tool', tool_call_id: 'call_1', content: 'sun' },
  ],
  tools: [{ type: 'function', function: { name: 'get_weather', parameters: PARAMETERS } }],
  stream: true,
  max_tokens: 100,
  user: 'u-1',
  metadata: { customer: 'c-1' },
};
const RESPONSES = {
  model: 'gpt-5-mini',
  input: [
    { role: 'user', content: [{ type: 'input_text', text: 'My card is 4111 1111 1111 1111.' }] },
    { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{"a":1}' },
    { type: 'function_call_output', call_id: 'c1', output: 'done' },
  ],
  instructions: 'Be kind.',
  max_output_tokens: 64,
  tools: [{ type: 'function', name: 'f', parameters: PARAMETERS, strict: false }],
  text: { format: { type: 'json_schema', name: 'n', schema: PARAMETERS } },
  stream: true,
};
const MESSAGES = {
  model: 'claude-haiku-4-5',
  max_tokens: 128,
  system: [{ type: 'text', text: 'IBAN DE89 3704 0044 0532 0130 00', cache_control: { type: 'ephemeral' } }],
  messages: [
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'f', input: { city: 'Oslo' } }] },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 't1', content: 'sun' },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PIXEL } },
      ],
    },
  ],
  tools: [{ name: 'f', input_schema: PARAMETERS }],
  metadata: { user_id: 'u' },
  stream: true,
};
const GEMINI = {
  contents: [
    {
      role: 'user',
      parts: [{ text: 'Hello ada@example.com' }, { inlineData: { mimeType: 'image/png', data: PIXEL } }],
    },
    { role: 'model', parts: [{ functionCall: { name: 'f', args: { city: 'Oslo' } } }] },
    { role: 'user', parts: [{ functionResponse: { name: 'f', response: { output: 'sun' } } }] },
  ],
  systemInstruction: { parts: [{ text: 'Be brief.' }] },
  generationConfig: {
    maxOutputTokens: 50,
    temperature: 0.5,
    responseMimeType: 'application/json',
    responseSchema: PARAMETERS,
  },
  tools: [{ functionDeclarations: [{ name: 'f', parameters: PARAMETERS }] }],
};

const BY_OPERATION: Readonly<Record<string, object>> = {
  'chat.completions': CHAT,
  responses: RESPONSES,
  messages: MESSAGES,
  'messages.count_tokens': MESSAGES,
  generate_content: GEMINI,
  stream_generate_content: GEMINI,
  count_tokens: GEMINI,
  completions: { model: 'gpt-3.5-turbo-instruct', prompt: ['a', 'b'], max_tokens: 5, n: 2 },
  embeddings: { model: 'text-embedding-3-small', input: ['a', 'b'], encoding_format: 'base64' },
  embed_content: { model: 'models/gemini-embedding-001', content: { parts: [{ text: 'a' }] } },
  batch_embed_contents: {
    requests: [{ model: 'models/gemini-embedding-001', content: { parts: [{ text: 'a' }] } }],
  },
  'images.generations': { model: 'gpt-image-1', prompt: 'a cat', n: 2, size: '1024x1024', quality: 'high' },
  'audio.speech': { model: 'tts-1', input: 'hello', voice: 'alloy', response_format: 'mp3' },
  moderations: { model: 'omni-moderation-latest', input: 'hello' },
};

/** A request such as the operation takes; JSON in all of them. */
export function sampleOf(operation: string): Buffer {
  return Buffer.from(JSON.stringify(BY_OPERATION[operation] ?? { model: 'whisper-1', prompt: 'a' }));
}

export const SAMPLES: readonly Buffer[] = Object.keys(BY_OPERATION).map(sampleOf);
