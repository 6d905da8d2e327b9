import { describe, expect, it } from 'vitest';
import { periodAt } from '../economics/index.ts';
import { Decimal } from '../money/index.ts';
import { units } from '../pricing/catalog.fixture.ts';
import { applyAgreements } from '../pricing/index.ts';
import { readAgreement } from './agreement-terms.ts';
import { agreement, createAgreement } from './agreements.ts';

const ZONE = 'America/New_York';
const spanOf = (kind: 'day' | 'month' | 'quarter' | 'year', at: number) => periodAt(kind, at, ZONE);

const written = {
  id: 'tokens',
  name: 'Free tokens',
  provider: 'openai',
  models: ['GPT-4o*'],
  units: ['family:tokens'],
  currency: 'USD',
  from: '2026-01-01T05:00:00Z',
  source: 'Order form',
  kind: 'free',
  terms: { quantity: '100' },
};

describe('an agreement that is read', () => {
  it("counts by the organization's months", () => {
    const free = readAgreement(createAgreement.parse(written), units);
    const window = { start: Date.parse('2026-10-01T04:00:00Z'), end: Date.parse('2026-12-01T05:00:00Z') };
    const charges = ['2026-10-15T00:00:00Z', '2026-11-01T03:59:59Z', '2026-11-01T04:00:00Z'].map(
      (at, index) => ({
        key: String(index),
        at: Date.parse(at),
        provider: 'openai',
        model: 'gpt-4o-mini',
        unit: 'input_tokens',
        quantity: Decimal.from(100),
        listCost: Decimal.from(1),
        contractedCost: Decimal.from(1),
      }),
    );
    const { rows } = applyAgreements(charges, [free], { spanOf, window });
    expect(rows.map(({ effectiveCost }) => effectiveCost.toString())).toEqual(['0', '1', '0']);
  });

  it('holds until it was ended', () => {
    const at = '2026-03-01T00:00:00Z';
    const kept = agreement.parse({ ...written, created_at: at, updated_at: at, ended_at: at });
    const ended = readAgreement(kept, units);
    expect(ended.until).toBe(Date.parse('2026-03-01T00:00:00Z'));
  });

  it('names units that exist', () => {
    const unknown = createAgreement.parse({ ...written, units: ['smiles'] });
    expect(() => readAgreement(unknown, units)).toThrow('"smiles", which is not a unit');
    const hosted = {
      kind: 'self_hosted',
      terms: { gpu_hour_cost: '2', gpus: 1, throughput: { smiles: '3' } },
    };
    expect(() => readAgreement(createAgreement.parse({ ...written, ...hosted }), units)).toThrow('smiles');
  });
});
