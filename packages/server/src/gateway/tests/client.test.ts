import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Harness } from '../testing/harness.ts';
import { SECRET } from '../testing/state.ts';
import {
  COMPLETION,
  COMPLETION_COST,
  completes,
  DONE,
  STOP,
  say,
  sendJson,
  startStream,
  USAGE,
} from './answers.ts';

let weir: Harness;
beforeEach(() => {
  weir = new Harness();
});
afterEach(() => weir.stop());

const HEADERS = { authorization: `Bearer ${SECRET}` };
const BODY = '{"model":"gpt-4o-mini","messages":[],"stream":true}';

describe('a client that leaves [23]', () => {
  it('in mid-stream: Weir reads on, learns the usage, charges it exactly', async () => {
    await weir.start();
    let end = () => {};
    weir.upstream.answer = (_req, res) => {
      startStream(res, say('a'));
      end = () => res.end(STOP + USAGE + DONE);
    };
    const { req, reply, received } = weir.open('POST', '/v1/chat/completions', HEADERS, BODY);
    await weir.until(() => received().length > 0);
    req.destroy();
    await reply.catch(() => {});
    // the gateway hears that the client is gone within turns; the answer ends after that
    setTimeout(() => end(), 250);
    await weir.until(() => weir.spool.ends.length === 1);
    expect(weir.spool.call).toMatchObject({
      status: 'client_aborted',
      http_status: 499,
      cost: COMPLETION_COST,
      estimated: false,
    });
    expect(weir.upstream.hungUp).toBe(0);
  });

  it('reads on for a bounded time only; the rest is an estimate', async () => {
    await weir.start({ settings: { client_abort: { drain_ms: 60 } } });
    weir.upstream.answer = (_req, res) => startStream(res, say('a'), say('b'));
    const { req, reply, received } = weir.open('POST', '/v1/chat/completions', HEADERS, BODY);
    await weir.until(() => received().length > 0);
    req.destroy();
    await reply.catch(() => {});
    await weir.until(() => weir.spool.ends.length === 1);
    const { call } = weir.spool;
    expect(call).toMatchObject({ status: 'client_aborted', estimated: true });
    expect(call.charges[0]).toMatchObject({ estimate_reason: 'client_aborted' });
    await weir.until(() => weir.upstream.hungUp === 1);
  });

  it('by policy the provider is cut off at once, and the call is still charged', async () => {
    await weir.start({ settings: { client_abort: { policy: 'cancel' } } });
    weir.upstream.answer = (_req, res) => startStream(res, say('a'), say('b'));
    const { req, reply, received } = weir.open('POST', '/v1/chat/completions', HEADERS, BODY);
    await weir.until(() => received().length > 0);
    req.destroy();
    await reply.catch(() => {});
    await weir.until(() => weir.upstream.hungUp === 1 && weir.spool.ends.length === 1);
    expect(Number(weir.spool.call.cost)).toBeGreaterThan(0);
    expect(weir.budgets.open).toBe(0);
  });

  it('before a unary answer: charged exactly', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res) => {
      setTimeout(() => completes(_req, res), 60);
    };
    const { req, reply } = weir.open('POST', '/v1/chat/completions', HEADERS, BODY.replace('true', 'false'));
    await weir.until(() => weir.upstream.seen.length === 1);
    req.destroy();
    await reply.catch(() => {});
    await weir.until(() => weir.spool.ends.length === 1);
    expect(weir.spool.call).toMatchObject({ status: 'client_aborted', cost: COMPLETION_COST });
  });

  it('before an answer that does not begin in time: charged what was held, for the provider goes on without a listener', async () => {
    await weir.start({ settings: { client_abort: { drain_ms: 30 } } });
    weir.upstream.answer = () => {};
    const body = '{"model":"gpt-4o-mini","messages":[],"max_tokens":1000}';
    const { req, reply } = weir.open('POST', '/v1/chat/completions', HEADERS, body);
    await weir.until(() => weir.upstream.seen.length === 1);
    req.destroy();
    await reply.catch(() => {});
    await weir.until(() => weir.spool.ends.length === 1);
    const { call } = weir.spool;
    expect(call).toMatchObject({ status: 'client_aborted', estimated: true, usage: { output_tokens: 1000 } });
    expect(call.cost).toBe(call.reserved_cost);
    expect(weir.budgets.open).toBe(0);
  });

  it('in mid-stream, longer than Weir reads on: input is charged at its most, output as far as it was seen', async () => {
    await weir.start({ settings: { client_abort: { policy: 'cancel' } } });
    weir.upstream.answer = (_req, res) => startStream(res, say('a'), say('b'));
    const { req, reply, received } = weir.open('POST', '/v1/chat/completions', HEADERS, BODY);
    await weir.until(() => received().length > 0);
    req.destroy();
    await reply.catch(() => {});
    await weir.until(() => weir.spool.ends.length === 1);
    const { usage } = weir.spool.call;
    expect(usage['input_tokens']).toBe(Math.ceil(BODY.length / 2));
    expect(usage['output_tokens']).toBeLessThan(10);
  });

  it('while Weir waits to try again: no further try, nothing charged', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res) => sendJson(res, 429, '{}', { 'retry-after': '1' });
    const { req, reply } = weir.open('POST', '/v1/chat/completions', HEADERS, BODY);
    await weir.until(() => weir.gateway.stats().retries === 1);
    req.destroy();
    await reply.catch(() => {});
    await weir.until(() => weir.spool.ends.length === 1);
    expect(weir.upstream.seen).toHaveLength(1);
    expect(weir.spool.call).toMatchObject({ status: 'client_aborted', cost: '0.000000000000' });
  });

  it('in the middle of its request: no provider is asked', async () => {
    await weir.start();
    const socket = connect(Number(new URL(weir.url).port), '127.0.0.1');
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${SECRET}\r\ncontent-length: 100\r\n\r\n{"mod`,
    );
    await weir.until(() => weir.gateway.stats().inFlight === 1);
    socket.destroy();
    await weir.until(() => weir.gateway.stats().inFlight === 0);
    expect(weir.spool.records).toEqual([]);
    expect(weir.upstream.seen).toEqual([]);
  });
});

