import { WeirError } from '@weir/core/errors';
import { describe, expect, it } from 'vitest';
import type { WireDialect } from '../contract.ts';
import type { TranslationTarget } from './contract.ts';
import { translationOf } from './index.ts';
import { type ClientOperation, operation, request } from './testing.ts';

interface Pair {
  readonly name: string;
  readonly from: ClientOperation;
  readonly to: WireDialect;
  readonly body: object;
  readonly target?: Partial<TranslationTarget>;
  readonly asked: object;
}

const PNG = 'iVBORw0KGgo=';
const WEATHER = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const CHAT_TOOL = {
  type: 'function',
  function: { name: 'get_weather', description: 'Weather', parameters: WEATHER },
};
const SAY = [{ role: 'user', content: 'Hi' }];

/** A conversation with everything, as a chat completion client says it. */
const CHAT = {
  model: 'alias',
  messages: [
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Delft"}' } },
        { id: 'call_2', type: 'function', function: { name: 'get_weather', arguments: '' } },
      ],
    },
    { role: 'tool', tool_call_id: 'call_1', content: '12 °C' },
    { role: 'tool', tool_call_id: 'call_2', content: 'no city' },
    { role: 'user', content: 'Thanks' },
  ],
  max_completion_tokens: 100,
  temperature: 0.5,
  top_p: 1,
  n: 1,
  frequency_penalty: 0,
  stop: 'END',
  user: 'u-1',
  metadata: { a: 'b' },
  store: false,
  service_tier: 'auto',
  tools: [CHAT_TOOL],
  tool_choice: 'required',
};

