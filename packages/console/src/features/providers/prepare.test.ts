import type { Provider, ProviderHealth } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { headroom, inOrder, summarize, wholeOf } from './prepare.ts';

const view = (more: Partial<ProviderHealth> = {}): ProviderHealth => ({
  provider: 'openai',
  state: 'healthy',
  calls: 10,
  ...more,
});
const provider = (id: string, health: ProviderHealth[], more: Partial<Provider> = {}): Provider => ({
  id,
  dialect: 'openai',
  base_url: 'https://api.example',
  price_provider: id,
  sandbox: false,
  configured: true,
  models: [],
  platform: 'direct',
  health,
  ...more,
});

describe('health as several gateways see it', () => {
  it('is as bad as the worst of them, and waits as long as the last of them', () => {
    const seen = summarize([
      view({ ttft_p50_ms: 100, ttft_p95_ms: 300, error_share: 0 }),
      view({
        state: 'cooling_down',
        until: '2026-11-22T10:00:30Z',
        ttft_p50_ms: 400,
        ttft_p95_ms: 900,
        error_share: 0.3,
        calls: 30,
      }),
      view({ state: 'cooling_down', until: '2026-11-22T10:00:10Z', calls: 0 }),
    ]);
    expect(seen).toMatchObject({
      state: 'cooling_down',
      until: '2026-11-22T10:00:30Z',
      ttft_p50_ms: 325,
      ttft_p95_ms: 900,
      calls: 40,
    });
    expect(seen?.error_share).toBeCloseTo(0.225);
  });

  it('shows the tightest limit, and says nothing where nothing is known', () => {
    const tight = { limit_requests: 100, remaining_requests: 5, limit_tokens: 1000, remaining_tokens: 900 };
    expect(headroom(tight)).toBe(0.05);
    expect(headroom({ remaining_tokens: 7 })).toBe(1);
    expect(
      summarize([
        view({ rate_limit: { remaining_requests: 9, limit_requests: 10 } }),
        view({ rate_limit: tight }),
      ])?.rate_limit,
    ).toBe(tight);
    expect(summarize([])).toBeUndefined();
    expect(summarize([view()])?.ttft_p95_ms).toBeUndefined();
  });

  it('is the provider’s own where somebody spoke of it, else that of its models', () => {
    const open = view({ state: 'open', model: 'gpt-4o' });
    expect(wholeOf(provider('openai', [view(), open]))?.state).toBe('healthy');
    expect(wholeOf(provider('openai', [open]))?.state).toBe('open');
    const well = view({ model: 'gpt-4o-mini', calls: 90, error_share: 0 });
    const one = wholeOf(provider('openai', [well, { ...open, error_share: 1, calls: 5 }]));
    expect([one?.state, one?.troubled]).toEqual(['healthy', ['gpt-4o']]);
    const many = wholeOf(provider('openai', [well, { ...open, error_share: 1, calls: 50 }]));
    expect(many?.state).toBe('degraded');
  });

  it('puts trouble on top and the sandbox last', () => {
    const list = [
      provider('sandbox', [view()], { sandbox: true }),
      provider('quiet', []),
      provider('fine', [view()]),
      provider('down', [view({ state: 'open' })]),
    ];
    expect(inOrder(list).map(({ id }) => id)).toEqual(['down', 'fine', 'quiet', 'sandbox']);
  });
});
