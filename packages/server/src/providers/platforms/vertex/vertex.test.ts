import { exportPKCS8, exportSPKI, generateKeyPair, importSPKI, jwtVerify } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPlatforms, platformOf } from '../index.ts';
import {
  adapter,
  CHAT,
  COUNT_TOKENS,
  GENERATE,
  headersOf,
  MESSAGES,
  operation,
  provider,
  request,
  STREAM_GENERATE,
} from '../testing.ts';

const vertex = platformOf('vertex');
const SETTINGS = { project: 'acme-ai', location: 'europe-west4' };
const PLACE = '/v1/projects/acme-ai/locations/europe-west4';
const entry = provider({
  dialect: 'gemini',
  baseUrl: 'https://europe-west4-aiplatform.googleapis.com',
  settings: SETTINGS,
});
const EMBED = operation('embed_content', '/models/{model}:embedContent', { kind: 'embeddings' });

let account = '';
let publicKey = '';
beforeAll(async () => {
  const keys = await generateKeyPair('RS256', { extractable: true });
  publicKey = await exportSPKI(keys.publicKey);
  account = JSON.stringify({
    type: 'service_account',
    client_email: 'weir@acme-ai.iam.gserviceaccount.com',
    private_key: await exportPKCS8(keys.privateKey),
    private_key_id: 'key-1',
    token_uri: 'https://oauth2.googleapis.com/token',
  });
});

describe('vertex', () => {
  it.each([
    ['gemini', GENERATE, 'gemini-2.5-pro', '', '/publishers/google/models/gemini-2.5-pro:generateContent'],
    [
      'gemini',
      STREAM_GENERATE,
      'google/gemini-2.5-pro',
      '?alt=sse',
      '/publishers/google/models/gemini-2.5-pro:streamGenerateContent?alt=sse',
    ],
    [
      'anthropic',
      MESSAGES,
      'claude-sonnet-4-5@20250929',
      '?beta=true',
      '/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict',
    ],
    [
      'anthropic',
      COUNT_TOKENS,
      'claude-sonnet-4-5',
      '',
      '/publishers/anthropic/models/count-tokens:rawPredict',
    ],
    ['openai', CHAT, 'meta/llama-3.3-70b-instruct-maas', '', '/endpoints/openapi/chat/completions'],
  ] as const)('%s: %j', async (dialect, op, model, query, path) => {
    const call = request({
      provider: entry,
      adapter: adapter(dialect),
      operation: op,
      model,
      query,
      headers: ['Anthropic-Version', '2023-06-01', 'Anthropic-Beta', 'a-1'],
    });
    const prepared = await vertex.prepare(call);
    expect(prepared.origin).toBe('https://europe-west4-aiplatform.googleapis.com');
    expect(prepared.path).toBe(PLACE + path);
    expect(headersOf(prepared.headers)).toEqual({
      'anthropic-beta': 'a-1',
      authorization: 'Bearer sk-very-secret',
      'accept-encoding': 'identity',
    });
  });

  it('names the version, not the model, in the body of Claude, and nothing else', async () => {
    const call = { provider: entry, adapter: adapter('anthropic'), operation: MESSAGES };
    const body = Buffer.from('{"model":"claude-x","max_tokens":5,"stream":true}');
    const streamed = await vertex.prepare(request({ ...call, model: 'claude-x', body, stream: true }));
    expect(streamed.path).toMatch(/claude-x:streamRawPredict$/);
    expect(streamed.body.toString()).toBe(
      '{"anthropic_version":"vertex-2023-10-16","max_tokens":5,"stream":true}',
    );
    const counted = await vertex.prepare(request({ ...call, operation: COUNT_TOKENS, body }));
    expect(counted.body.toString()).toContain('"model":"claude-x"');
    const gemini = request({ provider: entry, adapter: adapter('gemini'), operation: GENERATE, body });
    expect((await vertex.prepare(gemini)).body).toBe(body);
  });

  it.each([
    ['gemini-2.5-pro', GENERATE, 'gemini', 'gemini'],
    ['gemini-2.5-pro', CHAT, 'openai', 'gemini'],
    ['claude-sonnet-4-5', GENERATE, 'gemini', 'anthropic'],
    ['claude-sonnet-4-5', COUNT_TOKENS, 'anthropic', 'anthropic'],
    ['meta/llama-3.3-70b-instruct-maas', MESSAGES, 'anthropic', 'openai'],
    ['gemini-embedding-001', EMBED, 'gemini', undefined],
    ['gemini-embedding-2', EMBED, 'gemini', 'gemini'],
    [
      'gemini-embedding-2',
      operation('b', '/models/{model}:batchEmbedContents', { kind: 'embeddings' }),
      'gemini',
      undefined,
    ],
    ['meta/llama-3.3-70b-instruct-maas', CHAT, 'openai', 'openai'],
    ['meta/llama-3.3-70b-instruct-maas', operation('responses', '/responses'), 'openai', undefined],
    ['gemini-2.5-pro', operation('files', '/files', { kind: 'other' }), 'gemini', undefined],
    ['gemini-2.5-pro', COUNT_TOKENS, 'anthropic', undefined],
  ] as const)('%s is asked in its dialect', (model, op, client, dialect) => {
    expect(vertex.dialectFor(entry, model, op, client)).toBe(dialect);
  });

  it('keeps a model name from leaving its place', () => {
    const call = request({ provider: entry, adapter: adapter('gemini'), operation: GENERATE, model: '../x' });
    expect(() => vertex.prepare(call)).toThrow(/cannot be part of a path/);
    const nowhere = provider({ ...entry, settings: { project: 'p' } });
    expect(() => vertex.prepare({ ...call, provider: nowhere, model: 'g' })).toThrow(/setting location/);
  });
});

