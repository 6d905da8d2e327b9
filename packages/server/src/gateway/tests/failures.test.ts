import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Harness, json } from '../testing/harness.ts';
import { rawUpstream } from '../testing/upstream.ts';
import {
  COMPLETION,
  COMPLETION_COST,
  completes,
  DONE,
  MESSAGE_STOP,
  START,
  STOP,
  say,
  sendJson,
  startStream,
  text,
} from './answers.ts';

let weir: Harness;
beforeEach(() => {
  weir = new Harness();
});
afterEach(() => weir.stop());

describe('retries [27]', () => {
  it.each([429, 500, 502, 503, 504, 529])(
    'tries again after %i and charges only the answer',
    async (status) => {
      await weir.start();
      weir.upstream.answer = (_req, res, number) =>
        number < 3 ? sendJson(res, status, '{"error":{"type":"x"}}') : sendJson(res, 200, COMPLETION);
      const reply = await weir.chat();
      expect(reply.status).toBe(200);
      const { call } = weir.spool;
      expect(call.attempts.map(({ http_status }) => http_status)).toEqual([status, status, 200]);
      expect(call.charges.every(({ attempt }) => attempt === 3)).toBe(true);
      expect(call.cost).toBe(COMPLETION_COST);
      expect(weir.spool.records.map(({ t }) => t)).toEqual(['begin', 'attempt', 'attempt', 'end']);
      expect(weir.gateway.stats().retries).toBe(2);
    },
  );

  it('passes the last answer on as it is, when tries are used up', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res, number) =>
      sendJson(res, 503, `{"n":${number}}`, { 'x-request-id': `r${number}`, 'retry-after': '0' });
    const reply = await weir.chat();
    expect(reply).toMatchObject({ status: 503, headers: { 'x-request-id': 'r3', 'retry-after': '0' } });
    expect(reply.body.toString()).toBe('{"n":3}');
    expect(weir.upstream.seen).toHaveLength(3);
    expect(weir.spool.call).toMatchObject({ status: 'upstream_error', cost: '0.000000000000' });
  });

  it('passes a long retry-after on instead of waiting for it [11]', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res) =>
      sendJson(res, 429, '{"error":{"code":"rate_limit_exceeded"}}', {
        'retry-after': '30',
        'x-ratelimit-reset-requests': '30s',
      });
    const reply = await weir.chat();
    expect(reply.status).toBe(429);
    expect(reply.headers).toMatchObject({ 'retry-after': '30', 'x-ratelimit-reset-requests': '30s' });
    expect(weir.upstream.seen).toHaveLength(1);
    expect(weir.spool.call.error_code).toBe('rate_limit_exceeded');
  });

  it('waits a short retry-after', async () => {
    await weir.start();
    const times: number[] = [];
    weir.upstream.answer = (_req, res, number) => {
      times.push(performance.now());
      sendJson(res, number === 1 ? 429 : 200, COMPLETION, { 'retry-after-ms': '120', 'retry-after': '1' });
    };
    await weir.chat();
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(115);
  });

  it('does not try again when the provider says so, nor after other errors', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res, number) =>
      number === 1 ? sendJson(res, 500, '{}', { 'x-should-retry': 'false' }) : sendJson(res, 400, '{}');
    await weir.chat();
    await weir.chat();
    expect(weir.upstream.seen).toHaveLength(2);
  });

  it('tries again on a connection that broke before any answer', async () => {
    await weir.start();
    weir.upstream.answer = (req, res, number) => {
      if (number === 1) res.destroy();
      else completes(req, res);
    };
    expect((await weir.chat()).status).toBe(200);
    expect(weir.spool.call.attempts).toMatchObject([
      { error_code: 'upstream_unreachable' },
      { http_status: 200 },
    ]);
  });

  it('puts no further try through that cannot be recorded', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res) => {
      weir.spool.full = true;
      sendJson(res, 500, '{}');
    };
    const reply = await weir.chat();
    expect(reply).toMatchObject({ status: 503, headers: { 'x-weir-error': 'spool_full' } });
    expect(weir.upstream.seen).toHaveLength(1);
  });
});

