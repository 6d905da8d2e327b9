import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Decimal } from '@weir/core/money';
import { afterEach, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { Harness, type Setup } from '../../gateway/testing/harness.ts';
import { PROVIDER_SECRET, provider, SECRET } from '../../gateway/testing/state.ts';
import { startSandbox } from '../../sandbox/testing.ts';

interface Event {
  type: string;
  error?: { code: string; message: string };
  response?: { status: string; usage?: Record<string, unknown> };
}

const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(baseUrl: string, setup: Setup = {}) {
  const weir = await new Harness().start({
    providers: { openai: provider({ id: 'openai', baseUrl }) },
    ...setup,
  });
  closing.push(() => weir.stop());
  return weir;
}

async function withSandbox(setup: Setup = {}) {
  const sandbox = await startSandbox();
  closing.push(() => sandbox.close());
  return start(`${sandbox.url}/openai/v1`, setup);
}

function connect(
  weir: Harness,
  path = '/v1/realtime?model=gpt-realtime',
  protocols: string[] = [],
  headers: Record<string, string> = { authorization: `Bearer ${SECRET}` },
) {
  const ws = new WebSocket(`${weir.url.replace('http', 'ws')}${path}`, protocols, { headers });
  closing.push(() => ws.terminate());
  ws.on('error', () => {});
  const waiting: Event[] = [];
  let wake = () => {};
  ws.on('message', (data) => {
    waiting.push(JSON.parse(String(data)) as Event);
    wake();
  });
  const closed = new Promise<[number, Buffer]>((resolve) => ws.on('close', (...said) => resolve(said)));
  const until = async (type: string): Promise<Event> => {
    for (;;) {
      const at = waiting.findIndex((event) => event.type === type);
      if (at >= 0) return waiting.splice(0, at + 1)[at] as Event;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { ws, until, closed, send: (event: object) => ws.send(JSON.stringify(event)) };
}

const said = (text: string) => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
});
const TEXT_ONLY = { type: 'session.update', session: { type: 'realtime', output_modalities: ['text'] } };

const responses = (weir: Harness) =>
  weir.spool.ends.filter(({ operation }) => operation === 'realtime.response');
const sessions = (weir: Harness) => weir.spool.ends.filter(({ operation }) => operation === 'realtime');

it('relays a conversation and charges each answer before the client hears that it is done', async () => {
  const weir = await withSandbox();
  const { ws, until, send, closed } = connect(weir);
  await until('session.created');
  send(TEXT_ONLY);
  await until('session.updated');
  send(said('Where is my order?'));
  send({ type: 'response.create' });
  const usage = (await until('response.done')).response?.usage as {
    input_tokens: number;
    output_tokens: number;
  };
  const [call] = responses(weir);
  // gpt-realtime: $4 and $16 per million for text
  const cost = Decimal.from('0.000004')
    .multiply(Decimal.from(usage.input_tokens))
    .add(Decimal.from('0.000016').multiply(Decimal.from(usage.output_tokens)));
  expect(call).toMatchObject({ status: 'ok', cost: cost.toFixed(12), estimated: false, key: 'key_1' });
  send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(48_000).toString('base64') });
  send({ type: 'input_audio_buffer.commit' });
  send({ type: 'response.create', response: { output_modalities: ['audio'] } });
  await until('response.done');
  const heard = responses(weir)[1];
  expect(heard?.usage).toMatchObject({ input_audio_tokens: 10 });
  expect(heard?.charges.map(({ unit }) => unit)).toContain('output_audio_tokens');
  ws.close(1000);
  await closed;
  await weir.until(() => sessions(weir).length === 1);
  const [session] = sessions(weir);
  expect(session).toMatchObject({ status: 'ok', cost: '0.000000000000', charges: [] });
  expect(responses(weir).every(({ parent_call }) => parent_call === session?.call_id)).toBe(true);
  expect(weir.spool.records[0]).toMatchObject({ t: 'begin', call: { operation: 'realtime' } });
  expect([weir.budgets.open, weir.budgets.held]).toEqual([0, 0n]);
  await weir.until(() => weir.gateway.stats().inFlight === 0);
});

