import { WeirError } from '@weir/core/errors';
import { describe, expect, it } from 'vitest';
import type { RateAsk, RatePass } from '../port.ts';
import type { RateLimitSettings } from './port.ts';
import { createRates } from './rates.ts';
import { HandTime, settled } from './testing/hand-time.ts';
import { ask, limit } from './testing/limits.ts';

function world(...rateLimits: RateLimitSettings[]) {
  const time = new HandTime();
  const state = { version: 1, rateLimits: rateLimits as readonly RateLimitSettings[] };
  const rates = createRates({ rules: () => state, now: time.now, after: time.after });
  const change = (...limits: RateLimitSettings[]) => {
    state.version += 1;
    state.rateLimits = limits;
  };
  return { time, rates, change };
}

type World = ReturnType<typeof world>;

/** Passed at once, was refused at once, or has to wait. */
async function outcome({ rates }: World, asked: RateAsk): Promise<RatePass | WeirError | 'free' | 'waits'> {
  try {
    const pass = rates.admit(asked);
    if (pass === undefined) return 'free';
    if (!(pass instanceof Promise)) return pass;
    return (await Promise.race([pass, settled().then(() => undefined)])) ?? 'waits';
  } catch (error) {
    return error as WeirError;
  }
}

async function refused(at: World, asked: RateAsk): Promise<WeirError> {
  const said = await outcome(at, asked);
  if (!(said instanceof WeirError)) throw new Error('the call was not refused');
  return said;
}

async function passes(at: World, asked: RateAsk): Promise<RatePass> {
  const said = await outcome(at, asked);
  if (said instanceof WeirError || typeof said === 'string')
    throw new Error(`the call did not pass: ${said}`);
  return said;
}

async function countPassing(at: World, asked: RateAsk, tries: number): Promise<number> {
  let passed = 0;
  for (let i = 0; i < tries; i += 1) if (!((await outcome(at, asked)) instanceof WeirError)) passed += 1;
  return passed;
}

function header(list: readonly string[], name: string): string | undefined {
  const at = list.indexOf(name);
  return at === -1 ? undefined : list[at + 1];
}

