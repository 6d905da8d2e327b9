import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Harness } from '../testing/harness.ts';
import {
  COMPLETION,
  completes,
  DELTA,
  DONE,
  MESSAGE_STOP,
  START,
  STOP,
  say,
  sendJson,
  startStream,
  text,
  USAGE,
} from './answers.ts';

let weir: Harness;
beforeEach(() => {
  weir = new Harness();
});
afterEach(() => weir.stop());

const CHAT_HEADERS = { authorization: 'Bearer wk_testtesttesttesttesttesttesttesttest' };
const stream = (body: object) =>
  ['/v1/chat/completions', JSON.stringify({ model: 'gpt-4o-mini', messages: [], ...body })] as const;

it('puts the begin on record before the provider is asked', async () => {
  await weir.start();
  let begun = 0;
  weir.upstream.answer = (_req, res) => {
    begun = weir.spool.begins.length;
    sendJson(res, 200, COMPLETION);
  };
  await weir.chat({ max_tokens: 100 });
  expect(begun).toBe(1);
  const [begin] = weir.spool.begins;
  expect(begin).toMatchObject({ estimated: true, usage: { output_tokens: 100 }, provider: 'openai' });
  expect(begin?.charges.every(({ estimate_reason }) => estimate_reason === 'process_lost')).toBe(true);
  expect(begin).toMatchObject({
    call_id: weir.spool.call.call_id,
    reserved_cost: weir.spool.call.reserved_cost,
  });
});

it('asks no provider when the begin cannot be recorded', async () => {
  await weir.start();
  weir.spool.full = true;
  const reply = await weir.chat();
  expect(reply.status).toBe(503);
  expect(reply.headers['x-weir-error']).toBe('spool_full');
  expect(weir.upstream.seen).toEqual([]);
  expect(weir.budgets.open).toBe(0);
});

it('shows no end of a unary answer before it is on record', async () => {
  await weir.start();
  weir.upstream.answer = completes;
  weir.spool.holdEnds();
  const { reply, received } = weir.open('POST', '/v1/chat/completions', CHAT_HEADERS, stream({})[1]);
  await weir.until(() => weir.upstream.seen.length === 1 && weir.budgets.open === 0);
  expect(received().length).toBe(0);
  weir.spool.release();
  expect((await reply).body.toString()).toBe(COMPLETION);
});

it.each([
  ['openai', '/v1/chat/completions', 'gpt-4o-mini', [say('a'), STOP, USAGE], DONE, say('a') + STOP],
  [
    'anthropic',
    '/v1/messages',
    'claude-sonnet-4-5',
    [START, text('a'), DELTA],
    MESSAGE_STOP,
    START + text('a') + DELTA,
  ],
])(
  'shows no end of a %s stream before it is on record, but everything else at once',
  async (_name, path, model, frames, end, before) => {
    await weir.start();
    weir.upstream.answer = (_req, res) => {
      startStream(res, ...frames, end);
      res.end();
    };
    weir.spool.holdEnds();
    const body = JSON.stringify({ model, messages: [], stream: true, max_tokens: 9 });
    const { reply, received } = weir.open('POST', path, CHAT_HEADERS, body);
    await weir.until(() => received().toString() === before && weir.budgets.open === 0);
    weir.spool.release();
    expect((await reply).body.toString()).toBe(before + end);
  },
);

it('holds the connection open, too, when a stream has no end marker', async () => {
  await weir.start();
  weir.upstream.answer = (_req, res) => {
    startStream(res, say('a'), STOP);
    res.end();
  };
  weir.spool.holdEnds();
  const { reply, received } = weir.open(
    'POST',
    '/v1/chat/completions',
    CHAT_HEADERS,
    stream({ stream: true })[1],
  );
  await weir.until(() => received().toString() === say('a') + STOP && weir.budgets.open === 0);
  weir.spool.release();
  expect(await reply).toMatchObject({ broken: false });
});

it('lets a stream end at its end marker although the provider keeps the connection', async () => {
  await weir.start({ settings: { timeouts: { idle_ms: 200 } } });
  weir.upstream.answer = (_req, res) => startStream(res, say('a'), STOP, USAGE, DONE);
  const { reply, received } = weir.open(
    'POST',
    '/v1/chat/completions',
    CHAT_HEADERS,
    stream({ stream: true })[1],
  );
  await weir.until(() => received().toString().endsWith(DONE));
  expect(weir.spool.call).toMatchObject({ status: 'ok', estimated: false });
  expect(await reply).toMatchObject({ broken: false });
  expect(weir.spool.ends).toHaveLength(1);
});