it('takes a browser’s key from its protocols, and shows it to nobody', async () => {
  const http = createServer();
  const server = new WebSocketServer({ server: http, handleProtocols: () => 'realtime' });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const client of server.clients) client.terminate();
    http.close();
  });
  const seen: { headers: NodeJS.Dict<string | string[]>; url: string }[] = [];
  server.on('connection', (_ws, req) => seen.push({ headers: req.headers, url: req.url ?? '' }));
  const weir = await start(`http://127.0.0.1:${(http.address() as AddressInfo).port}/v1`);
  const { ws } = connect(
    weir,
    '/openai/v1/realtime?model=gpt-realtime',
    ['realtime', `openai-insecure-api-key.${SECRET}`, 'openai-beta.realtime-v1'],
    {},
  );
  await once(ws, 'open');
  expect(ws.protocol).toBe('realtime');
  expect(seen[0]?.url).toBe('/v1/realtime?model=gpt-realtime');
  expect(seen[0]?.headers['authorization']).toBe(`Bearer ${PROVIDER_SECRET}`);
  expect(seen[0]?.headers['sec-websocket-protocol']).toContain('openai-beta.realtime-v1');
  expect(JSON.stringify(seen)).not.toContain(SECRET);
});

it('refuses before the connection changes its protocol, in words of the dialect', async () => {
  const weir = await withSandbox({ workload: { approvedModels: ['gpt-realtime', 'gpt-4o'] } });
  const refused = async (path: string, headers?: Record<string, string>) => {
    const { ws } = connect(weir, path, [], headers);
    const [, response] = await once(ws, 'unexpected-response');
    return [response.statusCode, response.headers['x-weir-error']];
  };
  expect(await refused('/v1/realtime?model=gpt-realtime', {})).toEqual([401, 'key_missing']);
  expect(await refused('/v1/realtime')).toEqual([400, 'body_invalid']);
  expect(await refused('/v1/realtime?model=gpt-realtime-mini')).toEqual([403, 'model_not_approved']);
  expect(await refused('/v1/nowhere')).toEqual([404, 'not_found']);
  // the provider's own refusal
  expect(await refused('/v1/realtime?model=gpt-4o')).toEqual([404, undefined]);
  expect(sessions(weir).at(-1)).toMatchObject({ status: 'upstream_error', http_status: 404 });
  weir.budgets.limit = 0n;
  expect(await refused('/v1/realtime?model=gpt-realtime')).toEqual([402, 'budget_exhausted']);
  await weir.until(() => weir.gateway.stats().inFlight === 0);
});

it('ends a session whose budget runs out, with an event that says so', async () => {
  const weir = await withSandbox();
  const { until, send, closed } = connect(weir);
  await until('session.created');
  send(TEXT_ONLY);
  send(said('hello'));
  send({ type: 'response.create' });
  await until('response.done');
  weir.budgets.limit = weir.budgets.settled;
  send({ type: 'response.create' });
  expect((await until('error')).error?.code).toBe('budget_exhausted');
  const [code, reason] = await closed;
  expect([code, String(reason)]).toEqual([1008, 'budget_exhausted']);
  await weir.until(() => sessions(weir).length === 1);
  expect(responses(weir)).toHaveLength(1);
  expect(sessions(weir)[0]).toMatchObject({ error_code: 'budget_exhausted' });
});

it('holds what the provider may answer, whatever bound a client would like to be believed', async () => {
  const weir = await withSandbox();
  const { until, send } = connect(weir);
  await until('session.created');
  const whole = 4_096 * 0.000016;
  const bounded = { ...TEXT_ONLY, session: { ...TEXT_ONLY.session, max_output_tokens: 1 } };
  send(bounded);
  // not confirmed yet: the provider may decline it
  send({ type: 'response.create' });
  await until('response.done');
  expect(Number(responses(weir)[0]?.reserved_cost)).toBeGreaterThanOrEqual(whole);
  send({ type: 'response.create' });
  await until('response.done');
  expect(Number(responses(weir)[1]?.reserved_cost)).toBeLessThan(whole / 10);
  send({ type: 'response.create', response: { max_output_tokens: 'inf' } });
  await until('response.done');
  expect(Number(responses(weir)[2]?.reserved_cost)).toBeGreaterThanOrEqual(whole);
});

