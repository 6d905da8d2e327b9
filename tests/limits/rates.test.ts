import type { Page, RateLimitView } from '@weir/core/contract';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Limits, SAY } from '../support/limits.ts';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';

let weir: RunningWeir;
let limits: Limits;

beforeAll(async () => {
  weir = await startWeir({ workers: 2 });
  limits = new Limits(weir);
});
afterAll(async () => {
  await weir?.stop();
});

/** A workload with one rate limit that all gateways know. */
async function limited(id: string, terms: Record<string, unknown>): Promise<string> {
  const { secret } = await weir.admin.createWorkload(id);
  await weir.admin.post('/rate-limits', { id, scope: { workload: id }, metric: 'requests', ...terms });
  return secret;
}
const refusedOf = async (workload: string, all: number) =>
  (await weir.admin.calls(workload, all, 5_000)).filter(({ status }) => status === 'refused');

describe('a rate limit', () => {
  it('tells clients when to come again, and a client that listens gets all its answers', async () => {
    const secret = await limited('waits', { limit: '4', window_seconds: 2, burst: '2' });
    const statuses: number[] = [];
    const client = new OpenAI({
      apiKey: secret,
      baseURL: `${weir.gatewayUrl}/v1`,
      maxRetries: 5,
      fetch: async (input, init) => {
        const answer = await fetch(input, init);
        statuses.push(answer.status);
        return answer;
      },
    });
    const ask = () =>
      client.chat.completions.create({ model: 'gpt-4o-mini', max_tokens: 5, messages: SAY }).withResponse();
    await waitFor('the limit to be in force', 3_000, async () =>
      (await ask()).response.headers.get('ratelimit-limit') === null ? undefined : true,
    );
    const began = performance.now();
    for (let i = 0; i < 7; i++) {
      const { response } = await ask();
      expect(response.headers.get('ratelimit-limit')).toBe('4');
      expect(Number(response.headers.get('ratelimit-remaining'))).toBeLessThan(2);
    }
    // 7 calls, of which the burst let 2 pass at most, one each 500 ms
    expect(performance.now() - began).toBeGreaterThan(2_400);
    expect(statuses).toContain(429);

    const refused = await waitFor('a refusal', 3_000, async () => {
      const answer = await limits.chat(secret);
      return answer.status === 429 ? answer : undefined;
    });
    expect(refused.code).toBe('rate_limited');
    const ms = Number(refused.headers.get('retry-after-ms'));
    expect(ms).toBeGreaterThan(0);
    expect(ms).toBeLessThanOrEqual(500);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('x-ratelimit-limit-requests')).toBe('4');
    expect(refused.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    expect(refused.headers.get('x-ratelimit-reset-requests')).toMatch(/^\d+ms$/);
    expect(refused.text).toContain('waits');
  });

  it('lets calls wait for their turn where it may, and refuses none', async () => {
    const secret = await limited('queues', { limit: '10', window_seconds: 1, burst: '2', queue_ms: 10_000 });
    await limits.chat(secret);
    const began = performance.now();
    const answers = await Promise.all(Array.from({ length: 16 }, () => limits.chat(secret)));
    expect(answers.map(({ status }) => status)).toEqual(Array(16).fill(200));
    expect(performance.now() - began).toBeGreaterThan(1_200);
    expect(performance.now() - began).toBeLessThan(6_000);
    expect(await refusedOf('queues', 17)).toEqual([]);
  });

  it('of calls at once refuses one too many over both workers, and frees places when calls end', async () => {
    const secret = await limited('at-once', { metric: 'concurrent', limit: '3' });
    const slow = { messages: [{ role: 'user', content: '[[sandbox:first-byte-delay ms=1500]]' }] };
    await waitFor('the limit to be in force', 3_000, async () =>
      (await limits.chat(secret)).headers.get('ratelimit-limit') === '3' ? true : undefined,
    );
    for (let round = 0; round < 2; round++) {
      const answers = await Promise.all(Array.from({ length: 8 }, () => limits.chat(secret, slow)));
      const passed = answers.filter(({ status }) => status === 200).length;
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(8 - passed);
      expect(passed).toBeLessThanOrEqual(3);
      // places that one worker has just given back may still be on their way to the other
      expect(passed).toBeGreaterThan(0);
      await waitFor('a free place', 2_000, async () =>
        (await limits.chat(secret)).status === 200 ? true : undefined,
      );
    }
  });

  it('per user counts each user alone, and those without a name together', async () => {
    const secret = await limited('per-user', { per: 'user', limit: '2', window_seconds: 600 });
    const as = (user?: string) => limits.chat(secret, {}, user === undefined ? {} : { 'x-weir-user': user });
    const until = (user: string | undefined) =>
      waitFor(`${user} to be refused`, 3_000, async () =>
        (await as(user)).status === 429 ? true : undefined,
      );
    await until('ann');
    expect((await as('bob')).status).toBe(200);
    await until(undefined);
    expect((await as('cy')).status).toBe(200);
    expect((await as('ann')).status).toBe(429);
  });

  it('of tokens refuses by what calls use, and of cost by what they cost', async () => {
    const tokens = await limited('tokens', { metric: 'tokens', limit: '2000', window_seconds: 3_600 });
    const cost = await limited('cost', { metric: 'cost', limit: '0.0005', window_seconds: 3_600 });
    for (const secret of [tokens, cost]) {
      const refused = await waitFor('a refusal', 10_000, async () => {
        const answer = await limits.chat(secret, { max_tokens: 100 });
        return answer.status === 200 ? undefined : answer;
      });
      expect(refused.status).toBe(429);
    }
    await waitFor('the ledger', 5_000, async () =>
      Number(await limits.cost('workload=cost')) > 0 ? true : undefined,
    );
    expect(Number(await limits.cost('workload=cost'))).toBeLessThanOrEqual(0.0005);
    const shown = await waitFor('the figures', 5_000, async () => {
      const { data } = await weir.admin.get<Page<RateLimitView>>('/rate-limits?limit=100');
      const status = data.find(({ id }) => id === 'tokens')?.status;
      return (status?.refused ?? 0) > 0 ? status : undefined;
    });
    expect(shown).toMatchObject({ subjects: 1, refused: 1 });
  });
});
