import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal } from '../money/index.ts';
import { absolute, classify, explainedShare, reconciliationGap } from './reconciliation.ts';

function cellOf(day, ledger, invoice, more = {}) {
  const side = ([quantity, cost]) => ({
    ...(quantity === undefined ? {} : { quantity: Decimal.from(quantity) }),
    cost: Decimal.from(cost),
  });
  return {
    day,
    scope: '',
    model: 'gpt-4o',
    unit: 'input_tokens',
    ...(ledger === undefined ? {} : { ledger: side(ledger) }),
    ...(invoice === undefined ? {} : { invoice: { ...side(invoice), lines: 1 } }),
    ...more,
  };
}
const terms = { tolerance: Decimal.from('0.0001'), places: 12 };
const told = (cells, more = {}) =>
  classify(cells, { ...terms, ...more }).map(
    (part) => `${part.cell.day.slice(-2)} ${part.class} ${part.amount.toString()}`,
  );
describe('the difference of a day, model and unit', () => {
  it.each([
    ['is none when both say the same', [1000, '2.5'], [1000, '2.5'], ['05 matched 0']],
    ['is within the tolerance', [1000, '100.009'], [1000, '100'], ['05 matched 0.009']],
    ['is shadow traffic when only the bill has it', undefined, [1000, '2.5'], ['05 missing_in_ledger -2.5']],
    ['is not billed when only the ledger has it', [1000, '2.5'], undefined, ['05 missing_at_provider 2.5']],
    // 1,200 tokens at the ledger's 0.0025 would be 3.00
    ['is one of quantity at the same price', [1000, '2.5'], [1200, '3'], ['05 quantity_difference -0.5']],
    ['is one of price at the same quantity', [1000, '2.5'], [1000, '3'], ['05 price_difference -0.5']],
    // 1,200 at 0.0025 is 3.00: 0.50 by quantity; the bill's 3.60 is 0.60 more by price
    [
      'is split exactly between quantity and price',
      [1000, '2.5'],
      [1200, '3.6'],
      ['05 quantity_difference -0.5', '05 price_difference -0.6'],
    ],
    ['cannot be told apart without quantities', [1000, '2.5'], [undefined, '3'], ['05 unexplained -0.5']],
    ['is of price where neither has a quantity', [0, '2.5'], [0, '3'], ['05 price_difference -0.5']],
    // a third of a cent has no decimal form: 1,000 of 3 units at 1/3
    [
      'leaves the rest of a division to the price',
      [3, '1'],
      [1, '0.333333333333'],
      ['05 quantity_difference 0.666666666667'],
    ],
  ])('%s', (_, ledger, invoice, expected) => {
    expect(told([cellOf('2026-10-05', ledger, invoice)])).toEqual(expected);
  });
  it('is rounding up to half of the last digit of each line', () => {
    const [cell] = [cellOf('2026-10-05', [1000, '2.504'], [1000, '2.5'])];
    expect(told([cell], { places: 2 })).toEqual(['05 rounding 0.004']);
    expect(told([cell], { places: 3 })).toEqual(['05 price_difference 0.004']);
    const two = { ...cell, invoice: { cost: Decimal.from('2.494'), quantity: Decimal.from(1000), lines: 2 } };
    expect(told([two], { places: 2 })).toEqual(['05 rounding 0.01']);
  });
  it('is ignored as far as somebody accepted it, in its direction', () => {
    const cell = cellOf('2026-10-05', [1000, '2.5'], [1000, '3']);
    const accepting = (amount) => ({
      accepted: (_, kind) => Decimal.from(kind === 'price_difference' ? amount : '0'),
    });
    expect(told([cell], accepting('-0.5'))).toEqual(['05 ignored -0.5']);
    expect(told([cell], accepting('-0.4'))).toEqual(['05 ignored -0.4', '05 price_difference -0.1']);
    expect(told([cell], accepting('-9'))).toEqual(['05 ignored -0.5']);
    expect(told([cell], accepting('0.5'))).toEqual(['05 price_difference -0.5']);
  });
});
describe('timing', () => {
  it('is the same total on neighbouring days', () => {
    const cells = [
      cellOf('2026-10-05', [1000, '2.5'], [400, '1']),
      cellOf('2026-10-06', undefined, [600, '1.5']),
      cellOf('2026-10-07', [10, '0.025'], [10, '0.025']),
    ];
    expect(told(cells)).toEqual(['05 timing 1.5', '06 timing -1.5', '07 matched 0']);
  });
  it('is a shift of every day by some hours, whatever the price', () => {
    const cells = [
      cellOf('2026-10-05', [1000, '10'], [800, '8']),
      cellOf('2026-10-06', [1000, '10'], [1050, '10.5']),
      cellOf('2026-10-07', [1000, '10'], [900, '9.9']),
      cellOf('2026-10-08', [1000, '10'], [1250, '12.5']),
    ];
    expect(told(cells)).toEqual([
      '05 timing 2',
      '06 timing -0.5',
      '07 timing 1',
      '07 price_difference -0.9',
      '08 timing -2.5',
    ]);
  });
  it('needs neighbours, of the same model and scope, and what a day can have', () => {
    const apart = [cellOf('2026-10-05', [1000, '2.5']), cellOf('2026-10-07', undefined, [1000, '2.5'])];
    expect(told(apart)).toEqual(['05 missing_at_provider 2.5', '07 missing_in_ledger -2.5']);
    const other = [
      cellOf('2026-10-05', [1000, '2.5']),
      cellOf('2026-10-06', undefined, [1000, '2.5'], { model: 'gpt-4o-mini' }),
    ];
    expect(told(other)).toEqual(['05 missing_at_provider 2.5', '06 missing_in_ledger -2.5']);
    const unequal = [cellOf('2026-10-05', [1000, '2.5']), cellOf('2026-10-06', undefined, [900, '2.25'])];
    expect(told(unequal)).toEqual(['05 missing_at_provider 2.5', '06 missing_in_ledger -2.25']);
  });
  it('reaches over the end of the month without telling of the next', () => {
    const cells = [
      cellOf('2026-10-31', [1000, '2.5'], [400, '1']),
      cellOf('2026-11-01', undefined, [600, '1.5'], { context: true }),
    ];
    expect(told(cells)).toEqual(['31 timing 1.5']);
  });
  it('is what is not billed yet', () => {
    const cells = [cellOf('2026-10-30', [1, '1']), cellOf('2026-10-31', [1, '1'])];
    expect(told(cells, { billedBefore: '2026-10-31' })).toEqual(['30 missing_at_provider 1', '31 timing 1']);
  });
});
describe('figures', () => {
  it('are by hand: 990 in the ledger, 1,000 billed, is a gap of -1%', () => {
    expect(reconciliationGap(Decimal.from(990), Decimal.from(1000))?.toString()).toBe('-0.01');
    expect(reconciliationGap(Decimal.from(1), Decimal.ZERO)).toBeUndefined();
  });
  it('explain 75% when 1 of 4 has no cause, and all of nothing', () => {
    const part = (kind, amount) => ({
      class: kind,
      amount: Decimal.from(amount),
    });
    expect(explainedShare([part('timing', '-3'), part('unexplained', '1')]).toString()).toBe('0.75');
    expect(explainedShare([]).toString()).toBe('1');
  });
});
const amount = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }).map((pico) => Decimal.fromPico(pico));
const side = fc.record(
  { quantity: fc.integer({ min: -50, max: 5_000 }).map((n) => Decimal.from(n)), cost: amount },
  { requiredKeys: ['cost'] },
);
const anyCell = fc.record(
  {
    day: fc.integer({ min: 1, max: 9 }).map((day) => `2026-10-0${day}`),
    scope: fc.constantFrom('', 'a'),
    model: fc.constantFrom('m', 'n'),
    unit: fc.constant('input_tokens'),
    ledger: side,
    invoice: fc.tuple(side, fc.integer({ min: 1, max: 4 })).map(([one, lines]) => ({ ...one, lines })),
    context: fc.constant(true),
  },
  { requiredKeys: ['day', 'scope', 'model', 'unit'] },
);
const someCells = fc.uniqueArray(anyCell, {
  maxLength: 30,
  selector: ({ day, scope, model }) => `${day}${scope}${model}`,
});
describe('whatever the two sides say', () => {
  it('the classes partition the difference of every cell exactly, and so the gap', () => {
    fc.assert(
      fc.property(someCells, amount, fc.integer({ min: 0, max: 12 }), (cells, accepted, places) => {
        const parts = classify(cells, {
          ...terms,
          places,
          billedBefore: '2026-10-08',
          accepted: () => accepted,
        });
        const sum = (some) => some.reduce((total, one) => total.add(one.amount), Decimal.ZERO);
        const counted = cells.filter((cell) => cell.context !== true);
        for (const cell of counted) {
          const gap = (cell.ledger?.cost ?? Decimal.ZERO).subtract(cell.invoice?.cost ?? Decimal.ZERO);
          expect(sum(parts.filter((part) => part.cell === cell)).compare(gap)).toBe(0);
        }
        const unexplained = parts.filter((part) => part.class === 'unexplained');
        const explained = parts.filter((part) => part.class !== 'unexplained');
        const gap = counted.reduce(
          (total, { ledger, invoice }) =>
            total.add(ledger?.cost ?? Decimal.ZERO).subtract(invoice?.cost ?? Decimal.ZERO),
          Decimal.ZERO,
        );
        expect(sum(explained).add(sum(unexplained)).compare(gap)).toBe(0);
        expect(absolute(explained).add(absolute(unexplained)).compare(absolute(parts))).toBe(0);
        const share = explainedShare(parts);
        expect(share.isNegative || share.compare(Decimal.from(1)) > 0).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
