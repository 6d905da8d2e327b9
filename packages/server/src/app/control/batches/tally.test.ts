import { Decimal } from '@weir/core/money';
import { rateUsage } from '@weir/core/pricing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { book } from '../../../gateway/testing/harness.ts';
import { linesOf } from './lines.ts';
import { BatchTally } from './tally.ts';

const AT = Date.parse('2026-11-22T00:00:00Z');
const NOTHING = { impossible: false, toolCalls: 0, toolNames: [], outputEstimate: 7 };
const usages = fc.array(
  fc
    .record({ input: fc.nat(400_000), cached: fc.nat(400_000), output: fc.nat(100_000) })
    .map(({ input, cached, output }) => ({
      input_tokens: input,
      cache_read_tokens: Math.min(cached, input),
      output_tokens: output,
    })),
  { maxLength: 40 },
);

describe('what a batch used', () => {
  it.each([
    ['openai', 'gpt-4o-mini'],
    ['anthropic', 'claude-sonnet-4-5'],
    ['google', 'gemini-2.5-pro'],
  ])('is the sum of its answers, each at its own price, at half of it (%s)', (provider, model) => {
    fc.assert(
      fc.property(usages, (answers) => {
        const tally = new BatchTally([], book, provider, AT);
        for (const usage of answers) tally.add({ ...NOTHING, model, usage });
        const price = book.resolveOrFallback({ provider, model, at: AT, tier: 'batch' });
        const exact = answers.reduce((sum, usage) => sum.add(rateUsage(usage, price).total), Decimal.ZERO);
        const [share] = tally.result();
        const charged = (share?.charges ?? []).reduce(
          (sum, { effective_cost }) => sum.add(Decimal.from(effective_cost)),
          Decimal.ZERO,
        );
        // each charge is rounded once, to 12 places
        const off = Number(charged.toFixed(12)) - Number(exact.toFixed(12));
        expect(Math.abs(off)).toBeLessThan(1e-9);
        expect(share?.requests ?? 0).toBe(answers.length);
        expect(share?.estimated ?? false).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('is estimated and flagged where an answer does not say, and never free', () => {
    const work = [{ model: 'gpt-4o-mini', requests: 2, input_tokens: 200, output_tokens: 100 }];
    const tally = new BatchTally(work, book, 'openai', AT);
    tally.add({ ...NOTHING, model: 'gpt-4o-mini' });
    tally.add({
      ...NOTHING,
      model: 'gpt-4o-mini',
      usage: { input_tokens: 1, cache_read_tokens: 9, output_tokens: 1 },
    });
    const [share] = tally.result();
    expect(share?.usage).toEqual({ input_tokens: 200, output_tokens: 14 });
    expect(new Set(share?.charges.map(({ estimate_reason }) => estimate_reason))).toEqual(
      new Set(['usage_missing', 'usage_impossible']),
    );
  });

  it('goes by the model that was asked for where the name in the answer has no price', () => {
    const work = [{ model: 'gpt-4o-mini', requests: 1, input_tokens: 1, output_tokens: 1 }];
    const tally = new BatchTally(work, book, 'openai', AT);
    tally.add({ ...NOTHING, model: 'nobody-knows-me', usage: { input_tokens: 1, output_tokens: 1 } });
    expect(tally.result()).toMatchObject([{ model: 'gpt-4o-mini', priced: true }]);
  });
});

it('finds the same lines however a file is cut', async () => {
  const texts = fc.array(
    fc.string().map((text) => text.replaceAll('\n', ' ')),
    { maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 9 }), fc.boolean(), async (lines, size, ended) => {
      const whole = Buffer.from(lines.join('\n') + (ended ? '\n' : ''));
      async function* pieces() {
        for (let i = 0; i < whole.length; i += size) yield whole.subarray(i, i + size);
      }
      const found: string[] = [];
      for await (const line of linesOf(pieces())) found.push(String(line));
      const expected = whole.toString().split('\n');
      if (expected.at(-1) === '') expected.pop();
      expect(found).toEqual(expected);
    }),
  );
});
