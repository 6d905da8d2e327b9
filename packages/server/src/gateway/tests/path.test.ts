import { afterEach, beforeEach, expect, it } from 'vitest';
import { CHAT, Harness, json } from '../testing/harness.ts';
import { PROVIDER_SECRET, SECRET } from '../testing/state.ts';
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
  streams,
  text,
  USAGE,
} from './answers.ts';

let weir: Harness;
beforeEach(() => {
  weir = new Harness();
});
afterEach(() => weir.stop());

it('carries a call from key to record: exact price, exact bytes', async () => {
  await weir.start();
  weir.upstream.answer = (_req, res) => sendJson(res, 200, COMPLETION, { 'x-request-id': 'req_up' });
  const reply = await weir.chat();
  expect(reply.status).toBe(200);
  expect(reply.body.toString()).toBe(COMPLETION);
  expect(weir.upstream.last.body.toString()).toBe(JSON.stringify(CHAT));
  expect(weir.upstream.last.url).toBe('/v1/chat/completions');
  const { call } = weir.spool;
  expect(call).toMatchObject({
    call_id: reply.headers['x-weir-call-id'],
    status: 'ok',
    http_status: 200,
    provider: 'openai',
    requested_model: 'gpt-4o-mini',
    response_model: 'gpt-4o-mini-2024-07-18',
    key: 'key_1',
    finish_reason: 'stop',
    usage: { input_tokens: 1000, output_tokens: 100 },
    cost: COMPLETION_COST,
    priced: true,
    estimated: false,
    sandbox: false,
    attribution: 'complete',
    tags: { workload: 'support-bot', application: 'helpdesk', request_type: 'chat.completions' },
  });
  expect(call.attempts).toMatchObject([{ attempt: 1, http_status: 200, upstream_request_id: 'req_up' }]);
  expect(call.charges.map(({ unit, quantity, effective_cost }) => [unit, quantity, effective_cost])).toEqual([
    ['input_tokens', '1000', '0.000150000000'],
    ['output_tokens', '100', '0.000060000000'],
  ]);
  expect(weir.budgets).toMatchObject({ held: 0n, open: 0, settled: 210_000_000n });
  expect(weir.gateway.stats()).toMatchObject({ calls: 1, inFlight: 0 });
});

it('tells cost and call id of unary answers [12]', async () => {
  await weir.start();
  weir.upstream.answer = completes;
  const { headers } = await weir.chat();
  expect(headers['x-weir-cost-usd']).toBe(COMPLETION_COST);
  expect(headers['x-weir-cost-estimated']).toBe('false');
  expect(headers['x-weir-call-id']).toMatch(/^[0-9a-f-]{36}$/);
});

it('serves Anthropic messages', async () => {
  await weir.start();
  weir.upstream.answer = (_req, res) => sendJson(res, 200, MESSAGE_ANSWER, { 'request-id': 'req_a' });
  const reply = await weir.message(
    {},
    { 'x-api-key': SECRET, authorization: '', 'anthropic-beta': 'a-1,b-2' },
  );
  expect(reply.body.toString()).toBe(MESSAGE_ANSWER);
  expect(reply.headers['request-id']).toBe('req_a');
  expect(weir.upstream.last.headers).toMatchObject({
    'x-api-key': PROVIDER_SECRET,
    'anthropic-beta': 'a-1,b-2',
    'anthropic-version': '2023-06-01',
  });
  expect(weir.spool.call).toMatchObject({ cost: MESSAGE_COST, dialect: 'anthropic', operation: 'messages' });
});

it.each([
  ['authorization', `Bearer ${SECRET}`],
  ['authorization', `bearer  ${SECRET}`],
  ['x-api-key', SECRET],
  ['x-goog-api-key', SECRET],
])('takes the key from %s and never passes it on [14]', async (name, value) => {
  await weir.start();
  weir.upstream.answer = completes;
  const reply = await weir.post(`/v1/chat/completions?key=${SECRET}&api-version=1`, CHAT, {
    authorization: '',
    [name]: value,
  });
  expect(reply.status).toBe(200);
  expect(JSON.stringify(weir.upstream.last.rawHeaders)).not.toContain(SECRET);
  expect(weir.upstream.last.url).toBe('/v1/chat/completions?api-version=1');
  expect(JSON.stringify(weir.spool.records)).not.toContain(SECRET);
  expect(JSON.stringify(weir.spool.records)).not.toContain(PROVIDER_SECRET);
});

it('forwards end-to-end headers and drops those of this hop [11, 13]', async () => {
  await weir.start();
  weir.upstream.answer = (_req, res) =>
    sendJson(res, 200, COMPLETION, {
      'x-ratelimit-remaining-requests': '99',
      'set-cookie': '__cf_bm=1',
      'x-weir-call-id': 'forged',
      'keep-alive': 'timeout=5',
    });
  const reply = await weir.chat(
    {},
    {
      'OpenAI-Beta': 'assistants=v2',
      'Idempotency-Key': 'idem-1',
      connection: 'close, x-hop',
      'x-hop': 'secret-of-this-hop',
      cookie: 'weir_session=1',
      te: 'trailers',
      'x-forwarded-for': '10.0.0.1',
      'x-weir-task': 't-1',
      baggage: 'weir.step=s1',
      'accept-encoding': 'gzip, br',
    },
  );
  const seen = weir.upstream.last.headers;
  expect(seen).toMatchObject({
    'openai-beta': 'assistants=v2',
    'idempotency-key': 'idem-1',
    'accept-encoding': 'identity',
  });
  for (const name of ['x-hop', 'cookie', 'te', 'x-forwarded-for', 'x-weir-task', 'baggage']) {
    expect(seen).not.toHaveProperty(name);
  }
  expect(reply.headers['x-ratelimit-remaining-requests']).toBe('99');
  expect(reply.headers).not.toHaveProperty('set-cookie');
  expect(reply.headers['x-weir-call-id']).toBe(weir.spool.call.call_id);
  expect(weir.spool.call.tags).toMatchObject({ task: 't-1', step: 's1' });
});