describe('a provider that does not answer', () => {
  it('cannot be reached', async () => {
    await weir.start({ upstreamUrl: 'http://127.0.0.1:1' });
    const reply = await weir.chat();
    expect(reply.status).toBe(502);
    expect(json(reply)).toMatchObject({ error: { code: 'upstream_unreachable', type: 'server_error' } });
    expect(reply.headers['x-should-retry']).toBe('true');
    expect(weir.spool.call).toMatchObject({ status: 'upstream_error', cost: '0.000000000000' });
    expect(weir.spool.call.attempts).toHaveLength(3);
    expect(weir.budgets.open).toBe(0);
  });

  it('takes too long for its first byte: 504 once, and what it may bill is charged [26]', async () => {
    await weir.start({ settings: { timeouts: { first_byte_ms: 60 } } });
    weir.upstream.answer = () => {};
    const reply = await weir.message();
    expect(reply.status).toBe(504);
    expect(json(reply)).toMatchObject({
      type: 'error',
      error: { type: 'timeout_error', code: 'upstream_timeout' },
    });
    expect(weir.upstream.seen).toHaveLength(1);
    expect(weir.spool.call).toMatchObject({ estimated: true, error_code: 'upstream_timeout' });
    expect(Number(weir.spool.call.cost)).toBeGreaterThan(0);
    await weir.until(() => weir.upstream.hungUp === 1);
  });

  it('takes too long altogether', async () => {
    await weir.start({ settings: { timeouts: { total_ms: 150 } } });
    weir.upstream.answer = (_req, res) => {
      startStream(res, say('a'));
      const timer = setInterval(() => res.write(say('b')), 20);
      res.on('close', () => clearInterval(timer));
    };
    const reply = await weir.chat({ stream: true });
    expect(reply.body.toString()).toContain('"code":"upstream_timeout"');
    expect(weir.spool.call).toMatchObject({ status: 'upstream_error', estimated: true });
  });

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n\r\n', 'upstream_malformed'],
    ['half a head', 'HTTP/1.1 200 OK\r\ncontent-', 'upstream_unreachable'],
  ])('speaks %s', async (_name, bytes, code) => {
    const raw = await rawUpstream((socket) => socket.end(bytes));
    await weir.start({ upstreamUrl: raw.url });
    const reply = await weir.chat();
    expect(reply.status).toBe(502);
    expect(json(reply)).toMatchObject({ error: { code } });
    expect(weir.spool.call.status).toBe('upstream_error');
    raw.stop();
  });
});

describe('an answer that breaks off [8]', () => {
  it('unary: the client gets an error, the ledger an estimate', async () => {
    const raw = await rawUpstream((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n{"usage'),
    );
    await weir.start({ upstreamUrl: raw.url });
    const reply = await weir.chat();
    expect(reply.status).toBe(502);
    expect(json(reply)).toMatchObject({ error: { code: 'upstream_cut' } });
    expect(weir.spool.call).toMatchObject({
      estimated: true,
      charges: [{ estimate_reason: 'stream_cut' }, {}],
    });
    raw.stop();
  });

  it('OpenAI stream: an error chunk, no [DONE], charged by what was seen', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res) => {
      startStream(res, say('one'), say('two'), say('three').slice(0, 30));
      setTimeout(() => res.destroy(), 20);
    };
    const reply = await weir.chat({ stream: true });
    const lines = reply.body.toString();
    expect(lines.startsWith(`${say('one')}${say('two')}data: {"error":`)).toBe(true);
    expect(lines).toContain('"code":"upstream_cut"');
    expect(lines).not.toContain('[DONE]');
    const { call } = weir.spool;
    expect(call).toMatchObject({ status: 'upstream_error', error_code: 'upstream_cut', estimated: true });
    expect(call.usage['output_tokens']).toBeGreaterThan(0);
    expect(call.charges[0]).toMatchObject({ estimated: true, estimate_reason: 'stream_cut' });
  });

  it('Anthropic stream: event error; input is charged exactly as told at the start', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res) => {
      startStream(res, START, text('a'));
      setTimeout(() => res.destroy(), 20);
    };
    const reply = await weir.message({ stream: true });
    expect(reply.body.toString()).toMatch(
      /event: error\ndata: \{"type":"error".*"code":"upstream_cut".*\}\n\n$/,
    );
    expect(weir.spool.call.usage).toMatchObject({ input_tokens: 1000, output_tokens: 1 });
  });

  it('is not taken for whole because the connection closed in good order', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res) => {
      startStream(res, START, text('a'));
      res.end();
    };
    const reply = await weir.message({ stream: true });
    expect(reply.body.toString()).toContain('event: error');
    expect(reply.body.toString()).not.toContain(MESSAGE_STOP);
    expect(weir.spool.call.status).toBe('upstream_error');
  });

  it('stops in the middle: idle timeout, error in the dialect [26]', async () => {
    await weir.start({ settings: { timeouts: { idle_ms: 60 } } });
    weir.upstream.answer = (_req, res) => startStream(res, say('a'));
    const reply = await weir.chat({ stream: true });
    expect(reply.body.toString()).toContain('"code":"upstream_timeout"');
    await weir.until(() => weir.upstream.hungUp === 1);
  });

  it('passes the provider’s own error event and does not add one', async () => {
    await weir.start();
    const error = 'data: {"error":{"message":"boom","type":"server_error","code":null}}\n\n';
    weir.upstream.answer = (_req, res) => {
      startStream(res, say('a'), error);
      res.end();
    };
    const reply = await weir.chat({ stream: true });
    expect(reply.body.toString()).toBe(say('a') + error);
    expect(weir.spool.call).toMatchObject({
      status: 'upstream_error',
      error_code: 'server_error',
      estimated: true,
    });
  });
});

