import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHAT, Harness, json, MESSAGE } from '../testing/harness.ts';
import { SECRET } from '../testing/state.ts';
import { COMPLETION, completes, say, sendJson, startStream } from './answers.ts';

let weir: Harness;
beforeEach(() => {
  weir = new Harness();
  weir.upstream.answer = completes;
});
afterEach(() => weir.stop());

/** Sends raw bytes and returns all that comes back until the other side closes or `until` is seen. */
function raw(bytes: string, until: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(new URL(weir.url).port), '127.0.0.1', () => socket.write(bytes));
    const done = () => {
      socket.destroy();
      resolve(text);
    };
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (text.includes(until)) done();
    });
    socket.on('close', done).on('error', done);
  });
}

const post = (body: string, more = '') =>
  `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${SECRET}\r\n${more}content-length: ${body.length}\r\n\r\n${body}`;

describe('bodies', () => {
  it.each([
    ['no JSON', '{"model":', 'body_not_json', null],
    ['an array', '[1]', 'body_not_json', null],
    ['nothing', '', 'body_not_json', null],
    ['a wrong type', '{"model":"m","messages":[],"stream":1}', 'body_invalid', 'stream'],
    ['no model', '{"messages":[]}', 'body_invalid', 'model'],
  ])('%s: 400 that names what is wrong', async (_name, body, code, param) => {
    await weir.start();
    const reply = await weir.post('/v1/chat/completions', body);
    expect(reply.status).toBe(400);
    expect(json(reply)).toMatchObject({ error: { code, param, type: 'invalid_request_error' } });
    expect(weir.spool.call).toMatchObject({ status: 'refused', error_code: code });
  });

  it('of 100 MB pass, byte for byte, and are never charged as more than the model can read [25]', async () => {
    await weir.start();
    const image = 'A'.repeat(95 * 1024 * 1024);
    const body = Buffer.from(
      `{"messages":[{"role":"user","content":"${image}"}],"model":"gpt-4o-mini","max_tokens":5}`,
    );
    const reply = await weir.post('/v1/chat/completions', body);
    expect(reply.status).toBe(200);
    expect(weir.upstream.last.body.equals(body)).toBe(true);
    expect(weir.spool.begins[0]?.usage['input_tokens']).toBe(128_000);
    expect(weir.gateway.stats().bodyBytes).toBe(0);
  }, 30_000);

  it('beyond the context window are reserved by their bytes: a lenient server might bill all of them', async () => {
    await weir.start();
    const body = { padding: 'x'.repeat(4_000_000), max_tokens: 5 };
    weir.budgets.limit = 280_000_000_000n;
    expect((await weir.chat(body)).status).toBe(402);
    expect(weir.upstream.seen).toEqual([]);
    weir.budgets.limit = 320_000_000_000n;
    expect((await weir.chat(body)).status).toBe(200);
  });

  it.each(['declared', 'chunked'])(
    'over the limit (%s): 413 in the dialect, and the connection is not reset [25]',
    async (how) => {
      await weir.start({ settings: { max_body_bytes: 200_000 } });
      const body = JSON.stringify({ ...MESSAGE, padding: 'x'.repeat(900_000) });
      const length = { 'content-length': String(body.length) };
      const headers: Record<string, string> =
        how === 'declared' ? length : { 'transfer-encoding': 'chunked' };
      const { reply } = weir.open('POST', '/v1/messages', { 'x-api-key': SECRET, ...headers }, body);
      const answer = await reply;
      expect(answer.status).toBe(413);
      expect(json(answer)).toMatchObject({
        type: 'error',
        error: { type: 'request_too_large', code: 'body_too_large' },
      });
      expect(weir.upstream.seen).toEqual([]);
    },
  );

  it('that wait for room are let in one after the other', async () => {
    await weir.start({ settings: { max_body_bytes: 300_000 } });
    const large = { padding: 'x'.repeat(290_000) };
    const replies = await Promise.all(Array.from({ length: 12 }, () => weir.chat(large)));
    expect(replies.every(({ status }) => status === 200)).toBe(true);
    expect(weir.gateway.stats().bodyBytes).toBe(0);
  });

  it('that were announced and abandoned keep no room from others', async () => {
    await weir.start({ settings: { max_body_bytes: 300_000 } });
    const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${SECRET}\r\n`;
    const open = () => {
      const socket = connect(Number(new URL(weir.url).port), '127.0.0.1');
      socket.write(`${head}content-length: 300000\r\n\r\n{"a`);
      return socket;
    };
    const sockets = Array.from({ length: 24 }, open);
    await weir.until(() => weir.gateway.stats().inFlight === 24);
    expect(weir.gateway.stats().bodyBytes).toBe(0);
    expect((await weir.chat({ padding: 'x'.repeat(100_000) })).status).toBe(200);
    for (const socket of sockets) socket.destroy();
    await weir.until(() => weir.gateway.stats().inFlight === 0);
    expect((await weir.chat({ padding: 'x'.repeat(290_000) })).status).toBe(200);
  });

  it('that had arrived in part and were abandoned, waiting ones too, give their room back at once', async () => {
    await weir.start({ settings: { max_body_bytes: 300_000 } });
    const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${SECRET}\r\n`;
    const open = () => {
      const socket = connect(Number(new URL(weir.url).port), '127.0.0.1');
      socket.write(`${head}content-length: 300000\r\n\r\n{"a": "${'x'.repeat(200_000)}`);
      return socket;
    };
    const sockets = Array.from({ length: 12 }, open);
    await weir.until(() => weir.gateway.stats().bodyBytes === 1_200_000);
    const waiting = weir.chat({ padding: 'x'.repeat(290_000) });
    for (const socket of sockets) socket.destroy();
    expect((await waiting).status).toBe(200);
    await weir.until(() => weir.gateway.stats().inFlight === 0);
    expect(weir.gateway.stats().bodyBytes).toBe(0);
  });

  it('that stall are given up: 408', async () => {
    await weir.start({ settings: { timeouts: { idle_ms: 60 } } });
    const answer = await raw(
      post('{}').replace('content-length: 2', 'content-length: 20'),
      'body_incomplete',
    );
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toContain('"code":"body_incomplete"');
  });

  it.each([10, 20_000])('take a byte order mark before JSON, and pass it on (%i bytes)', async (length) => {
    await weir.start();
    const body = Buffer.from(`\ufeff${JSON.stringify({ ...CHAT, padding: 'x'.repeat(length) })}`);
    expect((await weir.post('/v1/chat/completions', body)).status).toBe(200);
    expect(weir.upstream.last.body.equals(body)).toBe(true);
  });

  it('that are compressed are refused with the remedy', async () => {
    await weir.start();
    const reply = await weir.post('/v1/chat/completions', '{}', { 'content-encoding': 'gzip' });
    expect(json(reply)).toMatchObject({ error: { code: 'body_invalid', param: 'content-encoding' } });
  });
});

