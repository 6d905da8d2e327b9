import type { Priority } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { readAnswerHead } from '../upstream/headers.ts';
import { ProviderLimits } from './provider-limits.ts';
import { turnAt } from './turn.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const PLACE = 'openai/gpt-4o';

function head(status: number, headers: Record<string, string>) {
  return readAnswerHead(status, Object.entries(headers).flat(), []);
}

/** A minute's limits, of which so much is left. */
function left(requests: number, tokens: number, resetSeconds = 60) {
  return head(200, {
    'x-ratelimit-limit-requests': '100',
    'x-ratelimit-remaining-requests': `${requests}`,
    'x-ratelimit-reset-requests': `${resetSeconds}s`,
    'x-ratelimit-limit-tokens': '100000',
    'x-ratelimit-remaining-tokens': `${tokens}`,
    'x-ratelimit-reset-tokens': `${resetSeconds}s`,
  });
}

const call = (priority: Priority, workload = 'chat', tokens = 100) => ({ workload, priority, tokens });

function knowing(requests: number, tokens: number): ProviderLimits {
  const limits = new ProviderLimits();
  limits.heard(PLACE, left(requests, tokens), NOW, NOW);
  return limits;
}

describe('what a place allows', () => {
  it('is free while nothing is known, or more than enough is left', () => {
    expect(new ProviderLimits().ask(PLACE, call('low'), NOW)).toBe('go');
    expect(knowing(99, 99_000).ask(PLACE, call('low'), NOW)).toBe('go');
  });

  it('keeps the last part for higher priorities', () => {
    for (const [requests, allowed] of [
      [31, ['high', 'normal', 'low']],
      [30, ['high', 'normal']],
      [11, ['high', 'normal']],
      [10, ['high']],
      [1, ['high']],
      [0, []],
    ] as const) {
      const passed = (['high', 'normal', 'low'] as const).filter(
        (priority) => knowing(requests, 99_000).ask(PLACE, call(priority), NOW) === 'go',
      );
      expect(passed).toEqual(allowed);
    }
  });

  it('says when it fits: providers refill steadily', () => {
    const limits = knowing(50, 10_000);
    // 90,000 of 100,000 come back in 60 s; 10,000 are kept
    expect(limits.ask(PLACE, call('normal', 'chat', 9_000), NOW)).toEqual({ untilMs: NOW + 6_000 });
    expect(limits.ask(PLACE, call('normal', 'chat', 9_000), NOW + 6_000)).toBe('go');
  });

  it('counts what was sent since the figures were made', () => {
    const limits = knowing(13, 99_000);
    expect(limits.ask(PLACE, call('normal'), NOW + 1)).toBe('go');
    expect(limits.ask(PLACE, call('normal'), NOW + 2)).toBe('go');
    expect(limits.ask(PLACE, call('normal'), NOW + 3)).toBe('go');
    expect(limits.ask(PLACE, call('normal'), NOW + 4)).not.toBe('go');
    // the answer to the third call has all three in its figures
    limits.heard(PLACE, left(20, 99_000), NOW + 3, NOW + 500);
    expect(limits.ask(PLACE, call('normal'), NOW + 501)).toBe('go');
  });

  it('passes over the old figures of an answer that took long', () => {
    const limits = knowing(0, 99_000);
    limits.heard(PLACE, left(90, 99_000), NOW - 20_000, NOW + 10);
    expect(limits.ask(PLACE, call('high'), NOW + 10)).not.toBe('go');
  });

  it('rests after a 429 as long as the provider says, for everybody', () => {
    const limits = new ProviderLimits();
    limits.heard(PLACE, head(429, { 'retry-after-ms': '1500', 'retry-after': '2' }), NOW, NOW);
    expect(limits.ask(PLACE, call('high'), NOW)).toEqual({ untilMs: NOW + 1_500 });
    expect(limits.ask('openai/other', call('low'), NOW)).toBe('go');
    expect(limits.ask(PLACE, call('high'), NOW + 1_500)).toBe('go');
    expect(limits.report(NOW)).toMatchObject([{ place: PLACE, held_back: { high: 1 } }]);
  });

  it('lets the provider say no itself when nothing is left for anybody for longer than a call waits', () => {
    const limits = new ProviderLimits();
    limits.heard(PLACE, head(429, { 'retry-after': '30' }), NOW, NOW);
    expect(limits.ask(PLACE, call('low'), NOW)).toBe('go');
    expect(limits.isFree(PLACE, call('high'), NOW)).toBe(false);
  });

  it('believes a refusal that says when to come again before what is left', () => {
    const limits = new ProviderLimits();
    limits.heard(
      PLACE,
      head(429, {
        'retry-after': '0',
        'anthropic-ratelimit-requests-limit': '60',
        'anthropic-ratelimit-requests-remaining': '0',
      }),
      NOW,
      NOW,
    );
    expect(limits.ask(PLACE, call('normal'), NOW)).toBe('go');
  });

  it('lets a call larger than what its priority may ever use pass when all is there', () => {
    expect(knowing(100, 100_000).ask(PLACE, call('low', 'chat', 90_000), NOW)).toBe('go');
  });
});

