import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHAT, Harness, json } from '../testing/harness.ts';
import { SECRET } from '../testing/state.ts';
import { COMPLETION, DONE, STOP, say, sendJson, streams, USAGE } from './answers.ts';

let weir: Harness;
beforeEach(async () => {
  weir = await new Harness().start();
});
afterEach(() => weir.stop());

const KEY = { 'idempotency-key': 'once-1' };

describe('an Idempotency-Key [28]', () => {
  it('gets the same answer again, without another call or charge', async () => {
    weir.upstream.answer = (_req, res) => sendJson(res, 200, COMPLETION);
    const [first, second] = [await weir.chat({}, KEY), await weir.chat({}, KEY)];
    expect(second.body.equals(first.body)).toBe(true);
    expect(second.headers['x-weir-idempotent-replay']).toBe('true');
    expect(second.headers['x-weir-call-id']).toBe(first.headers['x-weir-call-id']);
    expect(second.headers['x-weir-cost-usd']).toBeUndefined();
    expect(weir.upstream.seen).toHaveLength(1);
    expect(weir.spool.ends).toHaveLength(1);
    expect(weir.gateway.stats()).toMatchObject({ calls: 1, replays: 1 });
    await weir.chat({}, { 'idempotency-key': 'once-2' });
    expect(weir.upstream.seen).toHaveLength(2);
  });

  it('is refused with another request, and while the first is under way', async () => {
    let finish = () => {};
    weir.upstream.answer = (_req, res) => {
      finish = () => sendJson(res, 200, COMPLETION);
    };
    const first = weir.chat({}, KEY);
    await weir.until(() => weir.upstream.seen.length === 1);
    const early = await weir.chat({}, KEY);
    expect([early.status, json(early)]).toMatchObject([409, { error: { code: 'idempotency_in_flight' } }]);
    expect(early.headers['x-should-retry']).toBe('true');
    const other = await weir.chat({ temperature: 1 }, KEY);
    expect([other.status, json(other)]).toMatchObject([400, { error: { code: 'idempotency_key_reused' } }]);
    finish();
    expect((await first).status).toBe(200);
    expect((await weir.chat({}, KEY)).headers['x-weir-idempotent-replay']).toBe('true');
    expect((await weir.chat({}, { 'idempotency-key': 'x'.repeat(300) })).status).toBe(400);
  });

  it('serves the client that gave up waiting and asks again', async () => {
    let finish = () => {};
    weir.upstream.answer = (_req, res) => {
      finish = () => sendJson(res, 200, COMPLETION);
    };
    const { req, reply } = weir.open(
      'POST',
      '/v1/chat/completions',
      { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json', ...KEY },
      JSON.stringify(CHAT),
    );
    reply.catch(() => {});
    await weir.until(() => weir.upstream.seen.length === 1);
    req.destroy();
    await new Promise((resolve) => setTimeout(resolve, 30));
    finish();
    await weir.until(() => weir.spool.ends.length === 1);
    const again = await weir.chat({}, KEY);
    expect([again.status, again.headers['x-weir-idempotent-replay']]).toEqual([200, 'true']);
    expect(weir.upstream.seen).toHaveLength(1);
  });

  it('does not hold on to failures, nor to streams', async () => {
    weir.upstream.answer = (_req, res) => sendJson(res, 400, '{"error":{"message":"no"}}');
    await weir.chat({}, KEY);
    await weir.chat({}, KEY);
    expect(weir.upstream.seen).toHaveLength(2);
    weir.upstream.answer = streams(say('a'), STOP, USAGE, DONE);
    await weir.chat({ stream: true }, KEY);
    expect((await weir.chat({ stream: true }, KEY)).body.toString()).toContain('[DONE]');
    expect(weir.upstream.seen).toHaveLength(4);
  });
});