describe('connections', () => {
  it('take pipelined requests and answer them in order', async () => {
    await weir.start();
    weir.upstream.answer = (req, res) => {
      const { n } = JSON.parse(req.body.toString()) as { n: number };
      setTimeout(() => sendJson(res, 200, `{"n":${n}}`), n === 1 ? 40 : 0);
    };
    const body = (n: number) => `{"model":"gpt-4o-mini","messages":[],"n":${n}}`;
    const answer = await raw(post(body(1)) + post(body(2)), '{"n":2}');
    expect(answer.indexOf('{"n":1}')).toBeGreaterThan(0);
    expect(answer.indexOf('{"n":2}')).toBeGreaterThan(answer.indexOf('{"n":1}'));
    expect(weir.spool.ends).toHaveLength(2);
  });

  it('that break while an answer streams are closed: nothing is written into the answer', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res) => startStream(res, say('Hel'));
    const body = '{"model":"gpt-4o-mini","messages":[],"stream":true}';
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(new URL(weir.url).port), '127.0.0.1', () => socket.write(post(body)));
      socket.on('data', (chunk) => {
        if (!text.includes('Hel') && `${text}${chunk}`.includes('Hel')) socket.write('hello there\r\n\r\n');
        text += chunk.toString();
      });
      socket.on('close', () => resolve(text)).on('error', () => {});
    });
    expect(answer).toContain('Hel');
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it('with a broken chunked body are answered', async () => {
    await weir.start();
    const head = post('').replace('content-length: 0', 'transfer-encoding: chunked');
    expect(await raw(`${head}zz\r\n`, '}}')).toMatch(/^HTTP\/1.1 400 /);
  });

  it('take the absolute form of a request target', async () => {
    await weir.start();
    const body = '{"model":"gpt-4o-mini","messages":[]}';
    const absolute = (path: string) => post(body).replace(' /v1/chat/completions', ` http://weir:80${path}`);
    expect(await raw(absolute('/v1/chat/completions?a=/b'), '}}')).toMatch(/^HTTP\/1.1 200 /);
    expect(weir.upstream.last.url).toMatch(/\/v1\/chat\/completions\?a=\/b$/);
    const live = 'GET http://weir/health/live HTTP/1.1\r\nhost: weir\r\n\r\n';
    expect(await raw(live, '\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /);
  });

  it.each([
    ['headers beyond any measure', `GET / HTTP/1.1\r\nhost: x\r\nx-a: ${'y'.repeat(40_000)}\r\n\r\n`, '431'],
    ['what is no HTTP', 'hello there\r\n\r\n', '400'],
  ])('answer %s', async (_name, bytes, status) => {
    await weir.start();
    const answer = await raw(bytes, '}}');
    expect(answer.startsWith(`HTTP/1.1 ${status} `)).toBe(true);
    expect(answer).toContain('"error"');
  });
});