describe('what may pass', () => {
  it('lets the burst come at once and then follows the pace, without windows', async () => {
    const at = world(limit({ metric: 'requests', limit: '60', burst: '5' }));
    expect(await countPassing(at, ask(), 10)).toBe(5);
    at.time.pass(999);
    expect(await countPassing(at, ask(), 1)).toBe(0);
    at.time.pass(1);
    expect(await countPassing(at, ask(), 3)).toBe(1);
    at.time.pass(60_000);
    expect(await countPassing(at, ask(), 10)).toBe(5);
  });

  it('says nothing of calls that no limit speaks of', async () => {
    const at = world(limit({ metric: 'requests', limit: '1', scope: { workload: 'chat' } }));
    expect(await outcome(at, ask({ tags: { workload: 'search' } }))).toBe('free');
    expect(await outcome(world(), ask())).toBe('free');
  });

  it('counts each value of `per` by itself, and calls without it together', async () => {
    const at = world(limit({ metric: 'requests', limit: '2', per: 'user' }));
    expect(await countPassing(at, ask({ tags: { user: 'ann' } }), 3)).toBe(2);
    expect(await countPassing(at, ask({ tags: { user: 'bob' } }), 3)).toBe(2);
    expect(await countPassing(at, ask({ tags: { workload: 'a' } }), 1)).toBe(1);
    expect(await countPassing(at, ask({ tags: { workload: 'b' } }), 2)).toBe(1);
  });

  it('narrows by place and counts by model', async () => {
    const at = world(
      limit({ id: 'a', metric: 'requests', limit: '1', scope: { provider: 'anthropic' } }),
      limit({ id: 'b', metric: 'requests', limit: '1', per: 'model' }),
    );
    const tags = { workload: 'chat' };
    const to = (provider: string, model: string) =>
      ask({ tags, place: { provider, model, tier: undefined } });
    expect(await countPassing(at, to('openai', 'x'), 2)).toBe(1);
    expect(await countPassing(at, to('openai', 'y'), 2)).toBe(1);
    expect(await countPassing(at, to('anthropic', 'z'), 2)).toBe(1);
    expect((await refused(at, to('anthropic', 'new'))).message).toContain('limit "Chat" (a)');
  });

  it('takes from all limits or from none', async () => {
    const at = world(
      limit({ id: 'a', metric: 'requests', limit: '3' }),
      limit({ id: 'b', metric: 'tokens', limit: '250' }),
    );
    expect(await countPassing(at, ask({ tokens: 100 }), 5)).toBe(2);
    expect(await countPassing(at, ask({ tokens: 50 }), 1)).toBe(1);
  });

  it('corrects tokens and cost by what they really were; a debt delays later calls', async () => {
    const at = world(limit({ metric: 'tokens', limit: '6000', burst: '1000' }));
    const frugal = await passes(at, ask({ tokens: 1_000 }));
    expect(await countPassing(at, ask({ tokens: 900 }), 1)).toBe(0);
    frugal.end({ tokens: 100, cost: 0n });
    const greedy = await passes(at, ask({ tokens: 900 }));
    greedy.end({ tokens: 1_900, cost: 0n });
    greedy.end({ tokens: 1_900, cost: 0n });
    expect(header((await refused(at, ask({ tokens: 1 }))).headers ?? [], 'retry-after')).toBe('11');
    at.time.pass(10_010);
    expect(await countPassing(at, ask({ tokens: 1 }), 1)).toBe(1);
  });

  it('counts cost in the currency, to the nano-unit', async () => {
    const at = world(limit({ metric: 'cost', limit: '2000000000000' }));
    const half = ask({ cost: 1_000_000_000_000n });
    expect(await countPassing(at, half, 3)).toBe(2);
    expect((await refused(at, half)).message).toContain('2 of cost per 1 min');
  });

  it('bounds calls at once and frees their places', async () => {
    const at = world(limit({ metric: 'concurrent', limit: '2' }));
    const first = await passes(at, ask());
    await passes(at, ask());
    expect((await refused(at, ask())).message).toContain('2 calls at once');
    first.end({ tokens: 0, cost: 0n });
    await passes(at, ask());
    expect(await countPassing(at, ask(), 1)).toBe(0);
  });

  it('keeps what was used when the rules change', async () => {
    const at = world(limit({ metric: 'requests', limit: '2' }));
    expect(await countPassing(at, ask(), 3)).toBe(2);
    at.change(limit({ metric: 'requests', limit: '3' }));
    expect(await countPassing(at, ask(), 3)).toBe(1);
    at.change();
    expect(await outcome(at, ask())).toBe('free');
  });

  it('forgets subjects that were idle for a window', async () => {
    const at = world(limit({ metric: 'requests', limit: '5', per: 'user', windowSeconds: 10 }));
    for (let i = 0; i < 100; i += 1) await passes(at, ask({ tags: { user: `u${i}` } }));
    expect(at.rates.subjects).toBe(100);
    at.time.pass(20_000);
    await passes(at, ask({ tags: { user: 'last' } }));
    expect(at.rates.subjects).toBe(1);
  });
});

