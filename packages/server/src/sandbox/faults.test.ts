import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from './testing.ts';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

function post(path: string, fault: string | undefined, body: Record<string, unknown>, signal?: AbortSignal) {
  return fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer k',
      'x-api-key': 'k',
      ...(fault === undefined ? {} : { 'x-sandbox-fault': fault }),
    },
    body: JSON.stringify({ max_tokens: 50, messages: [{ role: 'user', content: 'hello' }], ...body }),
    ...(signal === undefined ? {} : { signal }),
  });
}
const chat = (fault?: string, body: Record<string, unknown> = {}) =>
  post('/openai/v1/chat/completions', fault, { model: 'gpt-4o', ...body });
const messages = (fault?: string, body: Record<string, unknown> = {}) =>
  post('/anthropic/v1/messages', fault, { model: 'claude-haiku-4-5', ...body });

describe('status faults', () => {
  it('says when to come back in a 429', async () => {
    const openai = await chat('429 retry-after=2');
    expect([openai.status, openai.headers.get('retry-after')]).toEqual([429, '2']);
    expect(await openai.json()).toMatchObject({ error: { code: 'rate_limit_exceeded' } });
    const anthropic = await messages('429 retry-after=3');
    expect([anthropic.status, anthropic.headers.get('retry-after')]).toEqual([429, '3']);
    expect(await anthropic.json()).toMatchObject({ type: 'error', error: { type: 'rate_limit_error' } });
  });

  it('takes the fault from the last user message too', async () => {
    const answer = await messages(undefined, {
      messages: [{ role: 'user', content: 'please [[sandbox:529]] thanks' }],
    });
    expect(answer.status).toBe(529);
    expect(await answer.json()).toMatchObject({ error: { type: 'overloaded_error' } });
  });

  it('heals after the given number of times', async () => {
    const ask = () => chat('500 times=2', { messages: [{ role: 'user', content: 'heal' }] });
    expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([500, 500, 200]);
  });

  it('names the known words when it does not know one', async () => {
    const answer = await chat('explode');
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('first-byte-delay');
  });

  it('answers like a broken proxy', async () => {
    const answer = await chat('html');
    expect(answer.status).toBe(502);
    expect(answer.headers.get('content-type')).toBe('text/html');
  });
});

describe('broken answers', () => {
  it('cuts a stream after so many events', async () => {
    const answer = await chat('cut after=4', { stream: true });
    const seen: string[] = [];
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of answer.body ?? []) seen.push(decoder.decode(chunk));
    })();
    await expect(reading).rejects.toThrow();
    expect(seen.join('').match(/^data: /gm)).toHaveLength(4);
  });

  it('cuts a unary body, drops a connection', async () => {
    const answer = await chat('cut after=30');
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    await expect(chat('drop')).rejects.toThrow();
  });

  it('sends malformed bodies and events', async () => {
    await expect((await chat('malformed')).json()).rejects.toThrow();
    const events = (await (await messages('malformed', { stream: true })).text()).match(/^data: .*$/gm) ?? [];
    const broken = events.filter((line) => {
      try {
        JSON.parse(line.slice(6));
        return false;
      } catch {
        return true;
      }
    });
    expect(broken).toHaveLength(1);
  });

  it('leaves out or moves usage', async () => {
    expect(await (await chat('no-usage')).json()).not.toHaveProperty('usage');
    expect(await (await messages('no-usage', { stream: true })).text()).not.toContain('"usage"');
    const options = { stream: true, stream_options: { include_usage: true } };
    const lastChunk = await (await chat('usage-in-last-chunk', options)).text();
    expect(lastChunk).toMatch(/"content":"[^"]+"[^\n]*"usage":\{/);
    const finish = await (await chat('usage-in-finish-chunk', options)).text();
    expect(finish).toMatch(/"delta":\{\}[^\n]*"usage":\{/);
    expect(finish).not.toContain('"choices":[]');
  });

  it('fails in mid-stream with an error event of the dialect', async () => {
    const openai = await (await chat('error-event after=3', { stream: true })).text();
    expect(openai).toMatch(/data: \{"error":\{"message":.*\n\n$/);
    expect(openai).not.toContain('[DONE]');
    const anthropic = await (await messages('error-event after=3', { stream: true })).text();
    expect(anthropic).toMatch(/event: error\ndata: \{"type":"error","error":\{"type":"overloaded_error"/);
  });

  it('gzips when asked and accepted', async () => {
    const answer = await chat('gzip');
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(await answer.json()).toHaveProperty('usage');
  });
});

describe('time', () => {
  it('hangs, and notices that the client left', async () => {
    const call = post('/openai/v1/chat/completions', 'hang', { model: 'gpt-4o' }, AbortSignal.timeout(60));
    await expect(call).rejects.toThrow(/timeout|aborted/i);
  });

  it('waits as told, before the first byte and between events', async () => {
    const waits: number[] = [];
    const patient = await startSandbox({ sleep: async (ms) => void waits.push(ms) });
    const ask = (fault: string) =>
      fetch(`${patient.url}/openai/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: 'Bearer k', 'x-sandbox-fault': fault },
        body: JSON.stringify({ model: 'gpt-4o', stream: true, messages: [{ role: 'user', content: 'x' }] }),
      }).then((answer) => answer.text());
    await ask('first-byte-delay ms=700');
    expect(waits).toEqual([700]);
    const events = (await ask('slow ms=20')).match(/^data: /gm) ?? [];
    expect(waits.slice(1)).toEqual(events.map(() => 20));
    await patient.close();
  });

  it('takes the time of a model of that size when latency is on', async () => {
    const waits: number[] = [];
    const timed = await startSandbox({ latency: { scale: 1 }, sleep: async (ms) => void waits.push(ms) });
    const client = new OpenAI({ apiKey: 'k', baseURL: `${timed.url}/openai/v1` });
    for (const model of ['gpt-4o-mini', 'gpt-4']) {
      await client.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hello there' }] });
    }
    await timed.close();
    expect(waits[0]).toBeGreaterThan(200);
    expect(waits[1]).toBeGreaterThan((waits[0] ?? 0) * 1.2);
  });
});

it('plays configured fault rates and request limits', async () => {
  const flaky = await startSandbox({ faultRates: { '500': 0.5 }, requestsPerMinute: 40 });
  const statuses: number[] = [];
  for (let i = 0; i < 42; i++) {
    const answer = await fetch(`${flaky.url}/openai/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer k' },
      body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: `${i}` }] }),
    });
    statuses.push(answer.status);
    await answer.text();
  }
  await flaky.close();
  const failures = statuses.filter((status) => status === 500).length;
  expect(failures).toBeGreaterThan(8);
  expect(failures).toBeLessThan(32);
  expect(statuses.slice(40)).toEqual([429, 429]);
});
