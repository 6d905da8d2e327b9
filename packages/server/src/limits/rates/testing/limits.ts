import type { RateAsk } from '../../port.ts';
import type { RateLimitSettings } from '../port.ts';

export function limit(
  given: Partial<RateLimitSettings> & Pick<RateLimitSettings, 'metric' | 'limit'>,
): RateLimitSettings {
  return { id: 'chat', name: 'Chat', scope: {}, windowSeconds: 60, queueMs: 0, ...given };
}

export function ask(given: Partial<RateAsk> & { tags?: Readonly<Record<string, string>> } = {}): RateAsk {
  const { tags = {}, ...rest } = given;
  return {
    subject: { key: 'key-1', tags },
    place: { provider: 'openai', model: 'gpt-4o-mini', tier: 'small' },
    tokens: 100,
    cost: 1_000_000n,
    ...rest,
  };
}