describe('a provider that lies', () => {
  it.each(['{"choices":[', '<html>busy</html>', ''])(
    'sends %s with 200: passed on, charged as an estimate',
    async (body) => {
      await weir.start();
      weir.upstream.answer = (_req, res) => sendJson(res, 200, body);
      const reply = await weir.chat();
      expect(reply.body.toString()).toBe(body);
      expect(reply.headers['x-weir-cost-estimated']).toBe('true');
      expect(weir.spool.call).toMatchObject({ status: 'ok', estimated: true });
      expect(Number(weir.spool.call.cost)).toBeGreaterThan(0);
    },
  );

  it('reports impossible usage: kept raw, estimated, flagged', async () => {
    await weir.start();
    const usage = { prompt_tokens: 5, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 9 } };
    weir.upstream.answer = (_req, res) => sendJson(res, 200, JSON.stringify({ choices: [], usage }));
    await weir.chat();
    const { call } = weir.spool;
    expect(call.raw_usage).toBe(JSON.stringify(usage));
    expect(call).toMatchObject({ estimated: true, charges: [{ estimate_reason: 'usage_impossible' }, {}] });
  });

  it('answers a stream request with plain JSON, and the other way round', async () => {
    await weir.start();
    weir.upstream.answer = completes;
    expect((await weir.chat({ stream: true })).body.toString()).toBe(COMPLETION);
    weir.upstream.answer = (_req, res) => {
      startStream(res, say('a'), STOP, DONE);
      res.end();
    };
    expect((await weir.chat()).body.toString()).toBe(say('a') + STOP + DONE);
    expect(weir.spool.ends.map(({ status }) => status)).toEqual(['ok', 'ok']);
  });
});

describe('streams that break off, in the words of their operation [8]', () => {
  const created = 'event: response.created\ndata: {"type":"response.created","response":{"id":"resp_1"}}\n\n';

  it('says so by an error event in a Responses stream', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res) => {
      startStream(res, created);
      setTimeout(() => res.destroy(), 20);
    };
    const body = { model: 'gpt-4o-mini', input: 'x', stream: true };
    const reply = await weir.post('/v1/responses', body);
    expect(reply.body.toString()).toMatch(/event: error\ndata: \{"type":"error","code":"upstream_cut"/);
    expect(reply.body.toString()).not.toContain('response.completed');
  });
});

describe('what a provider must not do', () => {
  it('pass for Weir, or loosen its rules for web pages', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res) =>
      sendJson(res, 200, COMPLETION, {
        'x-weir-error': 'budget_exhausted',
        'x-weir-cache': 'hit',
        'access-control-allow-origin': '*',
        'strict-transport-security': 'max-age=1',
        'x-ratelimit-remaining-requests': '7',
      });
    const { headers } = await weir.chat();
    expect(headers['x-weir-error']).toBeUndefined();
    expect(headers['x-weir-cache']).toBeUndefined();
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(headers['strict-transport-security']).toBeUndefined();
    expect(headers['x-ratelimit-remaining-requests']).toBe('7');
  });

  it('say that an answer took nothing: it is estimated', async () => {
    await weir.start();
    const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
    weir.upstream.answer = (_req, res) =>
      sendJson(res, 200, JSON.stringify({ ...(JSON.parse(COMPLETION) as object), usage }));
    await weir.chat();
    expect(weir.spool.call).toMatchObject({ estimated: true });
    expect(weir.spool.call.charges[0]).toMatchObject({ estimate_reason: 'usage_impossible' });
    expect(Number(weir.spool.call.cost)).toBeGreaterThan(0);
  });
});
