import { createGzip } from 'node:zlib';
import { cachingPolicy, dataPolicy } from '@weir/core/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryResponseStore } from '../../cache/index.ts';
import { systemClock } from '../../platform/clock.ts';
import { Harness, json } from '../testing/harness.ts';
import { SECRET } from '../testing/state.ts';
import {
  COMPLETION,
  COMPLETION_COST,
  completes,
  DELTA,
  DONE,
  MESSAGE_ANSWER,
  MESSAGE_COST,
  MESSAGE_STOP,
  START,
  STOP,
  say,
  sendJson,
  startStream,
  streams,
  text,
  USAGE,
} from './answers.ts';

let weir: Harness;
beforeEach(() => {
  weir = new Harness();
});
afterEach(() => weir.stop());
const sent = () => JSON.parse(weir.upstream.last.body.toString()) as Record<string, unknown>;

describe('a client of one dialect and a model of another', () => {
  it('asks Anthropic for an OpenAI client and charges what Anthropic bills', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res) => sendJson(res, 200, MESSAGE_ANSWER);
    const reply = await weir.chat({ model: 'claude-sonnet-4-5' });
    expect(weir.upstream.last.url).toBe('/v1/messages');
    expect(weir.upstream.last.headers).toMatchObject({ 'anthropic-version': '2023-06-01' });
    expect(sent()).toMatchObject({ model: 'claude-sonnet-4-5', messages: [{ role: 'user' }] });
    expect(json(reply)).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1000, completion_tokens: 100 },
    });
    expect(weir.spool.call).toMatchObject({ dialect: 'openai', provider: 'anthropic', cost: MESSAGE_COST });
  });

  it('streams, and keeps the end until the call is recorded', async () => {
    await weir.start();
    weir.spool.holdEnds();
    weir.upstream.answer = streams(START, text('Hel'), text('lo.'), DELTA, MESSAGE_STOP);
    const body = JSON.stringify({
      model: 'claude-sonnet-4-5',
      stream: true,
      messages: [{ role: 'user', content: 'x' }],
    });
    const { reply, received } = weir.open(
      'POST',
      '/v1/chat/completions',
      {
        authorization: 'Bearer wk_testtesttesttesttesttesttesttesttest',
        'content-length': String(body.length),
      },
      body,
    );
    await weir.until(() => received().includes('lo.'));
    expect(received().toString()).not.toContain('[DONE]');
    weir.spool.release();
    const whole = (await reply).body.toString();
    expect(whole.endsWith(DONE)).toBe(true);
    expect(whole).not.toContain('message_stop');
    expect(whole).not.toContain('usage');
    expect(weir.spool.call).toMatchObject({ cost: MESSAGE_COST, stream: true });
  });

  it('gives an Anthropic client an answer of OpenAI', async () => {
    await weir.start();
    weir.upstream.answer = completes;
    const reply = await weir.message({ model: 'gpt-4o-mini' });
    expect(weir.upstream.last.url).toBe('/v1/chat/completions');
    expect(weir.upstream.last.headers['anthropic-version']).toBeUndefined();
    expect(json(reply)).toMatchObject({
      type: 'message',
      content: [{ type: 'text', text: 'Hello.' }],
      stop_reason: 'end_turn',
      usage: { input_tokens: 1000, output_tokens: 100 },
    });
    expect(weir.spool.call.cost).toBe(COMPLETION_COST);
  });

  it('asks OpenAI to report the usage of a translated stream', async () => {
    await weir.start();
    weir.upstream.answer = streams(say('Hel'), say('lo.'), STOP, USAGE, DONE);
    const reply = await weir.message({ model: 'gpt-4o-mini', stream: true });
    expect(sent()).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    expect(reply.body.toString()).toContain('event: message_stop');
    expect(reply.body.toString()).toContain('"output_tokens":100');
    expect(weir.spool.call.cost).toBe(COMPLETION_COST);
  });

  it('ends a stream that broke off with an error of the client’s dialect', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res) => {
      startStream(res, START, text('Hel'));
      setTimeout(() => res.destroy(), 20);
    };
    const reply = await weir.chat({ model: 'claude-sonnet-4-5', stream: true });
    expect(reply.body.toString()).toContain('"error"');
    expect(reply.body.toString()).not.toContain('[DONE]');
    expect(weir.spool.call).toMatchObject({ status: 'upstream_error', error_code: 'upstream_cut' });
  });

  it('passes errors on in the client’s dialect', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res) =>
      sendJson(res, 400, '{"type":"error","error":{"type":"invalid_request_error","message":"too long"}}');
    const reply = await weir.chat({ model: 'claude-sonnet-4-5' });
    expect(reply.status).toBe(400);
    expect(json(reply)).toMatchObject({ error: { message: 'too long' } });
  });

  it('says what cannot be carried instead of leaving it out', async () => {
    await weir.start();
    const reply = await weir.chat({ model: 'claude-sonnet-4-5', n: 3 });
    expect(reply.status).toBe(400);
    expect(json(reply)).toMatchObject({ error: { code: 'not_translatable', param: 'n' } });
    expect(weir.upstream.seen).toHaveLength(0);
    expect(weir.budgets.open).toBe(0);
  });

  it('answers 502 when a translated answer cannot be read, and charges an estimate', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res) => sendJson(res, 200, 'not json');
    const reply = await weir.chat({ model: 'claude-sonnet-4-5' });
    expect(reply.status).toBe(502);
    expect(weir.spool.call).toMatchObject({ status: 'upstream_error', estimated: true });
    expect(Number(weir.spool.call.cost)).toBeGreaterThan(0);
  });
});

