import { describe, expect, it } from 'vitest';
import { createPlatforms, platformOf } from '../index.ts';
import {
  adapter,
  CHAT,
  COUNT_TOKENS,
  headersOf,
  MESSAGES,
  operation,
  provider,
  request,
} from '../testing.ts';

const azure = platformOf('azure');
const RESOURCE = 'https://acme.openai.azure.com';
const EMBEDDINGS = operation('embeddings', '/embeddings', { kind: 'embeddings' });
const RESPONSES = operation('responses', '/responses');

function entry(settings: Record<string, string>, baseUrl = RESOURCE) {
  return provider({ baseUrl, settings });
}

describe('azure', () => {
  it.each([
    [
      { api_version: '2024-10-21' },
      RESOURCE,
      CHAT,
      '',
      '/openai/deployments/gpt-5/chat/completions?api-version=2024-10-21',
      'gpt-5',
    ],
    [
      { api_version: '2024-10-21', 'deployment.gpt-5': 'main line' },
      `${RESOURCE}/openai`,
      CHAT,
      '?x=1',
      '/openai/deployments/main%20line/chat/completions?x=1&api-version=2024-10-21',
      'gpt-5',
    ],
    [
      { style: 'deployments', api_version: '2024-10-21' },
      RESOURCE,
      EMBEDDINGS,
      '?api-version=2023-05-15',
      '/openai/deployments/gpt-5/embeddings?api-version=2023-05-15',
      'gpt-5',
    ],
    [
      { api_version: '2025-04-01-preview', 'deployment.gpt-5': 'main' },
      RESOURCE,
      RESPONSES,
      '',
      '/openai/responses?api-version=2025-04-01-preview',
      'main',
    ],
    [
      { 'deployment.gpt-5': 'main' },
      `${RESOURCE}/openai/v1/`,
      CHAT,
      '',
      '/openai/v1/chat/completions',
      'main',
    ],
    [
      { style: 'v1', api_version: 'preview' },
      RESOURCE,
      CHAT,
      '',
      '/openai/v1/chat/completions?api-version=preview',
      'gpt-5',
    ],
    [
      { style: 'models', api_version: '2024-05-01-preview' },
      'https://acme.services.ai.azure.com/models',
      CHAT,
      '',
      '/models/chat/completions?api-version=2024-05-01-preview',
      'gpt-5',
    ],
    // behind an API gateway of one's own
    [{}, 'https://apim.example/llm', CHAT, '', '/llm/openai/v1/chat/completions', 'gpt-5'],
  ] as const)('%j at %s', async (settings, baseUrl, op, query, path, model) => {
    const prepared = await azure.prepare(
      request({ provider: entry({ ...settings }, baseUrl), operation: op, query }),
    );
    expect(prepared.path).toBe(path);
    expect(JSON.parse(prepared.body.toString())).toEqual({ model, messages: [] });
    expect(headersOf(prepared.headers)).toMatchObject({
      'api-key': 'sk-very-secret',
      'accept-encoding': 'identity',
    });
  });

  it('asks Claude on Foundry in its own dialect', async () => {
    const prepared = await azure.prepare(
      request({
        provider: entry({ style: 'models', api_version: 'x' }, 'https://acme.services.ai.azure.com'),
        adapter: adapter('anthropic'),
        operation: MESSAGES,
        model: 'claude-sonnet-4-5',
      }),
    );
    expect(prepared.origin + prepared.path).toBe('https://acme.services.ai.azure.com/anthropic/v1/messages');
    expect(headersOf(prepared.headers)).toMatchObject({
      'x-api-key': 'sk-very-secret',
      'anthropic-version': '2023-06-01',
    });
  });

  it.each([
    ['gpt-5', CHAT, 'openai', 'openai'],
    ['gpt-5', MESSAGES, 'anthropic', 'openai'],
    ['claude-opus-4-5', CHAT, 'openai', 'anthropic'],
    ['claude-opus-4-5', COUNT_TOKENS, 'anthropic', 'anthropic'],
    ['gpt-5', COUNT_TOKENS, 'anthropic', undefined],
    ['house-writer', MESSAGES, 'anthropic', 'anthropic'],
    ['gpt-5', operation('moderations', '/moderations', { kind: 'other' }), 'openai', undefined],
  ] as const)('%s is asked in its dialect', (model, op, client, dialect) => {
    expect(azure.dialectFor(entry({ 'dialect.house-writer': 'anthropic' }), model, op, client)).toBe(dialect);
  });

  it('says what is wrong with the settings', () => {
    expect(() => azure.prepare(request({ provider: entry({ style: 'old' }) }))).toThrow(/unknown style/);
    expect(() => azure.prepare(request({ provider: entry({ style: 'deployments' }) }))).toThrow(
      /lacks the setting api_version/,
    );
    expect(() => azure.prepare(request({ provider: entry({}), env: {} }))).toThrow(/no key/);
  });
});

