import { type Pair, PNG, SAY, WEATHER } from './requests.cases.ts';

/** Single settings and kinds of content. */
export const SETTINGS: readonly Pair[] = [
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
