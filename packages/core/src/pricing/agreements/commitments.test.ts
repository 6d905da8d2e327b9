import { describe, expect, it } from 'vitest';
import { agreed, apply, charge, decimal, on, utc } from './agreements.fixture.ts';
import { chargesNeededSince } from './spans.ts';

const commitment = (more = {}) =>
  agreed('commitment', {
    amount: decimal('1000'),
    period: 'month',
    discountPercent: decimal('20'),
    beyond: 'contracted',
    ...more,
  });
const NOVEMBER_ALONE = { from: on('2026-11-01'), until: on('2026-12-01') };

describe('a commitment', () => {
  it('is burned down at its discount; beyond it use costs what it did', () => {
    const { effective, contracted, due, states } = apply(
      [charge('2026-11-02', '1', '500'), charge('2026-11-20', '1', '1000')],
      [commitment()],
    );
    expect(effective).toEqual(['400', '850']);
    expect(contracted).toEqual(['500', '1000']);
    expect(due).toEqual([]);
    const [state] = states;
    expect([state?.used, state?.remaining, state?.shortfall].map(String)).toEqual(['1000', '0', '0']);
    expect(state?.crossings.map(({ at }) => at)).toEqual([on('2026-11-20')]);
    expect(state?.curve.map(({ used, remaining }) => `${used} ${remaining}`)).toEqual(['400 600', '1000 0']);
  });

  it('may hold its discount beyond', () => {
    const { effective } = apply([charge('2026-11-02', '1', '2000')], [commitment({ beyond: 'discounted' })]);
    expect(effective).toEqual(['1600']);
  });

  it('that is not used is due at the end of its period', () => {
    const { due, total, states } = apply([charge('2026-11-02', '1', '500')], [commitment()]);
    expect(due).toEqual(['shortfall 600 2026-11-30T23:59:59.999Z']);
    expect(total.toString()).toBe('1000');
    expect(states[0]?.next?.remaining.toString()).toBe('600');
  });

  it('is due without any use, and refunds do not make it less', () => {
    expect(apply([], [commitment()]).due).toEqual(['shortfall 1000 2026-11-30T23:59:59.999Z']);
    const refunded = apply([charge('2026-11-02', '-1', '-10')], [commitment()]);
    expect(refunded.effective).toEqual(['-8']);
    expect(refunded.total.toString()).toBe('1000');
  });

  it('is not due before its period is over', () => {
    const window = { start: on('2026-11-01'), end: on('2026-11-22') };
    const { due, states } = apply([charge('2026-11-02', '1', '500')], [commitment()], {
      spanOf: utc,
      window,
    });
    expect(due).toEqual([]);
    expect(states[0]?.shortfall).toBeUndefined();
    expect(states[0]?.remaining?.toString()).toBe('600');
  });

  it('over a whole term counts since its beginning, and says so when charges are missing', () => {
    const term = { ...commitment({ period: 'term' }), from: on('2026-10-01'), until: on('2026-12-01') };
    expect(() => apply([], [term])).toThrow(
      'Agreement the-commitment counts since 2026-10-01T00:00:00.000Z.',
    );
    const window = { start: on('2026-10-01'), end: on('2026-12-01') };
    const charges = [charge('2026-10-02', '1', '500'), charge('2026-11-02', '1', '250')];
    const { effective, due } = apply(charges, [term], { spanOf: utc, window });
    expect(effective).toEqual(['400', '200']);
    expect(due).toEqual(['shortfall 400 2026-11-30T23:59:59.999Z']);
  });

  it('is burned by a charge once, by the older of two', () => {
    const second = { ...commitment(), id: 'second', from: on('2026-11-01') };
    const { effective, due, rows } = apply([charge('2026-11-02', '1', '500')], [second, commitment()]);
    expect(effective).toEqual(['400']);
    expect(rows[0]?.agreements).toEqual(['the-commitment']);
    expect(due).toEqual([
      'shortfall 600 2026-11-30T23:59:59.999Z',
      'shortfall 1000 2026-11-30T23:59:59.999Z',
    ]);
  });
});

