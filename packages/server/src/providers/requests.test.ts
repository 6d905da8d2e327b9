import { describe, expect, it } from 'vitest';
import { ADAPTERS, type RequestFacts } from './index.ts';
import { finish } from './json/scan-object.ts';

function read(dialect: string, name: string, body: object, model?: string): RequestFacts {
  const operation = ADAPTERS.find((adapter) => adapter.dialect === dialect)?.operations.find(
    (candidate) => candidate.name === name,
  );
  if (operation === undefined) throw new Error(name);
  const line = { model, query: '', contentType: 'application/json' };
  return finish(operation.readRequest(Buffer.from(JSON.stringify(body)), line));
}

const BASE64 = 'iVBORw0KGgoAAAANSUhEUgAA'.repeat(10);
const DATA_URL = `data:image/png;base64,${BASE64}`;
/** Makes messages too large to be read as fields. */
const BULK = { role: 'user', content: 'word \\"data\\":\\"x '.repeat(8_000) };

describe.each([
  ['small', []],
  ['large', [BULK]],
])('what a %s request needs', (_size, more) => {
  const chat = (content: unknown, rest: object = {}) =>
    read('openai', 'chat.completions', {
      model: 'm',
      messages: [{ role: 'user', content }, ...more],
      ...rest,
    });
  const messages = (content: unknown, rest: object = {}) =>
    read('anthropic', 'messages', { model: 'm', messages: [{ role: 'user', content }, ...more], ...rest });

  it('chat: nothing for text, also text that talks of pictures', () => {
    for (const facts of [chat('an "image_url" {"data":"abc"}'), messages('an "image" {"data":"abc"}')]) {
      expect(facts).toMatchObject({ needs: undefined, mediaBytes: undefined, resources: undefined });
    }
  });

  it('chat: tools, pictures, sound, schemas', () => {
    expect(
      chat(
        [
          { type: 'image_url', image_url: { url: DATA_URL } },
          { type: 'input_audio', input_audio: { data: BASE64, format: 'wav' } },
          { type: 'file', file: { file_id: 'file-9' } },
        ],
        {
          tools: [{ type: 'function', function: { name: 'f' } }],
          response_format: { type: 'json_schema', json_schema: {} },
          service_tier: 'flex',
          store: true,
        },
      ),
    ).toMatchObject({
      needs: ['tools', 'vision', 'structured_output', 'audio'],
      mediaBytes: DATA_URL.length + BASE64.length,
      resources: ['file-9'],
      serviceTier: 'flex',
      stored: true,
    });
  });

  it('messages: tools, pictures, schemas, containers and files', () => {
    expect(
      messages(
        [
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: BASE64 } },
          { type: 'document', source: { type: 'file', file_id: 'file_011' } },
        ],
        {
          tools: [{ name: 'f' }],
          output_config: { format: { type: 'json_schema', schema: {} } },
          container: 'container_1',
          service_tier: 'standard_only',
        },
      ),
    ).toMatchObject({
      needs: ['tools', 'vision', 'structured_output'],
      mediaBytes: BASE64.length,
      resources: ['container_1', 'file_011'],
      serviceTier: 'standard_only',
    });
  });

  it('messages: a picture a tool brought', () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: BASE64 } };
    expect(messages([{ type: 'tool_result', tool_use_id: 't', content: [image] }])).toMatchObject({
      needs: ['vision'],
      mediaBytes: BASE64.length,
    });
  });

  it('Gemini: in either spelling', () => {
    const contents = (part: object) => [
      { role: 'user', parts: [part] },
      ...more.map((m) => ({ parts: [{ text: m.content }] })),
    ];
    const facts = read(
      'gemini',
      'stream_generate_content',
      {
        contents: contents({ inline_data: { mime_type: 'image/png', data: BASE64 } }),
        tools: [{ functionDeclarations: [] }],
        generation_config: { max_output_tokens: 50, candidate_count: 2, response_schema: {} },
        cached_content: 'cachedContents/abc',
        labels: { team: 'x' },
      },
      'gemini-2.5-flash',
    );
    expect(facts).toMatchObject({
      model: 'gemini-2.5-flash',
      stream: true,
      maxOutputTokens: 50,
      choices: 2,
      needs: ['tools', 'vision', 'structured_output'],
      mediaBytes: BASE64.length,
      resources: ['cachedContents/abc'],
      metadata: { team: 'x' },
    });
    const uri = 'https://generativelanguage.googleapis.com/v1beta/files/abc-1';
    const files = read(
      'gemini',
      'generate_content',
      {
        contents: contents({ fileData: { fileUri: uri, mimeType: 'audio/mp3' } }),
      },
      'm',
    );
    expect(files).toMatchObject({ stream: false, needs: ['audio'], resources: ['files/abc-1'] });
  });

  it('responses: what they go on from', () => {
    const items = more.map(({ content }) => ({ role: 'user', content }));
    expect(
      read('openai', 'responses', {
        model: 'm',
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_image', image_url: DATA_URL },
              { type: 'input_file', file_id: 'file-1' },
            ],
          },
          { type: 'reasoning', id: 'rs_1', encrypted_content: 'gAAAA' },
          ...items,
        ],
        previous_response_id: 'resp_0',
        conversation: { id: 'conv_1' },
        tools: [
          { type: 'file_search', vector_store_ids: ['vs_1'] },
          { type: 'code_interpreter', container: { type: 'auto', file_ids: ['file-2'] } },
        ],
        text: { format: { type: 'json_schema', name: 'x', schema: {} } },
        max_output_tokens: 9,
      }),
    ).toMatchObject({
      needs: ['tools', 'vision', 'structured_output'],
      mediaBytes: DATA_URL.length,
      resources: ['resp_0', 'conv_1', 'vs_1', 'file-2', 'file-1', 'encrypted_content'],
      maxOutputTokens: 9,
      stored: true,
    });
  });
});

