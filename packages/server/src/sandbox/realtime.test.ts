import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startSandbox } from './testing.ts';

interface RealtimeEvent {
  type: string;
  delta?: string;
  error?: { message: string };
  response?: {
    status: string;
    output: { type: string; name?: string; content?: { text: string }[] }[];
    usage: {
      input_tokens: number;
      output_tokens: number;
      input_token_details: { text_tokens: number; audio_tokens: number; cached_tokens: number };
      output_token_details: { text_tokens: number; audio_tokens: number };
    };
  };
}

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
const open: WebSocket[] = [];
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(async () => {
  for (const ws of open) ws.terminate();
  await sandbox.close();
});

function connect(path: string, headers: Record<string, string> = { authorization: 'Bearer k' }) {
  const ws = new WebSocket(`${sandbox.url.replace('http', 'ws')}${path}`, { headers });
  open.push(ws);
  // A refused one is closed before it was ever open.
  ws.on('error', () => undefined);
  const waiting: RealtimeEvent[] = [];
  let wake = () => {};
  ws.on('message', (data) => {
    waiting.push(JSON.parse(String(data)));
    wake();
  });
  /** All events up to the next one of this type. */
  const until = async (type: string): Promise<RealtimeEvent[]> => {
    for (;;) {
      const at = waiting.findIndex((event) => event.type === type);
      if (at >= 0) return waiting.splice(0, at + 1);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const send = (event: object) => ws.send(JSON.stringify(event));
  return { ws, until, send };
}

const said = (text: string) => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
});
const textOnly = { type: 'session.update', session: { type: 'realtime', output_modalities: ['text'] } };

describe('realtime', () => {
  it('answers in text with deltas and usage, the second time from the cache', async () => {
    const { until, send } = connect('/openai/v1/realtime?model=gpt-realtime');
    await until('session.created');
    send(textOnly);
    await until('session.updated');
    send(said('Where is my order?'));
    send({ type: 'response.create' });
    const events = await until('response.done');
    const text = events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : ''));
    const done = events.at(-1)?.response;
    expect(text.join('')).toBe(done?.output[0]?.content?.[0]?.text);
    expect(done?.usage.output_token_details).toEqual({
      text_tokens: Math.ceil(text.join('').length / 4),
      audio_tokens: 0,
    });
    send(said('And when?'));
    send({ type: 'response.create' });
    const second = (await until('response.done')).at(-1)?.response;
    expect(second?.usage.input_token_details.cached_tokens).toBe(done?.usage.input_tokens);
  });

  it('hears and speaks, billing sound apart from text', async () => {
    const { until, send } = connect('/v1/realtime?model=gpt-realtime', {});
    await until('session.created');
    send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(48_000).toString('base64') });
    send({ type: 'input_audio_buffer.commit' });
    send({ type: 'response.create' });
    const events = await until('response.done');
    expect(events.some((event) => event.type === 'response.output_audio.delta')).toBe(true);
    const usage = events.at(-1)?.response?.usage;
    expect(usage?.input_token_details.audio_tokens).toBe(10);
    expect(usage?.output_token_details.audio_tokens).toBeGreaterThan(0);
  });

  it('calls functions, fails and cuts on demand', async () => {
    const { ws, until, send } = connect('/openai/v1/realtime?model=gpt-realtime');
    await until('session.created');
    const tool = { type: 'function', name: 'lookup', parameters: { type: 'object', properties: {} } };
    send({ ...textOnly, session: { ...textOnly.session, tools: [tool] } });
    send(said('Look it up.'));
    send({ type: 'response.create' });
    const called = (await until('response.done')).at(-1)?.response;
    expect(called?.output).toMatchObject([{ type: 'function_call', name: 'lookup' }]);
    send(said('[[sandbox:error-event]]'));
    send({ type: 'response.create' });
    expect((await until('response.done')).at(-1)?.response?.status).toBe('failed');
    send({ type: 'nonsense' });
    expect((await until('error')).at(-1)?.error?.message).toContain('nonsense');
    send(said('[[sandbox:cut after=2;tools=0]]'));
    send({ type: 'response.create' });
    await once(ws, 'close');
  });

  it('refuses a connection without a key or with an unknown model', async () => {
    const refused = async (path: string, headers: Record<string, string>) => {
      const { ws } = connect(path, headers);
      const [, response] = await once(ws, 'unexpected-response');
      return response.statusCode;
    };
    expect(await refused('/openai/v1/realtime?model=gpt-realtime', {})).toBe(401);
    expect(await refused('/v1/realtime?model=gpt-4o', {})).toBe(404);
    expect(await refused('/v1/elsewhere', {})).toBe(404);
  });
});
