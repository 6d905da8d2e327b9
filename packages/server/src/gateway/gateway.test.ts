import { afterEach, beforeEach, expect, it } from 'vitest';
import { CHAT, Harness, json } from './testing/harness.ts';
import { PROVIDER_SECRET } from './testing/state.ts';

let weir: Harness;
beforeEach(() => {
  weir = new Harness();
});
afterEach(() => weir.stop());

const COMPLETION = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'gpt-4o-mini-2024-07-18',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
});

it('carries a call from key to record: exact price, exact bytes', async () => {
  await weir.start();
  weir.upstream.answer = (_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'req_up' });
    res.end(COMPLETION);
  };
  const reply = await weir.chat();
  expect(reply.status).toBe(200);
  expect(reply.body.toString()).toBe(COMPLETION);
  // 1000 x 0.15/1M + 100 x 0.60/1M
  expect(reply.headers['x-weir-cost-usd']).toBe('0.000210000000');
  expect(json(reply)).toMatchObject({ object: 'chat.completion' });
  expect(weir.spool.call).toMatchObject({ status: 'ok', cost: '0.000210000000', estimated: false });
  expect(weir.upstream.last.headers.authorization).toBe(`Bearer ${PROVIDER_SECRET}`);
  expect(weir.upstream.last.body.toString()).toBe(JSON.stringify(CHAT));
  expect(weir.reservations).toMatchObject({ held: 0n, open: 0, settled: 210_000_000n });
});