describe('vertex with a service account', () => {
  function withTokens(answer: () => unknown, file = '') {
    const asked: { url: string; form: Readonly<Record<string, string>> }[] = [];
    const read: string[] = [];
    const platform = createPlatforms({
      fetchToken: async (url, form) => {
        asked.push({ url, form });
        return answer();
      },
      readFile: (path) => {
        read.push(path);
        if (file === '') throw new Error('ENOENT');
        return file;
      },
    })('vertex');
    return { platform, asked, read };
  }
  const gemini = (over = {}) =>
    request({ provider: entry, adapter: adapter('gemini'), operation: GENERATE, model: 'g', ...over });

  it('exchanges a signed assertion for a token, once, and renews it before it ends', async () => {
    let count = 0;
    const { platform, asked } = withTokens(() => ({ access_token: `tok-${++count}`, expires_in: 3600 }));
    const env = { CLOUD_KEY: account };
    const calls = await Promise.all(Array.from({ length: 20 }, () => platform.prepare(gemini({ env }))));
    for (const { headers } of calls) expect(headersOf(headers)['authorization']).toBe('Bearer tok-1');
    expect(asked).toHaveLength(1);
    expect(asked[0]?.url).toBe('https://oauth2.googleapis.com/token');
    expect(asked[0]?.form['grant_type']).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const { payload, protectedHeader } = await jwtVerify(
      asked[0]?.form['assertion'] ?? '',
      await importSPKI(publicKey, 'RS256'),
      { currentDate: new Date(gemini().now), audience: 'https://oauth2.googleapis.com/token' },
    );
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-1' });
    expect(payload).toMatchObject({
      iss: 'weir@acme-ai.iam.gserviceaccount.com',
      scope: 'https://www.googleapis.com/auth/cloud-platform',
      exp: (payload.iat ?? 0) + 3600,
    });
    const later = gemini({ env, now: gemini().now + 3_590_000 });
    expect(headersOf((await platform.prepare(later)).headers)['authorization']).toBe('Bearer tok-2');
  });

  it('reads the credentials file once', async () => {
    const { platform, read } = withTokens(() => ({ access_token: 't', expires_in: 3600 }), `${account}\n`);
    const filed = provider({ ...entry, settings: { ...SETTINGS, credentials_file: '/keys/vertex.json' } });
    for (let i = 0; i < 3; i++) await platform.prepare(gemini({ provider: filed, env: {} }));
    expect(read).toEqual(['/keys/vertex.json']);
    const missing = withTokens(() => ({}));
    expect(() => missing.platform.prepare(gemini({ provider: filed }))).toThrow(/file .* cannot be read/);
  });

  it.each([
    ['{"client_email":"a"', /is not JSON/],
    ['{"client_email":"a@b"}', /lacks client_email or private_key/],
    ['{"client_email":"a@b","private_key":"MIIsecret","token_uri":"http://evil.example/"}', /not https/],
    ['{"client_email":"a@b","private_key":"MIIsecret"}', /private_key that cannot be read/],
  ])('says what is wrong with %s, without the key', async (text, problem) => {
    const { platform, asked } = withTokens(() => ({ access_token: 't', expires_in: 3600 }));
    const failed = await (async () => platform.prepare(gemini({ env: { CLOUD_KEY: text } })))().catch(
      (error: unknown) => error,
    );
    expect(failed).toMatchObject({ code: 'provider_unconfigured' });
    expect(String(failed)).toMatch(problem);
    expect(String(failed)).not.toContain('MIIsecret');
    expect((failed as Error).cause).toBeUndefined();
    expect(asked).toHaveLength(0);
  });

  it('says so where tokens cannot be fetched', async () => {
    await expect(vertex.prepare(gemini({ env: { CLOUD_KEY: account } }))).rejects.toMatchObject({
      code: 'provider_unconfigured',
    });
  });
});