describe('refusals', () => {
  it('name the limit, whose it is, how much, per what and when to come again', async () => {
    const at = world(limit({ metric: 'requests', limit: '30', burst: '1', per: 'user' }));
    const ann = ask({ tags: { user: 'ann' } });
    await passes(at, ann);
    at.time.pass(500);
    const error = await refused(at, ann);
    expect(error.code).toBe('rate_limited');
    expect(error.message).toBe(
      'The rate limit "Chat" (chat) lets user "ann" make 30 requests per 1 min, at most 1 request at once.',
    );
    expect(error.remedy).toBe('Come again in 1.5 s.');
    const { headers = [] } = error;
    expect(
      Object.fromEntries(headers.flatMap((name, i) => (i % 2 === 0 ? [[name, headers[i + 1]]] : []))),
    ).toEqual({
      'retry-after': '2',
      'retry-after-ms': '1500',
      'x-ratelimit-limit-requests': '30',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1.5s',
      'ratelimit-limit': '30',
      'ratelimit-remaining': '0',
      'ratelimit-reset': '2',
    });
  });

  it('say of a call that is larger than anything that passes that it never will', async () => {
    const at = world(limit({ metric: 'tokens', limit: '1000' }));
    const error = await refused(at, ask({ tokens: 1_001 }));
    expect([error.code, error.status, error.field]).toEqual(['invalid_argument', 400, 'max_tokens']);
    expect(error.message).toContain('it can never pass');
    const none = world(limit({ metric: 'concurrent', limit: '0' }));
    expect((await refused(none, ask())).code).toBe('stopped_by_operator');
  });

  it('tell calls that pass how much is left of the tightest limit', async () => {
    const at = world(
      limit({ id: 'a', metric: 'requests', limit: '100' }),
      limit({ id: 'b', metric: 'tokens', limit: '1000' }),
    );
    const { headers } = await passes(at, ask({ tokens: 400 }));
    expect(headers).toEqual([
      'ratelimit-limit',
      '1000',
      'ratelimit-remaining',
      '600',
      'ratelimit-reset',
      '24',
    ]);
  });
});

describe('waiting', () => {
  const queued = limit({ metric: 'requests', limit: '60', burst: '1', queueMs: 2_500 });

  it('lets calls go one by one in their order, and refuses to the millisecond', async () => {
    const at = world(queued);
    const went: string[] = [];
    await passes(at, ask());
    for (const name of ['a', 'b', 'c']) {
      Promise.resolve(at.rates.admit(ask())).then(
        () => went.push(`${name} ${at.time.ms}`),
        () => went.push(`${name} refused ${at.time.ms}`),
      );
    }
    await at.time.passSlowly(5_000);
    expect(went).toEqual(['a 1000', 'b 2000', 'c refused 2500']);
    expect(at.time.armed).toBe(0);
  });

  it('gives the place of a client that left to the next', async () => {
    const at = world(queued);
    const went: string[] = [];
    await passes(at, ask());
    let leave: () => void = () => undefined;
    const gone = at.rates.admit(ask({ onLeave: (listener) => (leave = listener) }));
    Promise.resolve(gone).catch(() => went.push('left'));
    Promise.resolve(at.rates.admit(ask())).then(() => went.push(`next ${at.time.ms}`));
    await at.time.passSlowly(500);
    leave();
    await at.time.passSlowly(600);
    expect(went).toEqual(['left', 'next 1000']);
  });

  it('wakes who waits when a place becomes free, and when an estimate proves too high', async () => {
    for (const metric of ['concurrent', 'tokens'] as const) {
      const at = world(limit({ metric, limit: metric === 'tokens' ? '1000' : '1', queueMs: 1_000 }));
      const pass = await passes(at, ask({ tokens: 1_000 }));
      const waiting = at.rates.admit(ask({ tokens: 900 }));
      await at.time.passSlowly(10);
      pass.end({ tokens: 50, cost: 0n });
      expect(await waiting).toBeDefined();
      expect(at.time.armed).toBe(0);
    }
  });

  it('holds nothing while it waits for another limit', async () => {
    const at = world(
      limit({ id: 'a', metric: 'requests', limit: '2', scope: {} }),
      limit({ id: 'b', metric: 'concurrent', limit: '1', queueMs: 1_000, scope: { workload: 'slow' } }),
    );
    const slow = ask({ tags: { workload: 'slow' } });
    await passes(at, slow);
    const waiting = Promise.resolve(at.rates.admit(slow)).catch((error: WeirError) => error.code);
    await passes(at, ask());
    await at.time.passSlowly(1_000);
    expect(await waiting).toBe('rate_limited');
  });

  it('has room for a thousand', async () => {
    const at = world(limit({ metric: 'concurrent', limit: '1', queueMs: 1_000 }));
    await passes(at, ask());
    const waiting = Array.from({ length: 1_000 }, () =>
      Promise.resolve(at.rates.admit(ask())).catch(() => 'late'),
    );
    expect((await refused(at, ask())).message).toContain('1000 calls are waiting');
    await at.time.passSlowly(1_000);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['late']));
  });
});
