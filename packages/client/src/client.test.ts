import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWeir, type DeliveryError, tagHeaders, type WeirOptions } from './index.ts';

interface Sent {
  url: string;
  headers: Headers;
  body: unknown;
}

/** A server that answers what it is told to, in order; then that it took all. */
function server(...answers: (() => Response)[]) {
  const sent: Sent[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const text = typeof init?.body === 'string' ? init.body : '[]';
    sent.push({ url: String(input), headers: new Headers(init?.headers), body: JSON.parse(text) });
    return (answers.shift() ?? (() => Response.json({ errors: [] })))();
  };
  return { fetch, sent };
}

const outcomes = { url: 'http://admin.test/', token: 'wa_token', pauseMs: 1 };
const base: WeirOptions = { baseUrl: 'http://gateway.test/', workload: 'support-bot', outcomes };
const ids = (sent: Sent[]) => sent.map(({ body }) => (body as { id: string }[]).map(({ id }) => id));
const numbered = () => {
  let next = 0;
  return () => `id-${++next}`;
};

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true }));
afterEach(() => void vi.useRealTimers());

describe('tagHeaders', () => {
  it('sends known tags by their own header and others as custom ones', () => {
    expect(tagHeaders({ use_case: 'triage', experiment: 'b', step: 2, user: undefined, team: '' })).toEqual({
      'x-weir-use-case': 'triage',
      'x-weir-tag-experiment': 'b',
      'x-weir-step': '2',
    });
  });

  it('makes values fit that a gateway would refuse, and carries any script', () => {
    const headers = tagHeaders({ user: ` Åse\r\nx-evil: 1`, customer: 'x'.repeat(300), team: '..' });
    const value = headers['x-weir-user'] ?? '';
    const bytes = Uint8Array.from(value, (character) => character.charCodeAt(0));
    expect(new TextDecoder().decode(bytes)).toBe('Åse x-evil: 1');
    expect(() => new Headers(tagHeaders({ user: '日本' }))).not.toThrow();
    expect(headers['x-weir-customer']).toHaveLength(256);
    expect(headers['x-weir-team']).toBeUndefined();
  });

  it('names a tag that cannot be one', () => {
    expect(() => tagHeaders({ 'Big Deal': 'x' })).toThrow('"Big Deal" is no name of a tag');
  });
});

describe('a task', () => {
  it('says whose calls these are', () => {
    const weir = createWeir({ ...base, tags: { use_case: 'support' } });
    const task = weir.task({
      id: 'ticket-1',
      customer: 'acme',
      promptVersion: 'v13',
      tags: { experiment: 'b' },
    });
    expect(weir.baseUrl).toBe('http://gateway.test');
    expect(task.headers()).toEqual({
      'x-weir-use-case': 'support',
      'x-weir-tag-experiment': 'b',
      'x-weir-customer': 'acme',
      'x-weir-prompt-version': 'v13',
      'x-weir-task': 'ticket-1',
    });
    expect([task.step()['x-weir-step'], task.step()['x-weir-step'], task.steps]).toEqual(['1', '2', 2]);
  });

  it('hands its people down to the tasks that it starts', () => {
    const child = createWeir({ ...base, newId: numbered() })
      .task({ id: 'root', customer: 'acme', user: 'u-1', tags: { experiment: 'b' } })
      .child({ user: 'u-2' });
    expect(child.headers()).toMatchObject({
      'x-weir-task': 'id-1',
      'x-weir-parent-task': 'root',
      'x-weir-customer': 'acme',
      'x-weir-user': 'u-2',
      'x-weir-tag-experiment': 'b',
    });
  });
});