describe('what the gateway answers itself', () => {
  it('lives, and is ready when it has rules and room [15]', async () => {
    await weir.start();
    expect((await weir.get('/', {}, 'HEAD')).status).toBe(200);
    expect((await weir.get('/health/live')).status).toBe(200);
    expect((await weir.get('/health/ready')).status).toBe(200);
    expect((await weir.get('/v1/chat/completions', {}, 'OPTIONS')).headers.allow).toBe('POST, OPTIONS');
    weir.spool.full = true;
    const reply = await weir.get('/health/ready');
    expect(reply.status).toBe(503);
    expect(json(reply)).toMatchObject({ reasons: ['spool full'] });
  });

  it.each([
    ['GET', '/v1/chat/completions', 405, 'method_not_allowed'],
    ['GET', '/nowhere', 404, 'not_found'],
    ['POST', '/v1/nonsense', 404, 'not_found'],
    ['GET', '/v1/models/none', 404, 'model_unknown'],
  ])('%s %s: %i', async (method, path, status, code) => {
    await weir.start();
    const reply = await weir.get(path, { authorization: `Bearer ${SECRET}` }, method);
    expect(reply.status).toBe(status);
    expect(json(reply)).toMatchObject({ error: { code } });
  });

  it('lists the models a key may use, in either shape [17]', async () => {
    await weir.start({ workload: { approvedModels: ['gpt-4o-mini', 'anthropic/claude-sonnet-4-5*'] } });
    const auth = { authorization: `Bearer ${SECRET}` };
    const openai = json(await weir.get('/v1/models', auth)) as { data: { id: string }[] };
    expect(openai).toMatchObject({ object: 'list' });
    expect(openai.data.map(({ id }) => id)).toEqual(['gpt-4o-mini']);
    const anthropic = json(await weir.get('/v1/models', { ...auth, 'anthropic-version': '2023-06-01' })) as {
      data: { id: string; type: string }[];
    };
    expect(anthropic.data.length).toBeGreaterThan(0);
    expect(
      anthropic.data.every(({ id, type }) => type === 'model' && id.startsWith('claude-sonnet-4-5')),
    ).toBe(true);
    expect(json(await weir.get('/openai/v1/models/gpt-4o-mini', auth))).toMatchObject({
      id: 'gpt-4o-mini',
      object: 'model',
    });
    expect((await weir.get('/v1/models')).status).toBe(401);
  });
});