describe('other operations', () => {
  it('responses: plain text needs nothing, and is stored unless told otherwise', () => {
    const facts = read('openai', 'responses', { model: 'm', input: 'Hi', store: false, stream: true });
    expect(facts).toMatchObject({ stored: false, stream: true, needs: undefined, mustAskForUsage: false });
  });

  it.each<[string, object, Partial<RequestFacts>]>([
    ['completions', { prompt: ['a', 'b'], n: 3 }, { choices: 6, maxOutputTokens: 16, stream: false }],
    [
      'completions',
      { prompt: 'a', stream: true, max_tokens: 5 },
      { mustAskForUsage: true, maxOutputTokens: 5 },
    ],
    ['embeddings', { input: ['a'], user: 'u' }, { maxOutputTokens: 0, user: 'u' }],
    ['images.generations', { n: 2, quality: 'low', partial_images: 3 }, { choices: 2, maxOutputTokens: 708 }],
    [
      'audio.speech',
      { input: 'één 👋', voice: 'alloy' },
      { quantities: { input_characters: 5 }, stream: true },
    ],
    ['moderations', { input: 'a' }, { maxOutputTokens: 0 }],
  ])('%s %j', (name, body, facts) => {
    expect(read('openai', name, { model: 'm', ...body })).toMatchObject({ model: 'm', ...facts });
  });

  it('chat completions: call the limit what a reasoning model calls it that takes the place of another', () => {
    const operation = ADAPTERS.find(({ dialect }) => dialect === 'openai')?.operations.find(
      ({ name }) => name === 'chat.completions',
    );
    const line = { model: undefined, query: '', contentType: 'application/json' };
    const rewrite = (body: string, model: string) =>
      operation?.rewriteRequest(Buffer.from(body), { model }, line).toString();
    const asked = '{"model":"gpt-4o", "max_tokens" : 9,"messages":[{"content":"\\"max_tokens\\":1"}]}';
    const small = asked.replace('"gpt-4o"', '"gpt-5-nano"');
    expect(rewrite(asked, 'gpt-5-nano')).toBe(small.replace('"max_tokens" ', '"max_completion_tokens" '));
    expect(rewrite(asked, 'gpt-4o-mini')).toBe(asked.replace('"gpt-4o"', '"gpt-4o-mini"'));
    const both = '{"model":"a","max_completion_tokens":5,"max_tokens":5}';
    expect(rewrite(both, 'o3')).toBe(both.replace('"a"', '"o3"'));
  });

  it('name the model OpenAI takes when none is named', () => {
    expect(read('openai', 'moderations', { input: 'a' }).model).toBe('omni-moderation-latest');
    expect(read('openai', 'images.generations', { prompt: 'a' }).model).toBe('dall-e-2');
  });

  it('take the model of Gemini from the path, and repeat another one where bodies repeat it', () => {
    expect(() => read('gemini', 'embed_content', {})).toThrowError(
      expect.objectContaining({ field: 'model' }),
    );
    const rewrite = (name: string, body: object) => {
      const operation = ADAPTERS.find(({ dialect }) => dialect === 'gemini')?.operations.find(
        (candidate) => candidate.name === name,
      );
      const line = { model: 'a', query: '', contentType: 'application/json' };
      return operation?.rewriteRequest(Buffer.from(JSON.stringify(body)), { model: 'b' }, line).toString();
    };
    expect(rewrite('embed_content', { model: 'models/a', content: {} })).toBe(
      '{"model":"models/b","content":{}}',
    );
    expect(rewrite('generate_content', { contents: [] })).toBe('{"contents":[]}');
    expect(rewrite('batch_embed_contents', { requests: [{ model: 'models/a' }] })).toBe(
      '{"requests":[{"model":"models/b"}]}',
    );
  });
});