it('offers on the models endpoint of Foundry what that has', () => {
  const foundry = entry({ style: 'models', api_version: 'x' });
  expect(azure.dialectFor(foundry, 'gpt-5', CHAT, 'openai')).toBe('openai');
  expect(azure.dialectFor(foundry, 'gpt-5', RESPONSES, 'openai')).toBeUndefined();
  expect(azure.dialectFor(entry({}), 'gpt-5', RESPONSES, 'openai')).toBe('openai');
});

describe('azure with Entra ID', () => {
  const settings = { tenant_id: 'tenant', client_id: 'client' };

  function withTokens(answer: (form: Record<string, string>) => unknown) {
    const asked: { url: string; form: Record<string, string> }[] = [];
    const platform = createPlatforms({
      fetchToken: async (url, form) => {
        asked.push({ url, form });
        return answer(form);
      },
      readFile: () => '',
    })('azure');
    return { platform, asked };
  }

  it('gets a token for the client once and sends it to OpenAI and Claude alike', async () => {
    const { platform, asked } = withTokens(() => ({ access_token: 'tok', expires_in: 3599 }));
    const call = request({ provider: entry(settings) });
    const first = await platform.prepare(call);
    expect(headersOf(first.headers)['authorization']).toBe('Bearer tok');
    expect(headersOf(first.headers)).not.toHaveProperty('api-key');
    expect(asked).toEqual([
      {
        url: 'https://login.microsoftonline.com/tenant/oauth2/v2.0/token',
        form: {
          grant_type: 'client_credentials',
          client_id: 'client',
          client_secret: 'sk-very-secret',
          scope: 'https://cognitiveservices.azure.com/.default',
        },
      },
    ]);
    const second = platform.prepare({ ...call, adapter: adapter('anthropic'), operation: MESSAGES });
    if (second instanceof Promise) throw new Error('the token is there already');
    expect(headersOf(second.headers)['authorization']).toBe('Bearer tok');
    expect(asked).toHaveLength(1);
  });

  it('says that credentials were refused, without them', async () => {
    const { platform } = withTokens(({ client_secret }) => ({
      error: 'invalid_client',
      error_description: `wrong secret ${client_secret}`,
    }));
    const failed = await Promise.resolve(platform.prepare(request({ provider: entry(settings) }))).catch(
      (error: unknown) => error,
    );
    expect(failed).toMatchObject({
      code: 'provider_unconfigured',
      message: expect.stringContaining('(invalid_client)'),
    });
    expect(JSON.stringify(failed) + String(failed)).not.toContain('sk-very-secret');
    const odd = withTokens(() => ({ access_token: 5 }));
    await expect(odd.platform.prepare(request({ provider: entry(settings) }))).rejects.toMatchObject({
      code: 'upstream_malformed',
    });
  });

  it('needs both tenant and client', () => {
    const { platform } = withTokens(() => ({}));
    expect(() => platform.prepare(request({ provider: entry({ tenant_id: 't' }) }))).toThrow(
      /lacks the setting client_id/,
    );
  });
});
