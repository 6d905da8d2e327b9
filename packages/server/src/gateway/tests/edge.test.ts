import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Harness, json } from '../testing/harness.ts';
import { completes, say, sendJson, startStream } from './answers.ts';

let weir: Harness;
beforeEach(() => {
  weir = new Harness();
  weir.upstream.answer = completes;
});
afterEach(() => weir.stop());

const APP = 'https://app.example.com';
const PREFLIGHT = { origin: APP, 'access-control-request-method': 'POST' };

describe('pages of other origins [15]', () => {
  const cors = { origins: [APP], headers: ['X-Tenant'] };

  it('may call by policy: with the headers that SDKs send, and read those that SDKs read', async () => {
    await weir.start({ settings: { cors } });
    const preflight = await weir.get(
      '/v1/chat/completions',
      {
        ...PREFLIGHT,
        'access-control-request-headers':
          'authorization, x-stainless-os, anthropic-dangerous-direct-browser-access, x-goog-api-client, x-weir-tag-team, X-Tenant, x-other',
      },
      'OPTIONS',
    );
    expect(preflight).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': APP,
        'access-control-allow-methods': expect.stringContaining('POST'),
        'access-control-allow-headers':
          'authorization, x-stainless-os, anthropic-dangerous-direct-browser-access, x-goog-api-client, x-weir-tag-team, x-tenant',
        'access-control-max-age': '600',
        vary: expect.stringContaining('origin'),
      },
    });
    const answer = await weir.chat({}, { origin: APP });
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': APP,
      'access-control-expose-headers': expect.stringContaining('x-weir-call-id'),
      vary: expect.stringContaining('origin'),
      'x-weir-call-id': expect.any(String),
    });
  });

  it('may read errors and streams as well', async () => {
    await weir.start({ settings: { cors } });
    const refused = await weir.chat({}, { origin: APP, authorization: 'Bearer wk_wrong' });
    expect(refused).toMatchObject({ status: 401, headers: { 'access-control-allow-origin': APP } });
    const nowhere = await weir.get('/nowhere', { origin: APP });
    expect(nowhere).toMatchObject({ status: 404, headers: { 'access-control-allow-origin': APP } });
    weir.upstream.answer = (_req, res) => {
      startStream(res, say('a'));
      res.end();
    };
    const stream = await weir.chat({ stream: true }, { origin: APP });
    expect(stream.headers).toMatchObject({ 'access-control-allow-origin': APP });
  });

  it.each([
    ['of an origin that is not listed', { origins: ['https://other.example.com'] }],
    ['by default', {}],
  ])('get no permission %s, not even what the provider says', async (_name, policy) => {
    await weir.start({ settings: { cors: policy } });
    const preflight = await weir.get('/v1/chat/completions', PREFLIGHT, 'OPTIONS');
    expect(preflight.status).toBe(204);
    weir.upstream.answer = (_req, res) => sendJson(res, 200, '{}', { 'access-control-allow-origin': '*' });
    const answer = await weir.chat({}, { origin: APP });
    for (const { headers } of [preflight, answer]) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers.vary).toContain('origin');
    }
  });
});

describe('addresses of clients', () => {
  it('come from the peer, or from a trusted proxy, and stand in the record', async () => {
    const { clientOriginOf } = await import('../edge/client-origin.ts');
    await weir.start({ options: { originOf: clientOriginOf(['127.0.0.0/8', '10.0.0.0/8']) } });
    await weir.chat({}, { 'x-forwarded-for': '6.6.6.6, 203.0.113.7, 10.1.2.3' });
    expect(weir.spool.call.client_address).toBe('203.0.113.7');
  });

  it('written by just anyone are not believed', async () => {
    const { clientOriginOf } = await import('../edge/client-origin.ts');
    await weir.start({ options: { originOf: clientOriginOf(['10.0.0.0/8']) } });
    await weir.chat({}, { 'x-forwarded-for': '203.0.113.7' });
    expect(weir.spool.call.client_address).toBe('127.0.0.1');
  });

  it('decide who may call, in every dialect; health is for all', async () => {
    await weir.start({
      settings: { allowed_clients: ['203.0.113.0/24'], trusted_proxies: ['127.0.0.1'] },
    });
    expect((await weir.chat({}, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(200);
    expect((await weir.chat({}, { forwarded: 'for="203.0.113.9:555";proto=https' })).status).toBe(200);
    const refused = await weir.message({}, { 'x-forwarded-for': '198.51.100.1' });
    expect(refused).toMatchObject({ status: 403, headers: { 'x-weir-error': 'client_not_allowed' } });
    expect(json(refused)).toMatchObject({ type: 'error', error: { type: 'permission_error' } });
    expect((await weir.get('/v1/models', {})).status).toBe(403);
    expect((await weir.get('/health/live')).status).toBe(200);
    expect(weir.upstream.seen).toHaveLength(2);
  });
});

const DIALECTS = [
  [
    'openai',
    '/v1/chat/completions',
    { model: 'gpt-4o-mini', messages: [] },
    { error: { code: 'overloaded' } },
  ],
  [
    'anthropic',
    '/v1/messages',
    { model: 'claude-sonnet-4-5', max_tokens: 1, messages: [] },
    { type: 'error' },
  ],
  ['gemini', '/v1beta/models/gemini-2.5-flash:generateContent', { contents: [] }, { error: { code: 503 } }],
] as const;

describe('too much at once', () => {
  it.each(DIALECTS)(
    'is turned away clearly to clients of %s, and calls go on after',
    async (_n, path, body, error) => {
      await weir.start({ settings: { overload: { max_in_flight: 1 } } });
      let finish = () => {};
      weir.upstream.answer = (req, res) => {
        finish = () => void completes(req, res);
      };
      const first = weir.chat();
      await weir.until(() => weir.upstream.seen.length === 1);
      const shed = await weir.post(path, body);
      expect(shed).toMatchObject({
        status: 503,
        headers: { 'x-weir-error': 'overloaded', 'retry-after': '1', 'x-should-retry': 'true' },
      });
      expect(json(shed)).toMatchObject(error);
      expect((await weir.get('/health/live')).status).toBe(200);
      expect(json(await weir.get('/health/ready'))).toMatchObject({ status: 'ready', in_flight: 1 });
      finish();
      expect((await first).status).toBe(200);
      weir.upstream.answer = completes;
      expect((await weir.chat()).status).toBe(200);
      expect(weir.gateway.stats().refusals).toMatchObject({ overloaded: 1 });
    },
  );

  it('of connections: further ones are told, but for their health checks', async () => {
    await weir.start({ settings: { overload: { max_connections: 2 } } });
    weir.upstream.answer = () => {};
    const held = [weir.chat(), weir.chat()];
    await weir.until(() => weir.upstream.seen.length === 2);
    const shed = await weir.message();
    expect(shed).toMatchObject({
      status: 503,
      headers: { 'x-weir-error': 'overloaded', 'retry-after': '1', connection: 'close' },
    });
    expect((await weir.get('/health/ready')).status).toBe(200);
    for (const reply of held) reply.catch(() => {});
  });

  it('of patience: heads that do not come are answered 408 and closed', async () => {
    await weir.start({ settings: { timeouts: { headers_ms: 150 } } });
    const socket = connect(Number(new URL(weir.url).port), '127.0.0.1');
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString();
    });
    socket.write('POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n');
    await new Promise((resolve) => socket.once('close', resolve));
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
  });
});
