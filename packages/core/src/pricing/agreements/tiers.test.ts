import { describe, expect, it } from 'vitest';
import { agreed, apply, charge, decimal, utc } from './agreements.fixture.ts';

const tokens = (
  steps: { above: string; price?: string; discountPercent?: string }[],
  mode = 'graduated' as const,
) =>
  agreed('volume', {
    measure: 'quantity',
    mode,
    period: 'month',
    per: 1_000_000,
    steps: steps.map(({ above, price, discountPercent }) => ({
      above: decimal(above),
      ...(price === undefined ? {} : { price: decimal(price) }),
      ...(discountPercent === undefined ? {} : { discountPercent: decimal(discountPercent) }),
    })),
  });

describe('volume tiers by quantity', () => {
  const booked10 = [
    { above: '10000000', price: '8' },
    { above: '30000000', price: '5' },
  ];

  it('price what lies beyond a line at the price of its step, line by line', () => {
    const charges = [
      charge('2026-11-02', '6000000', '60'),
      charge('2026-11-03', '6000000', '60'),
      charge('2026-11-04', '30000000', '300'),
    ];
    const { effective, contracted, states } = apply(charges, [tokens(booked10)]);
    expect(effective).toEqual(['60', '56', '204']);
    expect(contracted).toEqual(effective);
    const [state] = states;
    expect(state?.used.toString()).toBe('42000000');
    expect(state?.next).toBeUndefined();
    expect(state?.crossings.map(({ above, key }) => [above.toString(), key])).toEqual([
      ['10000000', charges[1]?.key],
      ['30000000', charges[2]?.key],
    ]);
  });

  it('count every month anew', () => {
    const window = { start: Date.parse('2026-10-01'), end: Date.parse('2026-12-01') };
    const { effective, states } = apply(
      [charge('2026-10-31T23:59:59Z', '11000000', '110'), charge('2026-11-01', '11000000', '110')],
      [tokens(booked10)],
      { spanOf: utc, window },
    );
    expect(effective).toEqual(['108', '108']);
    expect(states.map(({ next }) => next?.remaining.toString())).toEqual(['19000000', '19000000']);
  });

  it('leave what reaches a line exactly below it', () => {
    const { effective, states } = apply([charge('2026-11-02', '10000000', '100')], [tokens(booked10)]);
    expect(effective).toEqual(['100']);
    expect(states[0]?.crossings).toEqual([]);
    expect(states[0]?.next?.remaining.toString()).toBe('0');
  });

  it('price the whole month at the step that it reached', () => {
    const whole = agreed('volume', {
      measure: 'quantity',
      mode: 'whole',
      period: 'month',
      per: 1_000_000,
      steps: [{ above: decimal('10000000'), price: decimal('8') }],
    });
    const charges = [charge('2026-11-02', '6000000', '60'), charge('2026-11-03', '6000000', '60')];
    expect(apply(charges, [whole]).effective).toEqual(['48', '48']);
    expect(apply(charges.slice(0, 1), [whole]).effective).toEqual(['60']);
  });

  it('give back at the price that was paid when use is corrected', () => {
    const { effective, total } = apply(
      [charge('2026-11-02', '12000000', '120'), charge('2026-11-03', '-4000000', '-40')],
      [tokens(booked10)],
    );
    expect(effective).toEqual(['116', '-36']);
    expect(total.toString()).toBe('80');
  });

  it('do not depend on the order in which charges are given', () => {
    const early = charge('2026-11-02', '10000000', '100');
    const late = charge('2026-11-03', '10000000', '100');
    expect(apply([late, early], [tokens(booked10)]).effective).toEqual(['80', '100']);
  });

  it('round thirds of a row so that they sum to the whole', () => {
    const third = agreed('volume', {
      measure: 'quantity',
      mode: 'graduated',
      period: 'month',
      per: 3,
      steps: [{ above: decimal('0'), price: decimal('1') }],
    });
    const { effective, total } = apply(
      [1, 2, 3].map((day) => charge(`2026-11-0${day}`, '1', '5')),
      [third],
    );
    expect(effective).toEqual(['0.333333333333', '0.333333333334', '0.333333333333']);
    expect(total.toString()).toBe('1');
  });
});

describe('discounts', () => {
  it('by spend take a percentage off what lies beyond the line', () => {
    const { effective, states } = apply(
      [charge('2026-11-02', '1', '700'), charge('2026-11-03', '1', '500')],
      [agreed('discount', { percent: decimal('10'), above: decimal('1000'), period: 'month' })],
    );
    expect(effective).toEqual(['700', '480']);
    expect(states[0]?.measure).toBe('amount');
    expect(states[0]?.used.toString()).toBe('1200');
  });

  it('without a line take it off everything, costs without quantity included', () => {
    const agreement = agreed('discount', { percent: decimal('12.5'), above: decimal('0'), period: 'month' });
    expect(apply([charge('2026-11-02', '0', '8')], [agreement]).effective).toEqual(['7']);
  });
});

describe('free tiers', () => {
  const free = agreed('free', { quantity: decimal('1000000'), period: 'month' });

  it('cost nothing up to the free quantity, in the order of use', () => {
    const { effective, contracted, states } = apply(
      [
        charge('2026-11-02', '600000', '6'),
        charge('2026-11-03', '600000', '6'),
        charge('2026-11-04', '5', '1'),
      ],
      [free],
    );
    expect(effective).toEqual(['0', '2', '1']);
    expect(contracted).toEqual(['0', '2', '1']);
    expect(states[0]?.remaining?.toString()).toBe('0');
    expect(states[0]?.curve.map(({ remaining }) => remaining?.toString())).toEqual(['400000', '0', '0']);
  });

  it('cover only the models, units and time they are for', () => {
    const narrow = {
      ...free,
      models: ['gpt-4o*'],
      units: new Set(['output_tokens']),
      from: Date.parse('2026-11-02'),
    };
    const charges = [
      charge('2026-11-01', '1', '1'),
      charge('2026-11-02', '1', '1', { model: 'GPT-4o-mini' }),
      charge('2026-11-02', '1', '1', { model: 'o3' }),
      charge('2026-11-02', '1', '1', { unit: 'input_tokens' }),
      charge('2026-11-02', '1', '1', { provider: 'anthropic' }),
    ];
    const { effective, rows } = apply(charges, [narrow]);
    expect(effective).toEqual(['1', '0', '1', '1', '1']);
    expect(rows.map(({ agreements }) => agreements.length)).toEqual([0, 1, 0, 0, 0]);
  });

  it('come before prices by quantity, and those count all use', () => {
    const { effective, rows } = apply(
      [charge('2026-11-02', '3000000', '30')],
      [tokens([{ above: '2000000', discountPercent: '50' }]), free],
    );
    expect(effective).toEqual(['16.666666666667']);
    expect(rows[0]?.agreements).toEqual(['the-free', 'the-volume']);
  });
});