describe('fetch', () => {
  it('adds headers and counts steps, leaving what the caller set', async () => {
    const { fetch, sent } = server();
    const task = createWeir({ ...base, fetch }).task({ id: 't', user: 'u-1' });
    await task.fetch('http://gateway.test/v1/chat/completions', { headers: { authorization: 'Bearer k' } });
    await task.fetch('http://gateway.test/v1/messages', { headers: { 'x-weir-user': 'u-9' } });
    expect(sent.map(({ headers }) => Object.fromEntries(headers))).toEqual([
      { authorization: 'Bearer k', 'x-weir-task': 't', 'x-weir-user': 'u-1', 'x-weir-step': '1' },
      { 'x-weir-task': 't', 'x-weir-user': 'u-9', 'x-weir-step': '2' },
    ]);
  });

  it('keeps the headers of a Request', async () => {
    const seen: Headers[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      seen.push(new Request(input, init).headers);
      return new Response();
    };
    const task = createWeir({ ...base, fetch }).task({ id: 't' });
    await task.fetch(
      new Request('http://gateway.test/v1/models', { headers: { authorization: 'Bearer k' } }),
    );
    expect(seen[0]?.get('authorization')).toBe('Bearer k');
    expect(seen[0]?.get('x-weir-task')).toBe('t');
  });

  it('tells other hosts nothing, and follows the current task of a shared client', async () => {
    const { fetch, sent } = server();
    const weir = createWeir({ ...base, fetch });
    const [a, b] = [weir.task({ id: 'a' }), weir.task({ id: 'b' })];
    let current: typeof a | undefined = a;
    const shared = weir.wrapFetch(() => current);
    await shared('http://gateway.test/v1/models');
    current = b;
    await shared('http://gateway.test/v1/models');
    await shared('http://gateway.test.evil.example/v1/models');
    current = undefined;
    await shared('http://gateway.test/v1/models');
    expect(sent.map(({ headers }) => headers.get('x-weir-task'))).toEqual(['a', 'b', null, null]);
  });
});

