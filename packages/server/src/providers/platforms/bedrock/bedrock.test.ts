import { describe, expect, it } from 'vitest';
import { platformOf } from '../index.ts';
import {
  adapter,
  CHAT,
  CONVERSE,
  COUNT_TOKENS,
  headersOf,
  MESSAGES,
  operation,
  provider,
  request,
} from '../testing.ts';

const bedrock = platformOf('bedrock');
const entry = provider({
  baseUrl: 'https://bedrock-runtime.eu-central-1.amazonaws.com',
  secretEnv: 'AWS_SECRET_ACCESS_KEY',
  settings: { region: 'eu-central-1' },
});
const env = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'very-secret', AWS_SESSION_TOKEN: 'session' };
const MODEL = 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0';

function claude(over: Parameters<typeof request>[0] = {}) {
  return request({
    provider: entry,
    env,
    adapter: adapter('anthropic'),
    operation: MESSAGES,
    model: MODEL,
    query: '?beta=true',
    body: Buffer.from(
      '{ "model": "x", "max_tokens": 10, "stream":true , "metadata":{"n":12345678901234567890} }',
    ),
    headers: [
      'Content-Type',
      'application/json; charset=utf-8',
      'Anthropic-Version',
      '2023-06-01',
      'Anthropic-Beta',
      'a-1, b-2',
      'User-Agent',
      'sdk/1',
      'X-Amzn-Bedrock-Trace',
      'ENABLED',
    ],
    ...over,
  });
}

describe('bedrock', () => {
  it('asks Claude through InvokeModel, signed, with a body as InvokeModel wants it', async () => {
    const { origin, path, headers, body } = await bedrock.prepare(claude());
    expect(origin + path).toBe(
      'https://bedrock-runtime.eu-central-1.amazonaws.com/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/invoke',
    );
    expect(body.toString()).toBe(
      '{"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["a-1","b-2"],' +
        '"max_tokens":10,"metadata":{"n":12345678901234567890}}',
    );
    const sent = headersOf(headers);
    expect(sent['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKID\/20261122\/eu-central-1\/bedrock\/aws4_request, SignedHeaders=[a-z0-9;-]+, Signature=[0-9a-f]{64}$/,
    );
    expect(sent).toMatchObject({
      'x-amz-security-token': 'session',
      'content-type': 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'sdk/1',
      'x-amzn-bedrock-trace': 'ENABLED',
    });
    expect(sent).not.toHaveProperty('host');
    expect(sent).not.toHaveProperty('anthropic-beta');
    expect(headers.join('\n')).not.toContain('very-secret');
  });

  it('keeps betas the body names already', async () => {
    const body = Buffer.from('{"anthropic_beta":["b-2","c-3"],"anthropic_version":"mine","max_tokens":1}');
    expect((await bedrock.prepare(claude({ body }))).body.toString()).toBe(
      '{"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["b-2","c-3","a-1"],"max_tokens":1}',
    );
    const plain = await bedrock.prepare(claude({ body: Buffer.from('{"max_tokens":1}'), headers: [] }));
    expect(plain.body.toString()).toBe('{"anthropic_version":"bedrock-2023-05-31","max_tokens":1}');
  });

  it.each([
    ['anthropic', true, 'invoke-with-response-stream'],
    ['anthropic', false, 'invoke'],
    ['converse', true, 'converse-stream'],
    ['converse', false, 'converse'],
  ] as const)('%s, stream %s: %s', async (dialect, stream, verb) => {
    const model = 'amazon.nova-lite-v1:0';
    const body = Buffer.from('{"messages":[]}');
    const prepared = await bedrock.prepare(
      claude({ adapter: adapter(dialect), operation: CONVERSE, model, stream, body }),
    );
    expect(prepared.path).toBe(`/model/amazon.nova-lite-v1%3A0/${verb}`);
    if (dialect === 'converse') expect(prepared.body).toBe(body);
  });

  it('puts an ARN into one path segment', async () => {
    const model = 'arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-x';
    expect((await bedrock.prepare(claude({ model }))).path).toContain(
      '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.anthropic.claude-x/',
    );
  });

  it('uses a Bedrock API key without signing', () => {
    const keyed = provider({ ...entry, secretEnv: 'AWS_BEARER_TOKEN_BEDROCK' });
    const prepared = bedrock.prepare(claude({ provider: keyed, env: { AWS_BEARER_TOKEN_BEDROCK: 'abc' } }));
    if (prepared instanceof Promise) throw new Error('nothing to wait for');
    expect(headersOf(prepared.headers)['authorization']).toBe('Bearer abc');
  });

  it('takes the names of the variables from its settings', async () => {
    const settings = { region: 'us-east-1', access_key_env: 'MY_ID', session_token_env: 'MY_TOKEN' };
    const own = provider({ ...entry, secretEnv: 'MY_SECRET', settings });
    const { headers } = await bedrock.prepare(
      claude({ provider: own, env: { ...env, MY_ID: 'OTHER', MY_SECRET: 's' } }),
    );
    expect(headersOf(headers)['authorization']).toContain('Credential=OTHER/20261122/us-east-1/');
    expect(headersOf(headers)).not.toHaveProperty('x-amz-security-token');
  });

  it('names what is missing, never what is there', () => {
    expect(() => bedrock.prepare(claude({ env: { ...env, AWS_ACCESS_KEY_ID: '' } }))).toThrow(
      expect.objectContaining({
        code: 'provider_unconfigured',
        message: expect.not.stringContaining('very-secret'),
        remedy: expect.stringContaining('AWS_ACCESS_KEY_ID'),
      }),
    );
    const nowhere = provider({ ...entry, settings: {} });
    expect(() => bedrock.prepare(claude({ provider: nowhere }))).toThrow(/lacks the setting region/);
    expect(() => bedrock.prepare(claude({ body: Buffer.from('[]') }))).toThrow(/not a JSON object/);
  });

  it.each([
    [MODEL, MESSAGES, 'anthropic', 'anthropic'],
    [MODEL, CHAT, 'openai', 'anthropic'],
    ['anthropic.claude-3-haiku-20240307-v1:0', CHAT, 'openai', 'anthropic'],
    ['arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-x', CHAT, 'openai', 'anthropic'],
    ['amazon.nova-lite-v1:0', MESSAGES, 'anthropic', 'converse'],
    ['meta.llama3-3-70b-instruct-v1:0', CHAT, 'openai', 'converse'],
    ['arn:aws:bedrock:us-east-1:1:application-inference-profile/abc', CHAT, 'openai', 'anthropic'],
    [MODEL, COUNT_TOKENS, 'anthropic', undefined],
    ['amazon.titan-embed', operation('e', '/embeddings', { kind: 'embeddings' }), 'openai', undefined],
  ] as const)('%s is asked in its dialect', (model, op, client, dialect) => {
    const settings = {
      'dialect.arn:aws:bedrock:us-east-1:1:application-inference-profile/abc': 'anthropic',
    };
    expect(bedrock.dialectFor(provider({ settings }), model, op, client)).toBe(dialect);
  });

  it('unwraps event streams only', () => {
    expect(bedrock.unwrapStream('application/vnd.amazon.eventstream', 'converse')).toBeDefined();
    expect(bedrock.unwrapStream('application/json')).toBeUndefined();
  });
});
