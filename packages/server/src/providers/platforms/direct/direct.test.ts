import { describe, expect, it } from 'vitest';
import { platformOf } from '../index.ts';
import { adapter, CHAT, GENERATE, headersOf, operation, provider, request } from '../testing.ts';

const direct = platformOf('direct');

function prepare(over: Parameters<typeof request>[0]) {
  const prepared = direct.prepare(request(over));
  if (prepared instanceof Promise) throw new Error('direct never waits');
  return prepared;
}

describe('direct', () => {
  it.each([
    ['https://api.example.com/v1', CHAT, 'gpt-5', '', 'https://api.example.com/v1/chat/completions'],
    ['https://api.example.com/v1/', CHAT, 'gpt-5', '?a=b', 'https://api.example.com/v1/chat/completions?a=b'],
    ['https://api.example.com', CHAT, 'gpt-5', '', 'https://api.example.com/v1/chat/completions'],
    ['http://127.0.0.1:11434/openai/v1', CHAT, 'm', '', 'http://127.0.0.1:11434/openai/v1/chat/completions'],
    [
      'https://g.example/v1beta',
      GENERATE,
      'gemini-2.5-pro',
      '?alt=sse',
      'https://g.example/v1beta/models/gemini-2.5-pro:generateContent?alt=sse',
    ],
    [
      'https://g.example/v1beta',
      GENERATE,
      'tunedModels/my model',
      '',
      'https://g.example/v1beta/models/tunedModels/my%20model:generateContent',
    ],
    [
      'https://g.example/v1beta',
      GENERATE,
      'a:deleteModel?x#y',
      '',
      'https://g.example/v1beta/models/a%3AdeleteModel%3Fx%23y:generateContent',
    ],
  ])('reaches %s', (baseUrl, op, model, query, url) => {
    const { origin, path } = prepare({ provider: provider({ baseUrl }), operation: op, model, query });
    expect(origin + path).toBe(url);
  });

  it.each(['..', 'a/../../admin', '', 'a//b', './x'])('keeps the model name %j out of the path', (model) => {
    expect(() => prepare({ operation: GENERATE, model })).toThrow(/cannot be part of a path/);
  });

  it('uses the version path of the dialect when the URL has none, and another base URL when told so', () => {
    const gemini = { adapter: adapter('gemini'), operation: GENERATE, model: 'g' };
    const one = provider({ baseUrl: 'https://g.example', dialect: 'gemini' });
    expect(prepare({ ...gemini, provider: one }).path).toBe('/v1beta/models/g:generateContent');
    const sandbox = prepare({ ...gemini, provider: one, baseUrl: 'http://127.0.0.1:5' });
    expect(sandbox.origin).toBe('http://127.0.0.1:5');
    expect(prepare({ ...gemini, provider: one }).origin).toBe('https://g.example');
  });

  it('sends the secret in the header of the dialect, defaults the client did not set, and asks for plain bytes', () => {
    const anthropic = { adapter: adapter('anthropic') };
    expect(headersOf(prepare(anthropic).headers)).toEqual({
      'content-type': 'application/json',
      'x-api-key': 'sk-very-secret',
      'anthropic-version': '2023-06-01',
      'accept-encoding': 'identity',
    });
    const own = prepare({ ...anthropic, headers: ['Anthropic-Version', '2026-01-01'] });
    expect(own.headers.filter((text) => /anthropic-version/i.test(text))).toHaveLength(1);
    const { secretEnv: _, ...open } = provider();
    expect(headersOf(prepare({ provider: open }).headers)).not.toHaveProperty('authorization');
  });

  it('says which variable is missing and keeps the body as it is', () => {
    expect(() => prepare({ env: { CLOUD_KEY: ' ' } })).toThrow(
      expect.objectContaining({
        code: 'provider_unconfigured',
        remedy: expect.stringContaining('CLOUD_KEY'),
      }),
    );
    const body = Buffer.from('{}');
    expect(prepare({ body }).body).toBe(body);
  });

  it('answers in its own dialect; only conversations can be carried over from another', () => {
    const embeddings = operation('embeddings', '/embeddings', { kind: 'embeddings' });
    const entry = provider({ dialect: 'openai' });
    expect(direct.dialectFor(entry, 'm', CHAT, 'anthropic')).toBe('openai');
    expect(direct.dialectFor(entry, 'm', embeddings, 'openai')).toBe('openai');
    expect(direct.dialectFor(entry, 'm', embeddings, 'gemini')).toBeUndefined();
    expect(direct.unwrapStream('text/event-stream')).toBeUndefined();
  });

  it('refuses addresses no provider can have before anything is sent', () => {
    const metadata = provider({ baseUrl: 'http://169.254.169.254/v1' });
    expect(() => prepare({ provider: metadata })).toThrow(
      expect.objectContaining({ code: 'provider_url_forbidden' }),
    );
  });
});

it('knows its platforms', () => {
  expect(['direct', 'azure', 'bedrock', 'vertex'].map((id) => platformOf(id).id)).toEqual([
    'direct',
    'azure',
    'bedrock',
    'vertex',
  ]);
  expect(() => platformOf('ibm')).toThrow(/no platform ibm/);
});