describe('outcomes', () => {
  it('go together, with task, people and value', async () => {
    const { fetch, sent } = server();
    const weir = createWeir({ ...base, fetch, newId: numbered(), now: () => Date.UTC(2026, 10, 22) });
    const task = weir.task({ id: 'ticket-1', customer: 'acme', promptVersion: 'v13' });
    task.outcome('ticket_resolved', { value: 0.0000001, currency: 'EUR' });
    weir.outcome('lead_won', { customer: 'c-1', workload: 'crm' }, { success: false, id: 'mine' });
    expect(await weir.flush()).toEqual({ delivered: 2, refused: 0, waiting: 0 });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url).toBe('http://admin.test/api/v1/outcomes');
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer wa_token');
    expect(sent[0]?.body).toEqual([
      {
        id: 'id-1',
        outcome: 'ticket_resolved',
        at: '2026-11-22T00:00:00.000Z',
        workload: 'support-bot',
        task: 'ticket-1',
        customer: 'acme',
        prompt_version: 'v13',
        value: '0.000000100000',
        currency: 'EUR',
      },
      {
        id: 'mine',
        outcome: 'lead_won',
        at: '2026-11-22T00:00:00.000Z',
        workload: 'crm',
        customer: 'c-1',
        success: false,
      },
    ]);
  });

  it('leave by themselves after a moment', async () => {
    const { fetch, sent } = server();
    createWeir({ ...base, fetch, newId: () => 'o-1' })
      .task({ id: 't' })
      .outcome('done');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ids(sent)).toEqual([['o-1']]);
  });

  it('are sent again with the same ids, in order, until somebody takes them', async () => {
    const lost = () => {
      throw new TypeError('fetch failed');
    };
    const busy = () => new Response('', { status: 503 });
    const { fetch, sent } = server(lost, busy);
    const weir = createWeir({ ...base, fetch, newId: numbered() });
    for (let i = 0; i < 3; i++) weir.outcome('done', {});
    expect(await weir.flush()).toEqual({ delivered: 3, refused: 0, waiting: 0 });
    expect(ids(sent)).toEqual([
      ['id-1', 'id-2', 'id-3'],
      ['id-1', 'id-2', 'id-3'],
      ['id-1', 'id-2', 'id-3'],
    ]);
  });

  it('wait where nobody answers, and break nothing', async () => {
    const errors: DeliveryError[] = [];
    const down: typeof fetch = async () => {
      throw new TypeError('fetch failed');
    };
    const weir = createWeir({
      ...base,
      fetch: down,
      newId: () => 'o-1',
      onError: (error) => errors.push(error),
    });
    weir.outcome('done', {});
    expect(await weir.flush()).toEqual({ delivered: 0, refused: 0, waiting: 1 });
    expect([weir.waiting, errors.length, errors[0]?.reason, errors[0]?.ids]).toEqual([
      1,
      1,
      'unreachable',
      ['o-1'],
    ]);
  });

  it('that are wrong are told with field and remedy, the others were taken', async () => {
    const wrong = { index: 1, field: 'value', message: 'needs a currency', remedy: 'Send currency.' };
    const answer = { errors: [wrong] };
    const { fetch } = server(() => Response.json(answer));
    const errors: DeliveryError[] = [];
    const weir = createWeir({ ...base, fetch, newId: numbered(), onError: (error) => errors.push(error) });
    weir.outcome('done', {});
    weir.outcome('done', {}, { value: 1 });
    expect(await weir.flush()).toEqual({ delivered: 1, refused: 1, waiting: 0 });
    expect(errors.map(({ message, ids }) => [message, ids])).toEqual([
      ['value: needs a currency. Send currency.', ['id-2']],
    ]);
  });

  it('need a gateway, also where types do not say so', () => {
    expect(() => createWeir(JSON.parse('{}'))).toThrow('createWeir needs the gateway');
  });

  it('are not sent again when the request itself is wrong', async () => {
    const { fetch, sent } = server(() => Response.json({ error: { message: 'No.' } }, { status: 422 }));
    const weir = createWeir({ ...base, fetch });
    weir.outcome('done', {});
    expect(await weir.flush()).toEqual({ delivered: 0, refused: 1, waiting: 0 });
    expect(sent).toHaveLength(1);
  });

  it('beyond the bound, or without an address, are told and not taken', () => {
    const errors: DeliveryError[] = [];
    const onError = (error: DeliveryError) => {
      errors.push(error);
      throw new Error('a bad handler');
    };
    const full = createWeir({
      ...base,
      outcomes: { ...outcomes, maxQueued: 1 },
      fetch: server().fetch,
      onError,
    });
    full.outcome('done', {});
    full.outcome('done', {});
    createWeir({ baseUrl: 'http://gateway.test', onError }).outcome('done', {});
    expect([full.waiting, errors.map(({ reason }) => reason)]).toEqual([1, ['queue_full', 'not_configured']]);
  });

  it('are told with the key of the workload where no token is given', async () => {
    const { fetch, sent } = server();
    const weir = createWeir({ ...base, apiKey: 'wk_key', outcomes: { url: 'http://admin.test' }, fetch });
    weir.outcome('done', {});
    await weir.flush();
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer wk_key');
  });

  it('throw where one asked for it', async () => {
    const { fetch } = server(() => new Response('', { status: 422 }));
    const weir = createWeir({ ...base, fetch, strict: true });
    weir.outcome('done', {});
    await expect(weir.flush()).rejects.toMatchObject({
      name: 'DeliveryError',
      reason: 'refused',
      status: 422,
    });
    const without = createWeir({ baseUrl: 'http://gateway.test', strict: true });
    expect(() => without.task({ id: 't' }).outcome('done')).toThrow('was given no');
  });

  it('go in batches, and what is told meanwhile goes along', async () => {
    const { fetch, sent } = server();
    const weir = createWeir({ ...base, outcomes: { ...outcomes, batchSize: 2 }, fetch, newId: numbered() });
    for (let i = 0; i < 3; i++) weir.outcome('done', {});
    const flushing = weir.flush();
    weir.outcome('done', {});
    await Promise.all([flushing, weir.flush()]);
    expect(ids(sent)).toEqual([
      ['id-1', 'id-2'],
      ['id-3', 'id-4'],
    ]);
  });
});