describe('stopping', () => {
  it('lets calls in flight end and refuses new ones', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res) => {
      setTimeout(() => sendJson(res, 200, COMPLETION), 80);
    };
    const first = weir.chat();
    await weir.until(() => weir.upstream.seen.length === 1);
    const drained = weir.gateway.drain();
    const second = await weir.chat();
    expect(second).toMatchObject({ status: 503, headers: { 'x-weir-error': 'shutting_down' } });
    expect((await first).status).toBe(200);
    await drained;
    expect(weir.gateway.stats().inFlight).toBe(0);
  });

  it('cuts, charges and records what does not end in time', async () => {
    await weir.start({ settings: { drain_ms: 60 } });
    weir.upstream.answer = (_req, res) => startStream(res, say('a'));
    const reply = weir.chat({ stream: true });
    await weir.until(() => weir.upstream.seen.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await weir.gateway.drain();
    expect((await reply).body.toString()).toContain('upstream_timeout');
    expect(weir.spool.call).toMatchObject({ status: 'upstream_error', estimated: true });
  });
});

describe('members that could be read in two ways', () => {
  it.each([
    ['twice', '{"model":"gpt-4o","model":"gpt-4o-mini","messages":[]}', 'model'],
    ['twice, once in escapes', '{"mod\\u0065l":"gpt-4o","model":"gpt-4o-mini","messages":[]}', 'model'],
    ['in another case besides', '{"Model":"gpt-4o","model":"gpt-4o-mini","messages":[]}', 'model'],
    [
      'a limit twice',
      '{"model":"gpt-4o-mini","max_tokens":900000,"max_tokens":1,"messages":[]}',
      'max_tokens',
    ],
  ])('are refused: %s', async (_what, body, field) => {
    await weir.start();
    weir.upstream.answer = completes;
    for (const sent of [body, body.replace('[]', `["${'x'.repeat(9000)}"]`)]) {
      const reply = await weir.post('/v1/chat/completions', sent);
      expect(reply.status).toBe(400);
      expect(json(reply)).toMatchObject({ error: { code: 'body_invalid', param: field } });
    }
    expect(weir.upstream.seen).toHaveLength(0);
  });

  it('pass where they stand deeper down or in a text', async () => {
    await weir.start();
    weir.upstream.answer = completes;
    const content = '{"model":"x","model":"y"} \\u00e9';
    const body = `{"model":"gpt-4o-mini","messages":[{"role":"user","content":${JSON.stringify(content)},"model":1}]}`;
    expect((await weir.post('/v1/chat/completions', body)).status).toBe(200);
  });
});

it('keeps the key from the provider wherever else it stands, and headers of this hop however they are named', async () => {
  await weir.start();
  weir.upstream.answer = completes;
  const path = '/v1/chat/completions?a=1&k=%77k_secret';
  const { reply } = weir.open(
    'POST',
    path,
    { authorization: `Bearer ${SECRET}`, 'x-auth-token': `Token ${SECRET}`, 'x-a': '1', connection: 'x-a' },
    JSON.stringify(CHAT),
  );
  expect((await reply).status).toBe(200);
  const { url, headers } = weir.upstream.last;
  expect(url).toBe('/v1/chat/completions?a=1');
  expect(JSON.stringify(headers)).not.toContain(SECRET);
  expect(headers['x-a']).toBeUndefined();
});