describe('the response cache', () => {
  const caching = cachingPolicy.parse({ exact: { per_user: false } });
  const cached = () => ({
    workload: { caching },
    options: { responses: new MemoryResponseStore({ clock: systemClock }) },
  });
  const question = { temperature: 0 };

  it('answers the same request without asking the provider, and says what that saved', async () => {
    await weir.start(cached());
    weir.upstream.answer = completes;
    const first = await weir.chat(question);
    const second = await weir.chat(question);
    expect(weir.upstream.seen).toHaveLength(1);
    expect(second.body.equals(first.body)).toBe(true);
    expect(second.headers).toMatchObject({ 'x-weir-cache': 'hit', 'x-weir-cost-usd': '0.000000000000' });
    const [miss, hit] = weir.spool.ends;
    expect(miss).toMatchObject({ cache: 'miss', cost: COMPLETION_COST });
    expect(hit).toMatchObject({
      cache: 'hit',
      charges: [],
      avoided_cost: COMPLETION_COST,
      parent_call: miss?.call_id,
    });
    expect(weir.budgets.open).toBe(0);
  });

  it('replays streams byte for byte', async () => {
    await weir.start(cached());
    weir.upstream.answer = streams(say('Hel'), say('lo.'), STOP, USAGE, DONE);
    const first = await weir.chat({ ...question, stream: true });
    const second = await weir.chat({ ...question, stream: true });
    expect(weir.upstream.seen).toHaveLength(1);
    expect(second.headers['content-type']).toContain('text/event-stream');
    expect(second.body.toString()).toBe(first.body.toString());
  });

  it('makes one call of many identical ones at the same time', async () => {
    await weir.start(cached());
    weir.upstream.answer = (req, res) => void setTimeout(() => completes(req, res), 30);
    const replies = await Promise.all(Array.from({ length: 8 }, () => weir.chat(question)));
    expect(weir.upstream.seen).toHaveLength(1);
    expect(new Set(replies.map(({ body }) => body.toString()))).toEqual(new Set([COMPLETION]));
  });

  it('lets everyone go on alone when the first of them fails', async () => {
    await weir.start(cached());
    weir.upstream.answer = (req, res, n) =>
      void setTimeout(() => (n === 1 ? sendJson(res, 400, '{"error":{}}') : completes(req, res)), 30);
    const replies = await Promise.all(Array.from({ length: 3 }, () => weir.chat(question)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(2);
  });

  it('never shares between users unless allowed, nor when it cannot tell them apart', async () => {
    const own = cachingPolicy.parse({ exact: {} });
    await weir.start({ ...cached(), workload: { caching: own } });
    weir.upstream.answer = completes;
    for (const user of ['ada', 'bob', 'ada']) await weir.chat({ ...question, user });
    await weir.chat(question);
    await weir.chat(question);
    expect(weir.upstream.seen).toHaveLength(4);
    expect(weir.spool.ends.map(({ cache }) => cache)).toEqual(['miss', 'miss', 'hit', 'bypass', 'bypass']);
  });

  it('does what the client wishes', async () => {
    await weir.start(cached());
    weir.upstream.answer = completes;
    await weir.chat(question);
    await weir.chat(question, { 'x-weir-cache': 'refresh' });
    await weir.chat(question, { 'cache-control': 'no-store' });
    expect(weir.upstream.seen).toHaveLength(3);
    await weir.chat(question);
    expect(weir.upstream.seen).toHaveLength(3);
  });
});

describe('data rules', () => {
  const data = dataPolicy.parse({ detectors: { email: 'redact', payment_card: 'block', phone: 'flag' } });
  const ask = (content: string) => ({ messages: [{ role: 'user', content }] });

  it('keeps an address from the provider and puts it back into the answer', async () => {
    await weir.start({ workload: { data } });
    weir.upstream.answer = (req, res) => {
      const [message] = (JSON.parse(req.body.toString()) as { messages: { content: string }[] }).messages;
      sendJson(res, 200, COMPLETION.replace('Hello.', `You wrote: ${message?.content}`));
    };
    const reply = await weir.chat(ask('Write to mary.jones@example.org.'));
    expect(weir.upstream.last.body.toString()).not.toContain('mary.jones@example.org');
    expect(reply.body.toString()).toContain('You wrote: Write to mary.jones@example.org.');
    expect(weir.spool.call).toMatchObject({ detections: { email: 1 }, detection_action: 'redact' });
    expect(JSON.stringify(weir.spool.records)).not.toContain('mary.jones@example.org');
  });

  it('puts it back across pieces of a stream', async () => {
    await weir.start({ workload: { data } });
    weir.upstream.answer = (req, res) => {
      const placeholder = /\[EMAIL[^\]]*\]/.exec(req.body.toString())?.[0] ?? '';
      const pieces = [...placeholder].map((character) => say(character));
      streams(say('To '), ...pieces, say(' now'), STOP, USAGE, DONE)(req, res);
    };
    const reply = await weir.chat({ ...ask('Write to mary.jones@example.org.'), stream: true });
    const said = reply.body
      .toString()
      .split('\n\n')
      .filter((frame) => frame.startsWith('data: {'))
      .map((frame) => JSON.parse(frame.slice(6)) as { choices: { delta: { content?: string } }[] })
      .map(({ choices }) => choices[0]?.delta.content ?? '')
      .join('');
    expect(said).toBe('To mary.jones@example.org now');
    expect(reply.body.toString().endsWith(DONE)).toBe(true);
  });

  it('stops what must not leave, and never repeats it', async () => {
    await weir.start({ workload: { data } });
    const reply = await weir.chat(ask('My card is 4111 1111 1111 1111.'));
    expect(reply.status).toBe(400);
    expect(json(reply)).toMatchObject({ error: { code: 'data_blocked' } });
    expect(reply.body.toString()).not.toContain('4111');
    expect(weir.upstream.seen).toHaveLength(0);
    expect(weir.spool.call).toMatchObject({ status: 'refused', detections: { payment_card: 1 } });
    expect(JSON.stringify(weir.spool.records)).not.toContain('4111 1111');
  });

  it('inserts cache points for Anthropic where the workload wants them', async () => {
    await weir.start({ workload: { caching: cachingPolicy.parse({ prompt: {} }) } });
    weir.upstream.answer = (_req, res) => sendJson(res, 200, MESSAGE_ANSWER);
    await weir.message({ system: 'You are a helpful assistant. '.repeat(600) });
    expect(weir.upstream.last.body.toString()).toContain('"cache_control":{"type":"ephemeral"}');
  });
});

describe('keeping prompts and completions', () => {
  const data = dataPolicy.parse({ detectors: { email: 'redact' }, retention: { days: 7 } });
  const kept: { request: string; answer: string }[] = [];
  const retention = {
    put: async (entry: { request: Buffer; answer: Buffer }) => {
      kept.push({ request: entry.request.toString(), answer: entry.answer.toString() });
      return true;
    },
  };
  beforeEach(() => kept.splice(0));

  it('keeps what left the house and what came back, without what was redacted', async () => {
    await weir.start({ workload: { data }, options: { retention } });
    weir.upstream.answer = (req, res) => {
      const placeholder = /\[EMAIL[^\]]*\]/.exec(req.body.toString())?.[0] ?? '';
      sendJson(res, 200, COMPLETION.replace('Hello.', `To ${placeholder}`));
    };
    const messages = [{ role: 'user', content: 'Write to mary.jones@example.org.' }];
    expect((await weir.chat({ messages })).body.toString()).toContain('mary.jones');
    expect(kept).toHaveLength(1);
    expect(kept[0]?.answer).toContain('To [EMAIL');
    expect(JSON.stringify(kept)).not.toContain('mary.jones');
  });

  it('keeps streams whole', async () => {
    await weir.start({ workload: { data }, options: { retention } });
    weir.upstream.answer = streams(say('Hel'), say('lo.'), STOP, USAGE, DONE);
    await weir.chat({ stream: true });
    expect(kept[0]?.answer).toContain('lo.');
    expect(kept[0]?.answer.endsWith(DONE)).toBe(true);
  });

  it('keeps nothing without a policy, and answers all the same when it cannot be kept', async () => {
    const put = () => Promise.reject(new Error('disk full'));
    await weir.start({ workload: { data }, options: { retention: { put } } });
    weir.upstream.answer = completes;
    expect((await weir.chat()).status).toBe(200);
    expect(weir.logged.some((line) => line.includes('could not be kept'))).toBe(true);
    await weir.stop();
    weir = await new Harness().start({ options: { retention } });
    weir.upstream.answer = completes;
    await weir.chat();
    expect(kept).toHaveLength(0);
  });
});