describe('sharing', () => {
  /** Each workload asks again when it was told to; how often each went in `ms`. */
  function contest(workloads: readonly (readonly [string, Priority])[], ms: number): Record<string, number> {
    const limits = knowing(10, 100_000);
    const went: Record<string, number> = {};
    const nextAt = new Map(workloads.map(([name]) => [name, NOW]));
    for (let now = NOW; now < NOW + ms; now += 1) {
      for (const [name, priority] of workloads) {
        // the first is greedy: it asks all the time, as a workload with many calls does
        if (name !== workloads[0]?.[0] && now < (nextAt.get(name) ?? 0)) continue;
        const verdict = limits.ask(PLACE, call(priority, name), now);
        if (verdict === 'go') went[name] = (went[name] ?? 0) + 1;
        else nextAt.set(name, Math.ceil(verdict.untilMs));
      }
    }
    return went;
  }

  it('goes round among workloads of the same priority, however much one asks', () => {
    const went = contest(
      [
        ['greedy', 'normal'],
        ['a', 'normal'],
        ['b', 'normal'],
      ],
      60_000,
    );
    const counts = Object.values(went);
    expect(counts.length).toBe(3);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(3);
  });

  it('serves a higher priority first', () => {
    const went = contest(
      [
        ['greedy', 'low'],
        ['vip', 'high'],
      ],
      20_000,
    );
    expect(went['greedy'] ?? 0).toBe(0);
    expect(went['vip']).toBeGreaterThan(20);
  });
});

describe('waiting for a turn', () => {
  function timers() {
    let now = NOW;
    let armed: { at: number; then: () => void } | undefined;
    const after = (ms: number, then: () => void) => {
      armed = { at: now + ms, then };
      return () => {
        armed = undefined;
      };
    };
    const fire = async () => {
      const timer = armed;
      armed = undefined;
      now = timer?.at ?? now;
      timer?.then();
      await Promise.resolve();
    };
    return { now: () => now, after, fire, isArmed: () => armed !== undefined };
  }

  it('goes at once, or when the provider has refilled', async () => {
    const time = timers();
    expect(turnAt(new ProviderLimits(), PLACE, call('low'), time)).toBeUndefined();
    const waiting = turnAt(knowing(10, 99_000), PLACE, call('normal'), time);
    await time.fire();
    await waiting;
    expect(time.now() - NOW).toBeLessThan(1_000);
  });

  it('is refused at once when two seconds are not enough', async () => {
    const time = timers();
    const waiting = turnAt(knowing(50, 10_000), PLACE, call('normal', 'chat', 9_000), time);
    await expect(waiting).rejects.toMatchObject({
      code: 'rate_limited',
      headers: ['retry-after', '6', 'retry-after-ms', '6000'],
    });
    expect(time.isArmed()).toBe(false);
  });

  it('ends when the client leaves', async () => {
    const time = timers();
    let leave: () => void = () => undefined;
    const onLeave = (listener: () => void) => {
      leave = listener;
    };
    const waiting = turnAt(knowing(10, 99_000), PLACE, call('normal'), { ...time, onLeave });
    leave();
    await expect(waiting).rejects.toThrow('client left');
    expect(time.isArmed()).toBe(false);
  });
});
