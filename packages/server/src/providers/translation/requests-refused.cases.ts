import type { WireDialect } from '../contract.ts';
import { CHAT_TOOL, SAY } from './requests.cases.ts';
import type { ClientOperation } from './testing.ts';

type Refused = readonly [from: ClientOperation, to: WireDialect, body: object, field: string];
const image = (url: string) => ({
  messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }],
});

/** Requests that cannot be carried, and the field that must be named. */
export const REFUSED: readonly Refused[] = [
  ['chat.completions', 'anthropic', { messages: SAY, n: 2 }, 'n'],
  ['chat.completions', 'anthropic', { messages: SAY, logprobs: true }, 'logprobs'],
  ['chat.completions', 'gemini', { messages: SAY, logit_bias: { 50: 1 } }, 'logit_bias'],
  ['chat.completions', 'anthropic', { messages: SAY, seed: 1 }, 'seed'],
  ['chat.completions', 'anthropic', { messages: SAY, frequency_penalty: 0.5 }, 'frequency_penalty'],
  ['chat.completions', 'anthropic', { messages: SAY, temperature: 1.5 }, 'temperature'],
  [
    'chat.completions',
    'anthropic',
    { messages: SAY, temperature: 0.5, reasoning_effort: 'low' },
    'temperature',
  ],
  [
    'chat.completions',
    'gemini',
    { messages: SAY, modalities: ['text', 'audio'], audio: { voice: 'x' } },
    'audio',
  ],
  ['chat.completions', 'gemini', { messages: SAY, store: true }, 'store'],
  ['chat.completions', 'gemini', { messages: SAY, brand_new: 1 }, 'brand_new'],
  [
    'chat.completions',
    'gemini',
    { messages: [{ role: 'user', content: 'a', name: 'bob' }] },
    'messages.0.name',
  ],
  [
    'chat.completions',
    'gemini',
    { messages: SAY, tools: [{ type: 'custom', custom: { name: 'x' } }] },
    'tools.0.type',
  ],
  [
    'chat.completions',
    'gemini',
    { messages: SAY, tools: [CHAT_TOOL], parallel_tool_calls: false },
    'parallel_tool_calls',
  ],
  [
    'chat.completions',
    'anthropic',
    { messages: SAY, tools: [{ type: 'function', function: { name: 'a.b' } }] },
    'tools.0.function.name',
  ],
  ['chat.completions', 'converse', image('https://example.com/a.png'), 'messages.0.content.0'],
  ['chat.completions', 'anthropic', image('gs://bucket/a.png'), 'messages.0.content.0.image_url.url'],
  ['chat.completions', 'anthropic', image('data:image/tiff;base64,AA=='), 'messages.0.content.0'],
  [
    'chat.completions',
    'anthropic',
    {
      messages: [
        { role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } }] },
      ],
    },
    'messages.0.content.0',
  ],
  [
    'chat.completions',
    'gemini',
    { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'file-1' } }] }] },
    'messages.0.content.0.file.file_id',
  ],
  ['responses', 'anthropic', { input: 'a', previous_response_id: 'resp_1' }, 'previous_response_id'],
  ['responses', 'anthropic', { input: 'a', store: true }, 'store'],
  ['responses', 'anthropic', { input: 'a', background: true }, 'background'],
  ['responses', 'anthropic', { input: 'a', tools: [{ type: 'web_search' }] }, 'tools.0.type'],
  ['responses', 'anthropic', { input: [{ type: 'item_reference', id: 'x' }] }, 'input.0.type'],
  ['messages', 'openai', { max_tokens: 1, messages: SAY, top_k: 5 }, 'top_k'],
  [
    'messages',
    'openai',
    { max_tokens: 1, messages: SAY, tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
    'tools.0.type',
  ],
  [
    'messages',
    'openai',
    { max_tokens: 1, messages: [...SAY, { role: 'assistant', content: '{' }] },
    'messages.1',
  ],
  ['chat.completions', 'gemini', { messages: SAY, web_search_options: {} }, 'web_search_options'],
  ['messages', 'openai', { max_tokens: 1, messages: SAY, container: 'c' }, 'container'],
  ['messages', 'openai', { max_tokens: 1, messages: SAY, mcp_servers: [{ name: 'x' }] }, 'mcp_servers'],
  [
    'messages',
    'openai',
    {
      max_tokens: 1,
      messages: [
        { role: 'user', content: [{ type: 'document', source: { type: 'url', url: 'https://a.b/c.pdf' } }] },
      ],
    },
    'messages.0.content.0',
  ],
  [
    'generate_content',
    'openai',
    { contents: [], safetySettings: [{ category: 'X', threshold: 'BLOCK_LOW_AND_ABOVE' }] },
    'safetySettings.0',
  ],
  ['generate_content', 'anthropic', { contents: [], cachedContent: 'cachedContents/1' }, 'cachedContent'],
  [
    'generate_content',
    'anthropic',
    { contents: [], tools: [{ googleSearch: { timeRangeFilter: {} } }] },
    'tools.0.googleSearch',
  ],
  ['generate_content', 'anthropic', { contents: [], tools: [{ googleSearch: {} }] }, 'tools.0.googleSearch'],
  [
    'generate_content',
    'openai',
    { contents: [], generationConfig: { candidateCount: 2 } },
    'generationConfig.candidateCount',
  ],
  [
    'generate_content',
    'openai',
    { contents: [], generationConfig: { responseModalities: ['IMAGE'] } },
    'generationConfig.responseModalities.0',
  ],
];
