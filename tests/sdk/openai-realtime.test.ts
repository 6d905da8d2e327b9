import { connect } from 'node:net';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';

let weir: RunningWeir;
let client: OpenAI;
const MODEL = 'gpt-realtime';

beforeAll(async () => {
  weir = await startWeir();
  const { secret } = await weir.admin.createWorkload('openai-realtime');
  client = new OpenAI({ apiKey: secret, baseURL: `${weir.gatewayUrl}/v1`, maxRetries: 0 });
});
afterAll(async () => {
  await weir?.stop();
});

/** The client insists on wss; without TLS in front of Weir its bytes go over plain TCP. */
function open(): OpenAIRealtimeWS {
  const { hostname, port } = new URL(weir.gatewayUrl);
  const createConnection = () => connect(Number(port), hostname);
  return new OpenAIRealtimeWS({ model: MODEL, options: { createConnection } as object }, client);
}

it('the Realtime client talks through Weir, and each answer is a call with its usage [29]', async () => {
  const talk = open();
  const errors: string[] = [];
  talk.on('error', (error) => errors.push(error.message));
  const done = new Promise<number | undefined>((resolve) => {
    talk.on('response.done', ({ response }) => resolve(response.usage?.output_tokens));
  });
  let text = '';
  talk.on('response.output_text.delta', ({ delta }) => {
    text += delta;
  });
  await new Promise<void>((resolve, reject) => {
    talk.socket.once('open', () => resolve());
    talk.socket.once('error', reject);
  });
  talk.send({ type: 'session.update', session: { type: 'realtime', output_modalities: ['text'] } });
  talk.send({
    type: 'conversation.item.create',
    item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Say hello.' }] },
  });
  talk.send({ type: 'response.create' });
  const output = await done;
  expect(text).toBeTruthy();
  talk.close();
  const calls = await waitFor('the session and its answer', 10_000, async () => {
    const rows = await weir.admin.calls('openai-realtime', 2);
    return rows.length >= 2 ? rows : undefined;
  });
  const answer = calls.find(({ operation }) => operation === 'realtime.response');
  const session = calls.find(({ operation }) => operation === 'realtime');
  expect(answer).toMatchObject({ status: 'ok', estimated: false, provider: 'sandbox-openai' });
  expect(answer?.usage['output_tokens']).toBe(output);
  expect(answer?.parent_call).toBe(session?.call_id);
  expect(Number(answer?.cost)).toBeGreaterThan(0);
  expect(errors).toEqual([]);
});
