import { describe, expect, it } from 'vitest';
import { Decimal } from '../money/index.ts';
import { isSmallSample, type UnitFacts, type UnitFigureName, unitFigures } from './unit-figures.ts';

const of = (value: string | number) => Decimal.from(value);
const facts: UnitFacts = {
  currency: 'USD',
  apiCost: of(60),
  loadedCost: of(150),
  tokens: 12_000_000,
  calls: 3_000,
  users: 40,
  tasks: 500,
  outcomes: 400,
  successes: 300,
  valued: 300,
  value: of(1_500),
  days: of(30),
  investment: of(900),
  baseline: of(8),
  periods: Array.from({ length: 5 }, () => ({ loadedCost: of(30), outcomes: 80, successes: 60 })),
};

describe('unit figures, worked by hand', () => {
  it.each<[UnitFigureName, string, string]>([
    ['api_cost', '60', 'USD'],
    ['loaded_cost', '150', 'USD'],
    ['load_ratio', '2.5', '1'], // 150 / 60
    ['cost_per_million_tokens', '5', 'USD'], // 60 / 12
    ['cost_per_call', '0.02', 'USD'], // 60 / 3,000
    ['cost_per_user', '3.75', 'USD'], // 150 / 40
    ['cost_per_task', '0.3', 'USD'], // 150 / 500
    ['cost_per_outcome', '0.375', 'USD'], // 150 / 400
    ['cost_per_successful_outcome', '0.5', 'USD'], // 150 / 300: failures are paid for, too
    ['success_rate', '0.75', '1'],
    ['value_per_outcome', '5', 'USD'], // 1,500 / 300
    ['value', '1500', 'USD'],
    ['margin_per_outcome', '4.5', 'USD'], // 5 - 0.5
    ['margin', '1350', 'USD'],
    ['roi', '9', '1'], // 1,350 / 150
    ['payback_days', '20', 'days'], // 900 / (1,350 / 30)
    ['saving_per_outcome', '7.5', 'USD'], // 8 - 0.5
  ])('%s is %s %s', (name, value, unit) => {
    const figure = unitFigures(facts)[name];
    expect(figure.value?.toString()).toBe(value);
    expect(figure.unit).toBe(unit);
    expect(figure.why).toBeUndefined();
  });

  it('gives the margin the interval of its cost, upside down', () => {
    const uneven = [58, 62, 60, 60, 60].map((successes) => ({ loadedCost: of(30), outcomes: 80, successes }));
    const { cost_per_successful_outcome: cost, margin_per_outcome: margin } = unitFigures({
      ...facts,
      periods: uneven,
    });
    expect(cost.interval?.low.compare(of('0.5'))).toBe(-1);
    expect(margin.interval?.low.toString()).toBe(
      of(5)
        .subtract(cost.interval?.high ?? of(0))
        .toString(),
    );
    expect(margin.interval?.high.toString()).toBe(
      of(5)
        .subtract(cost.interval?.low ?? of(0))
        .toString(),
    );
  });

  it('does not know what nothing was counted for, and says why', () => {
    const nothing = unitFigures({
      ...facts,
      apiCost: of(0),
      loadedCost: of(0),
      tokens: 0,
      calls: 0,
      users: 0,
      tasks: 0,
      outcomes: 0,
      successes: 0,
      valued: 0,
      value: of(0),
      periods: [],
    });
    for (const [name, figure] of Object.entries(nothing)) {
      if (name === 'api_cost' || name === 'loaded_cost') continue;
      expect(figure.value, name).toBeUndefined();
      expect(figure.why, name).toMatch(/\.$/);
    }
  });

  it('has no payback where there is a loss, and a negative margin where value is below cost', () => {
    const loss = unitFigures({ ...facts, value: of(90) });
    expect(loss.margin.value?.toString()).toBe('-60');
    expect(loss.roi.value?.toString()).toBe('-0.4');
    expect(loss.margin_per_outcome.value?.toString()).toBe('-0.2');
    expect(loss.payback_days.why).toBe('There is no gain that could pay it back.');
  });

  it('calls fewer than 30 a small sample', () => {
    expect([isSmallSample(29), isSmallSample(30), isSmallSample(undefined)]).toEqual([true, false, false]);
  });
});