it('asks for the usage of an OpenAI stream and hides the answer to that [2]', async () => {
  await weir.start();
  weir.upstream.answer = streams(say('Hi').replace(/}\n\n$/, ',"usage":null}\n\n'), STOP, USAGE, DONE);
  const body = '{ "model":"gpt-4o-mini", "stream":true,\n"messages":[], "x_unknown": 1.0 }';
  const reply = await weir.post('/v1/chat/completions', body);
  expect(weir.upstream.last.body.toString()).toBe(
    '{"stream_options":{"include_usage":true}, "model":"gpt-4o-mini", "stream":true,\n"messages":[], "x_unknown": 1.0 }',
  );
  expect(reply.body.toString()).toBe(say('Hi') + STOP + DONE);
  expect(weir.spool.call).toMatchObject({ stream: true, cost: COMPLETION_COST, estimated: false });
});

it('keeps usage in a stream whose client asked for it, and completes other stream options', async () => {
  await weir.start();
  weir.upstream.answer = streams(say('Hi'), STOP, USAGE, DONE);
  const asked = await weir.chat({ stream: true, stream_options: { include_usage: true } });
  expect(asked.body.toString()).toBe(say('Hi') + STOP + USAGE + DONE);
  await weir.chat({ stream: true, stream_options: { include_obfuscation: false, include_usage: false } });
  expect(JSON.parse(weir.upstream.last.body.toString())).toMatchObject({
    stream_options: { include_obfuscation: false, include_usage: true },
  });
});

it('does not ask servers that reject the option; usage is then an estimate, never zero', async () => {
  await weir.start({
    change: (state) => Object.assign(state.providers['openai'] ?? {}, { noStreamOptions: true }),
  });
  weir.upstream.answer = streams(say('Hello'), say(' you'), STOP, DONE);
  await weir.chat({ stream: true });
  expect(weir.upstream.last.body.toString()).not.toContain('stream_options');
  const { call } = weir.spool;
  expect(call).toMatchObject({ status: 'ok', estimated: true });
  expect(call.charges.every(({ estimate_reason }) => estimate_reason === 'usage_missing')).toBe(true);
  expect(Number(call.cost)).toBeGreaterThan(0);
});

it('takes the final usage of an Anthropic stream, cumulative [4]', async () => {
  await weir.start();
  const frames = [
    START,
    'event: ping\ndata: {"type": "ping"}\n\n',
    text('Hel'),
    text('lo'),
    DELTA,
    MESSAGE_STOP,
  ];
  weir.upstream.answer = streams(...frames);
  const reply = await weir.message({ stream: true });
  expect(reply.body.toString()).toBe(frames.join(''));
  expect(weir.spool.call).toMatchObject({
    cost: MESSAGE_COST,
    usage: { input_tokens: 1000, output_tokens: 100 },
  });
});

it('asks the provider for the bare model when the provider was named', async () => {
  await weir.start();
  weir.upstream.answer = completes;
  await weir.post('/openai/v1/chat/completions', '{"messages":[],  "model": "openai/gpt-4o-mini" }');
  expect(weir.upstream.last.body.toString()).toBe('{"messages":[],  "model": "gpt-4o-mini" }');
  expect(weir.spool.call).toMatchObject({
    requested_model: 'openai/gpt-4o-mini',
    model: 'gpt-4o-mini',
  });
});

it('marks an unknown model: fallback price, never zero', async () => {
  await weir.start();
  weir.upstream.answer = (_req, res) =>
    sendJson(res, 200, COMPLETION.replace('gpt-4o-mini-2024-07-18', 'gpt-99'));
  await weir.chat({ model: 'gpt-99' });
  expect(weir.spool.call).toMatchObject({ priced: false, estimated: true, usage: { input_tokens: 1000 } });
  expect(Number(weir.spool.call.cost)).toBeGreaterThan(0);
});

it('forwards count_tokens without charge or record [16]', async () => {
  await weir.start();
  weir.upstream.answer = (_req, res) => sendJson(res, 200, '{"input_tokens":9}');
  const reply = await weir.post('/v1/messages/count_tokens?beta=true', {
    model: 'claude-sonnet-4-5',
    messages: [],
  });
  expect(json(reply)).toEqual({ input_tokens: 9 });
  expect(weir.upstream.last.url).toBe('/v1/messages/count_tokens?beta=true');
  expect(weir.spool.records).toEqual([]);
  expect(weir.budgets.open).toBe(0);
});
