import { describe, expect, it } from 'vitest';
import { agreement, createAgreement } from './agreements.ts';

const volume = {
  id: 'openai-volume',
  name: 'OpenAI volume prices',
  provider: 'openai',
  models: ['gpt-4o*'],
  currency: 'USD',
  from: '2026-01-01T00:00:00Z',
  source: 'Order form 2026-17',
  kind: 'volume',
  terms: {
    measure: 'quantity',
    steps: [
      { above: '1000000000', price: '2' },
      { above: '5000000000', discount_percent: '25' },
    ],
  },
};

describe('an agreement on the wire', () => {
  it('fills in what was left out', () => {
    const { terms } = createAgreement.parse(volume);
    expect(terms).toMatchObject({ mode: 'graduated', period: 'month', per: 1_000_000 });
  });

  it('is kept with when it was written and ended', () => {
    const written = '2026-01-02T08:00:00Z';
    const kept = { ...volume, created_at: written, updated_at: written, ended_at: written };
    expect(agreement.parse(kept)).toMatchObject({ id: 'openai-volume', ended_at: written });
  });

  it.each([
    ['steps that fall', { terms: { measure: 'quantity', steps: [...volume.terms.steps].reverse() } }, 'rise'],
    ['a price of spend', { terms: { measure: 'spend', steps: [{ above: '1', price: '2' }] } }, 'quantity'],
    ['a term without an end', { kind: 'commitment', terms: { amount: '5', period: 'term' } }, 'whole term'],
    ['an end before its start', { until: '2025-12-31T00:00:00Z' }, 'after from'],
    ['a commitment to nothing', { kind: 'commitment', terms: { amount: '0.00' } }, 'greater than 0'],
    [
      'two grants of one name',
      {
        kind: 'credit',
        terms: { grants: ['a', 'a'].map((id) => ({ id, amount: '1', from: '2026-01-01T00:00:00Z' })) },
      },
      'ids that differ',
    ],
    ['a field nobody knows', { discount: '5' }, 'discount'],
  ])('refuses %s and says so', (_, change, said) => {
    const result = createAgreement.safeParse({ ...volume, ...change });
    expect(result.success).toBe(false);
    expect(result.error?.message).toContain(said);
  });
});
