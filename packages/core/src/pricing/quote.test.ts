import { describe, expect, it } from 'vitest';
import { book, list, NOVEMBER_2026, units } from './catalog.fixture.ts';
import { describePrice } from './describe.ts';
import { quoteLine } from './quote.ts';

const deps = { book, list, units, now: NOVEMBER_2026 };

const chat = {
  object: 'chat.completion',
  model: 'gpt-4o-2024-08-06',
  usage: { prompt_tokens: 1_000, completion_tokens: 200, prompt_tokens_details: { cached_tokens: 400 } },
};

describe('quoteLine', () => {
  it('prices a chat completion by its own model and usage', () => {
    expect(quoteLine({ provider: 'openai', body: chat }, deps)).toEqual({
      usage: { input_tokens: 1_000, cache_read_tokens: 400, output_tokens: 200 },
      cost: { input_tokens: '0.0015', cache_read_tokens: '0.0005', output_tokens: '0.002' },
      total: '0.004',
      priced: true,
      price_ref: 'list:openai/gpt-4o@undated',
    });
  });

  it('recognises the dialect: Responses, embeddings, Anthropic messages, Gemini', () => {
    const responses = { object: 'response', model: 'o3', usage: { input_tokens: 7, output_tokens: 3 } };
    const embeddings = {
      object: 'list',
      data: [],
      model: 'text-embedding-3-small',
      usage: { prompt_tokens: 8, total_tokens: 8 },
    };
    const message = {
      type: 'message',
      model: 'claude-haiku-4-5',
      usage: { input_tokens: 10, cache_read_input_tokens: 90, output_tokens: 1 },
    };
    const gemini = {
      modelVersion: 'gemini-2.5-pro',
      usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 2, thoughtsTokenCount: 5 },
    };
    const usage = (provider: string, body: object) => {
      const quote = quoteLine({ provider, body }, deps);
      return 'error' in quote ? quote.error : quote.usage;
    };
    expect(usage('openai', responses)).toEqual({ input_tokens: 7, output_tokens: 3 });
    expect(usage('openai', embeddings)).toEqual({ input_tokens: 8 });
    expect(usage('anthropic', message)).toEqual({
      input_tokens: 100,
      cache_read_tokens: 90,
      output_tokens: 1,
    });
    expect(usage('google', gemini)).toEqual({
      input_tokens: 10,
      output_tokens: 7,
      output_reasoning_tokens: 5,
    });
    expect(usage('groq', chat)).toEqual({ input_tokens: 1_000, cache_read_tokens: 400, output_tokens: 200 });
  });

  it('reads a server nobody knows as the dialect it speaks, and marks the price', () => {
    const quote = quoteLine({ provider: 'our-vllm', model: 'llama', body: chat }, deps);
    expect(quote).toMatchObject({ usage: { input_tokens: 1_000 }, priced: false });
    expect(quote).not.toMatchObject({ total: '0' });
  });

  it('takes a named model, an instant, a flavor and quantities', () => {
    const line = {
      provider: 'openai',
      model: 'o3',
      at: '2025-06-09',
      usage: { input_tokens: 3, output_tokens: 0 },
    };
    expect(quoteLine(line, deps)).toEqual({
      usage: { input_tokens: 3, output_tokens: 0 },
      cost: { input_tokens: '0.00003' },
      total: '0.00003',
      priced: true,
      price_ref: 'list:openai/o3@undated',
    });
    expect(quoteLine({ ...line, at: '2025-06-10T02:00:00+02:00' }, deps)).toMatchObject({
      total: '0.000006',
    });
    expect(quoteLine({ ...line, at: '2025-06-10T00:00:00+02:00' }, deps)).toMatchObject({ total: '0.00003' });
    expect(quoteLine({ provider: 'openai', flavor: 'default', body: chat }, deps)).toMatchObject({
      total: '0.004',
    });
    expect(
      quoteLine({ provider: 'openai', flavor: 'chat', model: 'gpt-4o-mini', body: chat }, deps),
    ).toMatchObject({
      price_ref: 'list:openai/gpt-4o-mini@undated',
    });
    expect(quoteLine({ ...line, at: undefined, tier: 'batch' }, deps)).toMatchObject({ total: '0.000003' });
  });

  it.each([
    [null, undefined, 'JSON object'],
    [{ body: chat }, 'provider', 'provider is missing'],
    [{ provider: 5, body: chat }, 'provider', 'must be a text'],
    [{ provider: 'openai', model: 'gpt-4o' }, 'body', 'a body or a usage'],
    [{ provider: 'openai', body: chat, usage: {} }, 'body', 'not both'],
    [{ provider: 'openai', usage: { input_tokens: 1 } }, 'model', 'model is missing'],
    [{ provider: 'openai', model: 'gpt-4o', at: 'yesterday', usage: {} }, 'at', 'date or an instant'],
    [{ provider: 'openai', model: 'gpt-4o', at: '2026-02-31x', usage: {} }, 'at', 'date or an instant'],
    [{ provider: 'openai', model: 'gpt-4o', tier: 'slow', usage: {} }, 'tier', 'one of standard, batch'],
    [{ provider: 'openai', model: 'gpt-4o', usage: [] }, 'usage', 'object of quantities'],
    [{ provider: 'openai', model: 'gpt-4o', usage: { tokens: 1 } }, 'usage.tokens', 'is not a unit'],
    [
      { provider: 'openai', model: 'gpt-4o', usage: { input_tokens: -1 } },
      'usage.input_tokens',
      'not negative',
    ],
    [
      { provider: 'openai', model: 'gpt-4o', usage: { input_tokens: '9' } },
      'usage.input_tokens',
      'not negative',
    ],
    [
      { provider: 'openai', model: 'gpt-4o', usage: { input_tokens: 5, cache_read_tokens: 9 } },
      'usage.cache_read_tokens',
      'cache_read_tokens (9) exceeds input_tokens (5)',
    ],
    [
      { provider: 'openai', model: 'gpt-4o', usage: { cache_read_tokens: 9 } },
      'usage.input_tokens',
      'input_tokens is missing although cache_read_tokens',
    ],
    [
      {
        provider: 'anthropic',
        model: 'claude-haiku-4-5',
        usage: { input_tokens: 9, cache_read_tokens: 5, cache_write_tokens: 5 },
      },
      'usage.input_tokens',
      'together exceed input_tokens (9)',
    ],
    [{ provider: 'openai', body: 'text' }, 'body', 'must be an object'],
    [{ provider: 'openai', body: { ...chat, usage: null } }, 'body.usage', 'must be an object'],
    [
      { provider: 'openai', body: { ...chat, usage: { prompt_tokens: '5' } } },
      'body.usage.prompt_tokens',
      'must be a number',
    ],
    [{ provider: 'openai', flavor: 'morse', body: chat }, 'flavor', 'Use one of: chat, responses'],
  ])('answers %j by an error at %s', (line, field, message) => {
    const answer = quoteLine(line, deps);
    expect(answer).toMatchObject({
      error: { code: 'invalid_argument', message: expect.stringContaining(message) },
    });
    if ('error' in answer) expect(answer.error.field).toBe(field);
  });
});

describe('describePrice', () => {
  it('tells rates by unit and how they came to be, as text', () => {
    const told = describePrice(book, units, {
      provider: 'anthropic',
      model: 'claude-sonnet-4-6',
      at: NOVEMBER_2026,
    });
    expect(told).toMatchObject({ priced: true, price_ref: 'list:anthropic/claude-sonnet-4-6@2026-03-13' });
    expect(told.effective_from).toBe('2026-03-13');
    expect(told.rates[0]).toEqual({
      unit: 'input_tokens',
      name: 'Input tokens',
      per: 1_000_000,
      list: '3',
      contracted: '3',
      tiers: [],
    });
    expect(told.history.map(({ price_ref }) => price_ref)).toEqual([
      'list:anthropic/claude-sonnet-4-6@undated',
      'list:anthropic/claude-sonnet-4-6@2026-03-13',
    ]);
    expect(told.history[0]?.rates[0]?.tiers).toEqual([{ above: 200_000, list: '6', contracted: '6' }]);
    expect(JSON.parse(JSON.stringify(told))).toEqual(told);
  });
});
