import type { CachedResponse } from '../contract.ts';

/** A small complete answer, for tests. */
export function responseOf(overrides: Partial<CachedResponse> = {}): CachedResponse {
  return {
    contentType: 'application/json',
    body: Buffer.from('{"id":"chatcmpl-1","choices":[]}'),
    storedAt: Date.UTC(2026, 10, 22),
    callId: 'call_01',
    provider: 'openai',
    model: 'gpt-4o',
    cost: '0.000650000000',
    usage: '{"prompt_tokens":100,"completion_tokens":40}',
    finishReason: 'stop',
    ...overrides,
  };
}