describe('a slow client [24]', () => {
  it('holds the provider back instead of filling memory', async () => {
    await weir.start();
    const piece = say('x'.repeat(8_000));
    let written = 0;
    let stopped = false;
    weir.upstream.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      const more = () => {
        while (written < 64 * 1024 * 1024) {
          written += piece.length;
          if (!res.write(piece)) {
            res.once('drain', more);
            return;
          }
        }
        stopped = true;
        res.end(STOP + DONE);
      };
      more();
    };
    const socket = connect(Number(new URL(weir.url).port), '127.0.0.1');
    socket.pause();
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${SECRET}\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
    );
    await weir.until(() => written > 0);
    let before = -1;
    await weir.until(() => {
      const still = before === written;
      before = written;
      return still;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(stopped).toBe(false);
    expect(written).toBeLessThan(32 * 1024 * 1024);
    let received = 0;
    socket.on('data', (chunk) => {
      received += chunk.length;
    });
    socket.resume();
    await weir.until(() => stopped && weir.spool.ends.length === 1, 15_000);
    expect(weir.spool.call.status).toBe('ok');
    await weir.until(() => received > written);
    socket.destroy();
  });
});

it('relays large unary answers, all of them, with what they cost on record [19]', async () => {
  await weir.start();
  const large = `{"data":"${'x'.repeat(5_000_000)}","usage":{"prompt_tokens":1000,"completion_tokens":100}}`;
  weir.upstream.answer = (_req, res) => sendJson(res, 200, large);
  const reply = await weir.chat();
  expect(reply.body.toString() === large).toBe(true);
  expect(weir.spool.call).toMatchObject({
    cost: COMPLETION_COST,
    estimated: false,
    response_bytes: large.length,
  });
});

it('breaks the connection when a large answer breaks off: it must not look whole', async () => {
  await weir.start();
  weir.upstream.answer = (_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json' });
    res.write('x'.repeat(2_000_000));
    setTimeout(() => res.destroy(), 50);
  };
  expect(await weir.chat()).toMatchObject({ status: 200, broken: true });
  expect(weir.spool.call).toMatchObject({ status: 'upstream_error', estimated: true });
});

describe('a provider that compresses although asked not to [13]', () => {
  it('unary: original bytes and label for the client, exact cost', async () => {
    await weir.start();
    const packed = gzipSync(COMPLETION);
    weir.upstream.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      res.end(packed);
    };
    const reply = await weir.chat();
    expect(reply.headers['content-encoding']).toBe('gzip');
    expect(reply.body.equals(packed)).toBe(true);
    expect(weir.spool.call.cost).toBe(COMPLETION_COST);
  });

  it('stream: the same', async () => {
    await weir.start();
    const packed = gzipSync(say('a') + STOP + USAGE + DONE);
    weir.upstream.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      res.write(packed.subarray(0, 40));
      setTimeout(() => res.end(packed.subarray(40)), 10);
    };
    const reply = await weir.chat({ stream: true });
    expect(reply.body.equals(packed)).toBe(true);
    expect(weir.spool.call).toMatchObject({ status: 'ok', cost: COMPLETION_COST, estimated: false });
  });
});