describe('requests made to take long', () => {
  it('are translated in time that grows with their length only', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res) => sendJson(res, 200, MESSAGE_ANSWER);
    const messages = Array.from({ length: 20_000 }, () => ({ role: 'user', content: 'x' }));
    const started = performance.now();
    expect((await weir.chat({ model: 'claude-sonnet-4-5', messages })).status).toBe(200);
    // eighteen seconds when every turn was copied for the next
    expect(performance.now() - started).toBeLessThan(8_000);
  });

  it('are refused when nested too deeply to be translated', async () => {
    await weir.start();
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const tools = `[{"type":"function","function":{"name":"f","parameters":${deep}}}]`;
    const body = `{"model":"claude-sonnet-4-5","messages":[{"role":"user","content":"x"}],"tools":${tools}}`;
    const reply = await weir.post('/v1/chat/completions', body);
    expect(reply.status).toBe(400);
    expect(weir.budgets.open).toBe(0);
  });

  it('are redacted however many finds there are', async () => {
    await weir.start({ workload: { data: dataPolicy.parse({ detectors: { email: 'redact' } }) } });
    weir.upstream.answer = completes;
    const content = 'bob1@corp.com '.repeat(160_000);
    expect((await weir.chat({ messages: [{ role: 'user', content }] })).status).toBe(200);
    expect(weir.upstream.last.body.includes('bob1@corp.com')).toBe(false);
  });
});