it('charges an estimate when the provider breaks off, and tells the client', async () => {
  const weir = await withSandbox();
  const { until, send, closed } = connect(weir);
  await until('session.created');
  send(TEXT_ONLY);
  send(said('[[sandbox:cut after=2;tools=0]]'));
  send({ type: 'response.create' });
  expect((await until('error')).error?.code).toBe('upstream_cut');
  expect((await closed)[0]).toBe(1011);
  await weir.until(() => sessions(weir).length === 1);
  const [cut] = responses(weir);
  expect(cut).toMatchObject({ status: 'upstream_error', estimated: true });
  expect(cut?.charges[0]?.estimate_reason).toBe('stream_cut');
  expect(Number(cut?.cost)).toBeGreaterThan(0);
  expect(weir.budgets.open).toBe(0);
});

it('hears an answer out after its client has left, to learn what it cost', async () => {
  const weir = await withSandbox();
  const { ws, until, send } = connect(weir);
  await until('session.created');
  send(TEXT_ONLY);
  send(said('hello'));
  send({ type: 'response.create' });
  await until('response.created');
  ws.terminate();
  await weir.until(() => sessions(weir).length === 1);
  expect(responses(weir)).toHaveLength(1);
  expect(responses(weir)[0]?.usage['input_tokens']).toBeGreaterThan(0);
  expect(weir.budgets.open).toBe(0);
});

it('cancels an answer that the provider began by itself and the budget cannot bear, and charges what came of it', async () => {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const client of server.clients) client.terminate();
    http.close();
  });
  const asked: string[] = [];
  server.on('connection', (ws) => {
    const say = (event: object) => ws.send(JSON.stringify(event));
    ws.on('message', (data) => {
      const { type } = JSON.parse(String(data)) as Event;
      asked.push(type);
      if (type === 'input_audio_buffer.append') say({ type: 'response.created', response: { id: 'r1' } });
      if (type === 'response.create') say({ type: 'error', error: { code: 'busy', message: 'no' } });
      const usage = { input_tokens: 100, output_tokens: 1, total_tokens: 101 };
      if (type === 'response.cancel')
        say({ type: 'response.done', response: { id: 'r1', status: 'cancelled', usage } });
    });
  });
  const weir = await start(`http://127.0.0.1:${(http.address() as AddressInfo).port}/v1`);
  const { ws, until, send, closed } = connect(weir);
  await once(ws, 'open');
  send({ type: 'response.create' });
  expect((await until('error')).error?.code).toBe('busy');
  expect(responses(weir)).toMatchObject([{ charges: [] }]);
  weir.budgets.limit = 0n;
  send({ type: 'input_audio_buffer.append', audio: 'AAAA' });
  expect((await until('error')).error?.code).toBe('budget_exhausted');
  expect((await closed)[0]).toBe(1008);
  await weir.until(() => sessions(weir).length === 1);
  expect(asked).toContain('response.cancel');
  expect(responses(weir)[1]).toMatchObject({ usage: { input_tokens: 100 }, estimated: false });
});

it('sends clients elsewhere when it drains', async () => {
  const weir = await withSandbox();
  const { until, closed } = connect(weir);
  await until('session.created');
  await weir.gateway.drain();
  expect((await closed)[0]).toBe(1001);
  expect(weir.gateway.stats().inFlight).toBe(0);
});

it('takes calls whose client offers another protocol for what they are', async () => {
  const weir = await new Harness().start();
  closing.push(() => weir.stop());
  weir.upstream.answer = (_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end('{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}');
  };
  const offer = { upgrade: 'h2c', connection: 'Upgrade, HTTP2-Settings', 'http2-settings': 'AAMAAABk' };
  const replies = [await weir.chat({}, offer), await weir.chat({ user: 'x'.repeat(200_000) }, offer)];
  expect(replies.map(({ status }) => status)).toEqual([200, 200]);
  expect(weir.upstream.last.headers['http2-settings']).toBeUndefined();
});