it('relays frames as they come, comments and pings included [1]', async () => {
  await weir.start();
  let upstream: ServerResponse | undefined;
  weir.upstream.answer = (_req, res) => {
    upstream = res;
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.flushHeaders();
  };
  const { req, reply, received } = weir.open(
    'POST',
    '/v1/chat/completions',
    CHAT_HEADERS,
    stream({ stream: true })[1],
  );
  // the status arrives before any byte of the body
  await new Promise((resolve) => req.once('response', resolve));
  let sent = '';
  for (const frame of [
    ': OPENROUTER PROCESSING\n\n',
    ':\n',
    say('a'),
    say('b'),
    'event: x\ndata: 1\n\n',
    STOP,
  ]) {
    upstream?.write(frame);
    sent += frame;
    await weir.until(() => received().toString() === sent);
  }
  upstream?.end(USAGE + DONE);
  expect((await reply).body.toString()).toBe(sent + DONE);
});

it('gives the client the provider’s bytes, however they were cut', async () => {
  await weir.start();
  const wire = Buffer.from([say('é✓'), ': ping\n\n', say('\u2028"usage"'), STOP, DONE].join(''));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(wire.length - 1), { maxLength: 12 }), async (places) => {
      const cuts = [...new Set([0, ...places])].sort((a, b) => a - b);
      weir.upstream.answer = async (_req, res) => {
        res.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const [i, from] of cuts.entries()) {
          res.write(wire.subarray(from, cuts[i + 1]));
          await new Promise((resolve) => setImmediate(resolve));
        }
        res.end();
      };
      const reply = await weir.chat({ stream: true });
      expect(reply.body.equals(wire)).toBe(true);
    }),
    { numRuns: 25 },
  );
});

it('commits no status before the provider has answered [9]', async () => {
  await weir.start();
  weir.upstream.answer = (_req, res) => sendJson(res, 418, '{"error":{"type":"teapot"}}');
  const reply = await weir.chat({ stream: true });
  expect(reply.status).toBe(418);
  expect(weir.spool.call).toMatchObject({
    status: 'upstream_error',
    http_status: 418,
    error_code: 'teapot',
    cost: '0.000000000000',
  });
});

it('releases what many calls at once have reserved', async () => {
  await weir.start();
  weir.upstream.answer = (_req, res, number) =>
    number % 3 === 0 ? sendJson(res, 400, '{}') : sendJson(res, 200, COMPLETION);
  await Promise.all(Array.from({ length: 60 }, () => weir.chat()));
  expect(weir.budgets).toMatchObject({ held: 0n, open: 0, settled: 40n * 210_000_000n });
  expect(weir.spool.begins).toHaveLength(60);
  expect(weir.spool.ends).toHaveLength(60);
});

describe('what is held against a budget', () => {
  const held = async (path: string, body: object) => {
    weir.upstream.answer = completes;
    await weir.post(path, body);
    return Number(weir.spool.ends.at(-1)?.reserved_cost);
  };
  const plain = {
    model: 'gpt-4o-mini',
    max_completion_tokens: 10,
    messages: [{ role: 'user', content: 'x' }],
  };
  // the model reads 128,000 tokens at $0.15 per million
  const window = 0.0192;

  it.each([
    [
      'a picture by its address',
      {
        messages: [
          { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a.example/b.png' } }] },
        ],
      },
    ],
    ['a search by the provider', { web_search_options: {} }],
  ])('grows to all the model can read with %s', async (_what, more) => {
    await weir.start();
    expect(await held('/v1/chat/completions', plain)).toBeLessThan(0.001);
    expect(await held('/v1/chat/completions', { ...plain, ...more })).toBeGreaterThanOrEqual(window);
  });

  it('grows to all the model can read with context that the provider keeps', async () => {
    await weir.start();
    const asked = { model: 'gpt-4o-mini', input: 'x', max_output_tokens: 10 };
    expect(await held('/v1/responses', asked)).toBeLessThan(0.001);
    expect(await held('/v1/responses', { ...asked, tools: [{ type: 'web_search' }] })).toBeGreaterThanOrEqual(
      window,
    );
    const continued = { ...asked, previous_response_id: 'resp_1' };
    expect(await held('/v1/responses', continued)).toBeGreaterThanOrEqual(window);
  });
});