describe('prepaid credits', () => {
  const grant = (id: string, amount: string, cost: string, from: string, expires?: string) => ({
    id,
    amount: decimal(amount),
    cost: decimal(cost),
    from: on(from),
    expires: expires === undefined ? Number.POSITIVE_INFINITY : on(expires),
  });
  const credits = (...grants: ReturnType<typeof grant>[]) => agreed('credit', { grants }, NOVEMBER_ALONE);

  it('burn oldest first and make use cost what was paid for them', () => {
    const agreement = credits(
      grant('second', '100', '80', '2026-11-02'),
      grant('first', '100', '90', '2026-11-01'),
    );
    const { effective, contracted, states, due } = apply(
      [charge('2026-11-03', '1', '60'), charge('2026-11-04', '1', '60'), charge('2026-11-05', '1', '100')],
      [agreement],
    );
    expect(effective).toEqual(['54', '52', '84']);
    expect(contracted).toEqual(['60', '60', '100']);
    expect(due).toEqual([]);
    expect(states.map(({ grant: id, used, remaining }) => `${id} ${used} ${remaining}`)).toEqual([
      'first 100 0',
      'second 100 0',
    ]);
  });

  it('that lapse cost what was paid for them, when they lapse', () => {
    const agreement = credits(grant('short', '100', '50', '2026-11-01', '2026-11-10'));
    const { effective, due, total, states } = apply(
      [charge('2026-11-02', '1', '30'), charge('2026-11-10', '1', '30')],
      [agreement],
    );
    expect(effective).toEqual(['15', '30']);
    expect(due).toEqual(['breakage 35 2026-11-09T23:59:59.999Z']);
    expect(total.toString()).toBe('80');
    expect([states[0]?.used, states[0]?.lapsed, states[0]?.remaining].map(String)).toEqual(['30', '70', '0']);
  });

  it('that were given make use free', () => {
    const { effective, due } = apply(
      [charge('2026-11-02', '1', '30')],
      [credits(grant('gift', '20', '0', '2026-11-01', '2026-11-20'))],
    );
    expect(effective).toEqual(['10']);
    expect(due).toEqual([]);
  });

  it('need charges since the oldest that is left, and of everything that reaches into that', () => {
    const grants = [
      grant('lapsed', '9', '9', '2026-01-01', '2026-06-01'),
      grant('old', '9', '9', '2026-05-15', '2026-11-15'),
    ];
    const november = { start: on('2026-11-01'), end: on('2026-12-01') };
    const agreement = agreed('credit', { grants });
    expect(chargesNeededSince([agreement], november, utc)).toBe(on('2026-01-01'));
    expect(chargesNeededSince([agreed('credit', { grants: grants.slice(1) })], november, utc)).toBe(
      on('2026-05-15'),
    );
    const monthly = commitment();
    expect(chargesNeededSince([monthly, agreed('credit', { grants: grants.slice(1) })], november, utc)).toBe(
      on('2026-05-01'),
    );
    expect(chargesNeededSince([agreed('credit', { grants: grants.slice(0, 1) })], november, utc)).toBe(
      november.start,
    );
    expect(apply([], [agreed('credit', { grants: grants.slice(0, 1) })]).due).toEqual([]);
  });

  it('come back when use is corrected', () => {
    const agreement = credits(grant('one', '100', '90', '2026-11-01'));
    const { effective, states } = apply(
      [charge('2026-11-02', '1', '50'), charge('2026-11-03', '-1', '-20')],
      [agreement],
    );
    expect(effective).toEqual(['45', '-18']);
    expect(states[0]?.remaining?.toString()).toBe('70');
  });

  it('pay what a discount leaves', () => {
    const discount = agreed('discount', { percent: decimal('10'), above: decimal('0'), period: 'month' });
    const { effective, contracted } = apply(
      [charge('2026-11-02', '1', '100')],
      [credits(grant('one', '90', '45', '2026-11-01')), discount],
    );
    expect(contracted).toEqual(['90']);
    expect(effective).toEqual(['45']);
  });
});