const PAIRS: readonly Pair[] = [
  {
    name: 'a whole conversation',
    from: 'chat.completions',
    to: 'anthropic',
    body: { ...CHAT, parallel_tool_calls: false },
    target: { model: 'claude-sonnet-4-5', stream: true },
    asked: {
      model: 'claude-sonnet-4-5',
      max_tokens: 100,
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id: 'call_1', name: 'get_weather', input: { city: 'Delft' } },
            { type: 'tool_use', id: 'call_2', name: 'get_weather', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: '12 °C' }] },
            { type: 'tool_result', tool_use_id: 'call_2', content: [{ type: 'text', text: 'no city' }] },
            { type: 'text', text: 'Thanks' },
          ],
        },
      ],
      tools: [{ name: 'get_weather', description: 'Weather', input_schema: WEATHER }],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
      temperature: 0.5,
      stop_sequences: ['END'],
      metadata: { user_id: 'u-1' },
      stream: true,
    },
  },
  {
    name: 'a whole conversation',
    from: 'chat.completions',
    to: 'gemini',
    body: CHAT,
    asked: {
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [
        {
          role: 'user',
          parts: [{ text: 'What is this?' }, { inlineData: { mimeType: 'image/png', data: PNG } }],
        },
        {
          role: 'model',
          parts: [
            {
              functionCall: { id: 'call_1', name: 'get_weather', args: { city: 'Delft' } },
              thoughtSignature: 'skip_thought_signature_validator',
            },
            { functionCall: { id: 'call_2', name: 'get_weather', args: {} } },
          ],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { id: 'call_1', name: 'get_weather', response: { output: '12 °C' } } },
            { functionResponse: { id: 'call_2', name: 'get_weather', response: { output: 'no city' } } },
            { text: 'Thanks' },
          ],
        },
      ],
      tools: [
        {
          functionDeclarations: [
            { name: 'get_weather', description: 'Weather', parametersJsonSchema: WEATHER },
          ],
        },
      ],
      toolConfig: { functionCallingConfig: { mode: 'ANY' } },
      generationConfig: { temperature: 0.5, maxOutputTokens: 100, stopSequences: ['END'] },
    },
  },
  {
    name: 'a whole conversation',
    from: 'chat.completions',
    to: 'converse',
    body: CHAT,
    asked: {
      system: [{ text: 'Be brief.' }],
      messages: [
        {
          role: 'user',
          content: [{ text: 'What is this?' }, { image: { format: 'png', source: { bytes: PNG } } }],
        },
        {
          role: 'assistant',
          content: [
            { toolUse: { toolUseId: 'call_1', name: 'get_weather', input: { city: 'Delft' } } },
            { toolUse: { toolUseId: 'call_2', name: 'get_weather', input: {} } },
          ],
        },
        {
          role: 'user',
          content: [
            { toolResult: { toolUseId: 'call_1', content: [{ text: '12 °C' }] } },
            { toolResult: { toolUseId: 'call_2', content: [{ text: 'no city' }] } },
            { text: 'Thanks' },
          ],
        },
      ],
      toolConfig: {
        tools: [
          { toolSpec: { name: 'get_weather', description: 'Weather', inputSchema: { json: WEATHER } } },
        ],
        toolChoice: { any: {} },
      },
      inferenceConfig: { maxTokens: 100, temperature: 0.5, stopSequences: ['END'] },
    },
  },
  {
    name: 'tools, failures and pictures in results, and documents',
    from: 'messages',
    to: 'openai',
    body: {
      model: 'alias',
      max_tokens: 50,
      system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
      messages: [
        {
          role: 'user',
          content: [
            {
              type: 'document',
              source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' },
              title: 'a.pdf',
            },
            { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' },
            { type: 'text', text: 'Looking.' },
            { type: 'tool_use', id: 'toolu_1', name: 'shot', input: { a: 1 } },
          ],
        },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: 'toolu_1',
              is_error: true,
              content: [
                { type: 'text', text: 'half done' },
                { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } },
              ],
            },
          ],
        },
      ],
      tools: [{ name: 'shot', input_schema: { type: 'object', properties: {} } }],
      tool_choice: { type: 'tool', name: 'shot', disable_parallel_tool_use: true },
      thinking: { type: 'enabled', budget_tokens: 10_000 },
      metadata: { user_id: 'u-1' },
      stream: true,
    },
    target: { model: 'gpt-5', stream: true },
    asked: {
      model: 'gpt-5',
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' } },
            { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
          ],
        },
        {
          role: 'assistant',
          content: 'Looking.',
          tool_calls: [{ id: 'toolu_1', type: 'function', function: { name: 'shot', arguments: '{"a":1}' } }],
        },
        { role: 'tool', tool_call_id: 'toolu_1', content: 'Error: half done' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Returned by shot:' },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } },
          ],
        },
      ],
      max_completion_tokens: 50,
      tools: [
        { type: 'function', function: { name: 'shot', parameters: { type: 'object', properties: {} } } },
      ],
      tool_choice: { type: 'function', function: { name: 'shot' } },
      parallel_tool_calls: false,
      reasoning_effort: 'medium',
      user: 'u-1',
      stream: true,
      stream_options: { include_usage: true },
    },
  },
  {
    name: 'items of every kind',
    from: 'responses',
    to: 'anthropic',
    body: {
      model: 'alias',
      instructions: 'Be brief.',
      input: [
        { role: 'developer', content: 'Be kind.' },
        {
          type: 'message',
          role: 'user',
          content: [
            { type: 'input_text', text: 'Look' },
            { type: 'input_image', detail: 'auto', image_url: 'https://example.com/a.png' },
            { type: 'input_file', filename: 'b.pdf', file_data: 'data:application/pdf;base64,JVBE' },
          ],
        },
        {
          type: 'reasoning',
          id: 'rs_1',
          summary: [{ type: 'summary_text', text: 'Hm.' }],
          encrypted_content: 'weir.anthropic.EqQB',
        },
        {
          type: 'function_call',
          id: 'fc_1',
          status: 'completed',
          call_id: 'call_1',
          name: 'f',
          arguments: '{}',
        },
        { type: 'function_call_output', call_id: 'call_1', output: 'done' },
      ],
      tools: [{ type: 'function', name: 'f', parameters: { type: 'object', properties: {} }, strict: true }],
      tool_choice: { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'f' }] },
      max_output_tokens: 64,
      store: false,
      include: ['reasoning.encrypted_content'],
    },
    asked: {
      model: 'some-model',
      max_tokens: 64,
      system: [
        { type: 'text', text: 'Be brief.' },
        { type: 'text', text: 'Be kind.' },
      ],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Look' },
            { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
            {
              type: 'document',
              source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' },
              title: 'b.pdf',
            },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' },
            { type: 'tool_use', id: 'call_1', name: 'f', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: 'done' }] },
          ],
        },
      ],
      tools: [{ name: 'f', input_schema: { type: 'object', properties: {} } }],
      tool_choice: { type: 'any' },
    },
  },
  {
    name: 'Gemini in both spellings, calls without ids',
    from: 'generate_content',
    to: 'openai',
    body: {
      system_instruction: { parts: [{ text: 'Be brief.' }] },
      contents: [
        { role: 'user', parts: [{ text: 'Hi' }, { inline_data: { mime_type: 'image/png', data: PNG } }] },
        {
          role: 'model',
          parts: [{ functionCall: { name: 'f', args: { a: 1 } } }, { functionCall: { name: 'f', args: {} } }],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { name: 'f', response: { result: 'one' } } },
            { functionResponse: { name: 'f', response: { error: 'two' } } },
          ],
        },
      ],
      tools: [
        {
          functionDeclarations: [
            {
              name: 'f',
              parameters: { type: 'OBJECT', properties: { a: { type: 'INTEGER', nullable: true } } },
            },
          ],
        },
      ],
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
      generationConfig: {
        candidateCount: 1,
        maxOutputTokens: 9,
        responseMimeType: 'application/json',
        responseSchema: { type: 'ARRAY', items: { type: 'STRING' }, minItems: '1' },
      },
    },
    asked: {
      model: 'some-model',
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Hi' },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
            { id: 'call_2', type: 'function', function: { name: 'f', arguments: '{}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1', content: 'one' },
        { role: 'tool', tool_call_id: 'call_2', content: 'Error: two' },
      ],
      max_tokens: 9,
      tools: [
        {
          type: 'function',
          function: {
            name: 'f',
            parameters: { type: 'object', properties: { a: { type: ['integer', 'null'] } } },
          },
        },
      ],
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'answer',
          schema: { type: 'array', items: { type: 'string' }, minItems: 1 },
          strict: false,
        },
      },
    },
  },
  {
    name: 'a schema the model knows',
    from: 'chat.completions',
    to: 'anthropic',
    body: {
      messages: SAY,
      response_format: { type: 'json_schema', json_schema: { name: 'w', schema: WEATHER, strict: true } },
      reasoning_effort: 'high',
    },
    target: { model: 'claude-opus-4-7' },
    asked: {
      model: 'claude-opus-4-7',
      max_tokens: 4096,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { format: { type: 'json_schema', schema: WEATHER }, effort: 'high' },
    },
  },
  {
    name: 'a schema by way of a tool, thoughts off',
    from: 'chat.completions',
    to: 'anthropic',
    body: {
      messages: SAY,
      response_format: { type: 'json_schema', json_schema: { name: 'w', schema: WEATHER, strict: true } },
      reasoning_effort: 'none',
    },
    target: { model: 'claude-sonnet-4-20250514' },
    asked: {
      model: 'claude-sonnet-4-20250514',
      max_tokens: 4096,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      tools: [
        {
          name: 'weir_structured_answer',
          description: 'Gives the final answer to the user. Call it once, with the whole answer.',
          input_schema: WEATHER,
        },
      ],
      tool_choice: { type: 'tool', name: 'weir_structured_answer' },
      thinking: { type: 'disabled' },
    },
  },
  {
    name: 'thoughts counted in tokens, within the limit',
    from: 'chat.completions',
    to: 'anthropic',
    body: { messages: SAY, reasoning_effort: 'high', max_tokens: 8000 },
    target: { model: 'claude-sonnet-4-5-20250929' },
    asked: {
      model: 'claude-sonnet-4-5-20250929',
      max_tokens: 8000,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      thinking: { type: 'enabled', budget_tokens: 4000 },
    },
  },
  {
    name: 'effort and JSON',
    from: 'responses',
    to: 'gemini',
    body: {
      input: 'Hi',
      reasoning: { effort: 'low', summary: 'auto' },
      text: { format: { type: 'json_object' } },
    },
    target: { model: 'gemini-3-pro' },
    asked: {
      contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
      generationConfig: {
        responseMimeType: 'application/json',
        thinkingConfig: { includeThoughts: true, thinkingLevel: 'LOW' },
      },
    },
  },
  {
    name: 'the responses API on a server that has chat completions only',
    from: 'responses',
    to: 'openai',
    body: { input: 'Hi', max_output_tokens: 5, text: { verbosity: 'low' } },
    asked: {
      model: 'some-model',
      messages: [{ role: 'user', content: 'Hi' }],
      max_tokens: 5,
      verbosity: 'low',
    },
  },
  {
    name: 'names of documents, made different',
    from: 'messages',
    to: 'converse',
    body: {
      max_tokens: 5,
      messages: [
        {
          role: 'user',
          content: [
            {
              type: 'document',
              source: { type: 'text', media_type: 'text/plain', data: 'a' },
              title: 'my_notes.txt',
            },
            {
              type: 'document',
              source: { type: 'text', media_type: 'text/plain', data: 'b' },
              title: 'my notes',
            },
          ],
        },
      ],
      thinking: { type: 'disabled' },
    },
    asked: {
      messages: [
        {
          role: 'user',
          content: [
            { document: { format: 'txt', name: 'my notes', source: { bytes: 'YQ==' } } },
            { document: { format: 'txt', name: 'my notes 2', source: { bytes: 'Yg==' } } },
          ],
        },
      ],
      inferenceConfig: { maxTokens: 5 },
    },
  },
];