describe('streams made to fill the memory', () => {
  const data = dataPolicy.parse({ detectors: { email: 'redact' }, answers: true });

  it('end in an error when an event has no end', async () => {
    await weir.start({ workload: { data } });
    weir.upstream.answer = (_req, res) => {
      startStream(res, say('a'), 'data: {"x":"');
      const piece = 'a'.repeat(1024 * 1024);
      const more = () => {
        if (res.destroyed) return;
        if (res.write(piece)) setImmediate(more);
        else res.once('drain', more);
      };
      more();
    };
    const reply = await weir.chat({ stream: true });
    expect(reply.body.length).toBeLessThan(4 * 1024 * 1024);
    expect(reply.body.toString()).toContain('upstream_malformed');
    await weir.until(() => weir.upstream.hungUp === 1);
    expect(weir.budgets.open).toBe(0);
  });

  it('are held back by a slow client, compressed ones too', async () => {
    await weir.start({ workload: { data } });
    let sent = 0;
    weir.upstream.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      const zip = createGzip({ level: 0 });
      zip.pipe(res);
      const frame = say('word '.repeat(10_000));
      const more = () => {
        sent += frame.length;
        if (sent > 200_000_000) return void zip.end(STOP + USAGE + DONE);
        if (zip.write(frame)) setImmediate(more);
        else zip.once('drain', more);
      };
      more();
    };
    const body = JSON.stringify({ model: 'gpt-4o-mini', stream: true, messages: [] });
    const { req, reply } = weir.open(
      'POST',
      '/v1/chat/completions',
      { authorization: `Bearer ${SECRET}` },
      body,
    );
    reply.catch(() => {});
    await new Promise<void>((resolve) => req.on('response', (res) => resolve(void res.pause())));
    let before = -1;
    await weir.until(() => {
      const still = sent === before;
      before = sent;
      return still && sent > 0;
    });
    expect(sent).toBeLessThan(60_000_000);
    req.destroy();
  });
});

it('refuses an encoding it does not know where it must read the answer, and charges the answer', async () => {
  await weir.start();
  weir.upstream.answer = (_req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip, br' });
    res.end('xxxx');
  };
  const reply = await weir.chat({ model: 'claude-sonnet-4-5', stream: true });
  expect(reply.status).toBe(502);
  expect(json(reply)).toMatchObject({ error: { code: 'upstream_malformed' } });
  expect(weir.upstream.seen).toHaveLength(1);
  expect(Number(weir.spool.call.cost)).toBeGreaterThan(0);
});

it('gives out no answer that was kept under other rules for data', async () => {
  const caching = cachingPolicy.parse({ exact: { per_user: false } });
  const responses = new MemoryResponseStore({ clock: systemClock });
  for (const answers of [false, true]) {
    const data = dataPolicy.parse({ detectors: { email: 'redact' }, answers });
    await weir.start({ workload: { caching, data }, options: { responses } });
    weir.upstream.answer = completes;
    const reply = await weir.chat({ temperature: 0 });
    expect(reply.headers['x-weir-cache']).toBeUndefined();
    await weir.stop();
    weir = new Harness();
  }
  await weir.start();
});