type Refused = readonly [from: ClientOperation, to: WireDialect, body: object, field: string];
const image = (url: string) => ({
  messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }],
});

const REFUSED: readonly Refused[] = [
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

describe('requests', () => {
  it.each(PAIRS)('$from -> $to: $name', ({ from, to, body, target, asked }) => {
    expect(request(from, to, body, target)).toEqual(asked);
  });

  it.each(REFUSED)('%s -> %s refuses %o at %s', (from, to, body, field) => {
    const failure = (() => {
      try {
        request(from, to, body);
      } catch (error) {
        return error;
      }
      return undefined;
    })();
    expect(failure).toBeInstanceOf(WeirError);
    expect(failure).toMatchObject({ code: 'not_translatable', status: 400, field });
    expect((failure as WeirError).remedy).toBeTruthy();
  });

  it('names a field of the wrong type', () => {
    expect(() =>
      request('messages', 'openai', { messages: [{ role: 'user', content: [{ type: 'text', text: 5 }] }] }),
    ).toThrow(expect.objectContaining({ code: 'body_invalid', field: 'messages.0.content.0.text' }));
  });

  it('gives ids the target does not take a form that it does, and the same for call and result', () => {
    const id = 'call|with:odd/characters and far too long for everybody';
    const asked = JSON.stringify(
      request('chat.completions', 'anthropic', {
        messages: [
          { role: 'user', content: 'a' },
          {
            role: 'assistant',
            tool_calls: [{ id, type: 'function', function: { name: 'f', arguments: '{}' } }],
          },
          { role: 'tool', tool_call_id: id, content: 'b' },
        ],
      }),
    );
    const ids = [...asked.matchAll(/"(?:id|tool_use_id)":"([^"]+)"/g)].map(([, found]) => found);
    expect(ids[0]).toMatch(/^call_[0-9a-f]{24}$/);
    expect(ids).toEqual([ids[0], ids[0]]);
  });

  it('translates conversations only, and only into other dialects', () => {
    expect(translationOf(operation('embeddings'), 'anthropic')).toBeUndefined();
    expect(translationOf(operation('messages.count_tokens'), 'openai')).toBeUndefined();
    expect(translationOf(operation('chat.completions'), 'openai')).toBeUndefined();
    expect(translationOf(operation('stream_generate_content'), 'gemini')).toBeUndefined();
  });
});
