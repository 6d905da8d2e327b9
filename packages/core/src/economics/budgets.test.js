import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  budgetLevel,
  costPerDay,
  exhaustsAt,
  isSpike,
  percentOf,
  projectedSpend,
  recentWindow,
  takesTooMuch,
  usedPercent,
  workloadShare,
} from './budgets.ts';
import { rollOver } from './roll-over.ts';

const usd = (cents) => BigInt(cents) * 10000000000n;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
describe('level and used percent', () => {
  // settled, reserved, limit in cents; yellow 80, red 95
  it.each([
    [0, 0, 10_000, 'green', 0],
    [7_999, 0, 10_000, 'green', 79.99],
    [7_000, 1_000, 10_000, 'yellow', 80],
    [9_499, 0, 10_000, 'yellow', 94.99],
    [9_000, 500, 10_000, 'red', 95],
    [9_999, 0, 10_000, 'red', 99.99],
    [9_000, 1_000, 10_000, 'exhausted', 100],
    [12_345, 0, 10_000, 'exhausted', 123.45],
    [0, 0, 0, 'exhausted', 100],
    [5, 0, -100, 'exhausted', 100],
    [1, 0, 3, 'green', 33.33],
  ])('%i settled and %i reserved of %i cents is %s, %d%%', (settled, reserved, limit, level, percent) => {
    expect(budgetLevel(usd(settled), usd(reserved), usd(limit), 80, 95)).toBe(level);
    expect(usedPercent(usd(settled), usd(reserved), usd(limit))).toBe(percent);
  });
  it('compares to the last pico, with thresholds as they are written', () => {
    const limit = 1000000000000000000000000n;
    const threshold = 807000000000000000000000n;
    expect(budgetLevel(threshold, 0n, limit, 80.7, 95)).toBe('yellow');
    expect(budgetLevel(threshold - 1n, 0n, limit, 80.7, 95)).toBe('green');
  });
  it('never falls while more is used', () => {
    const order = ['green', 'yellow', 'red', 'exhausted'];
    const amount = fc.bigInt({ min: 0n, max: 10n ** 18n });
    fc.assert(
      fc.property(amount, amount, amount, (settled, more, limit) => {
        const before = budgetLevel(settled, 0n, limit, 50, 90);
        const after = budgetLevel(settled, more, limit, 50, 90);
        expect(order.indexOf(after)).toBeGreaterThanOrEqual(order.indexOf(before));
      }),
    );
  });
});
describe('projection', () => {
  it('looks back a day, in periods shorter than 10 days a tenth of them', () => {
    expect(recentWindow({ start: 0, end: 30 * DAY })).toBe(DAY);
    expect(recentWindow({ start: 0, end: Number.POSITIVE_INFINITY })).toBe(DAY);
    expect(recentWindow({ start: 0, end: 7 * DAY })).toBe(16.8 * HOUR);
    expect(recentWindow({ start: 0, end: DAY })).toBe(2.4 * HOUR);
    expect(recentWindow({ start: 0, end: HOUR })).toBe(360_000);
  });
  it('goes on as of late to the end of the period', () => {
    // 400.00 by the end of day 20 of 30, 25.00 in the last day: 400 + 10 x 25 = 650.00
    const recent = { amount: usd(2_500), windowMs: DAY };
    expect(projectedSpend(usd(40_000), recent, 20 * DAY, 30 * DAY)).toBe(usd(65_000));
    // 0.01 in 7 ms, 3 ms to go: 3/7 of a cent is 4,285,714,285.71 pico
    expect(projectedSpend(0n, { amount: usd(1), windowMs: 7 }, 0, 3)).toBe(4285714286n);
    expect(projectedSpend(usd(5), recent, 30 * DAY, 30 * DAY)).toBe(usd(5));
    expect(projectedSpend(usd(5), recent, 0, Number.POSITIVE_INFINITY)).toBeUndefined();
    expect(projectedSpend(usd(5), { amount: 0n, windowMs: DAY }, 0, DAY)).toBe(usd(5));
  });
  it('names the instant the limit is reached', () => {
    // 100.00 left at 25.00 a day: in 4 days
    const recent = { amount: usd(2_500), windowMs: DAY };
    expect(exhaustsAt(usd(40_000), usd(50_000), recent, 20 * DAY, 30 * DAY)).toBe(24 * DAY);
    expect(exhaustsAt(usd(40_000), usd(50_000), recent, 20 * DAY, 24 * DAY)).toBeUndefined();
    expect(exhaustsAt(usd(40_000), usd(50_000), recent, 20 * DAY, Number.POSITIVE_INFINITY)).toBe(24 * DAY);
    expect(exhaustsAt(usd(50_000), usd(50_000), recent, 5, DAY)).toBe(5);
    expect(exhaustsAt(0n, usd(1), { amount: 0n, windowMs: DAY }, 0, DAY)).toBeUndefined();
    expect(
      exhaustsAt(0n, 10n ** 30n, { amount: 1n, windowMs: DAY }, 0, Number.POSITIVE_INFINITY),
    ).toBeUndefined();
    // 10 left at 3 in 1 ms: 3.33 ms, so in the 4th
    expect(exhaustsAt(0n, 10n, { amount: 3n, windowMs: 1 }, 0, DAY)).toBe(4);
  });
  it('reaches the limit before the end exactly when more than the limit is projected', () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 15n });
    fc.assert(
      fc.property(amount, amount, amount, fc.integer({ min: 1, max: DAY }), (settled, limit, late, left) => {
        const recent = { amount: late, windowMs: HOUR };
        const projected = projectedSpend(settled, recent, 0, left) ?? 0n;
        const at = exhaustsAt(settled, limit, recent, 0, left);
        // at most one millisecond of spending and one rounding apart
        if (at !== undefined) expect(projected >= limit - 1n).toBe(true);
        else expect(projected <= limit + late / BigInt(HOUR) + 1n).toBe(true);
      }),
    );
  });
});
it('adds what was left over, up to the bound, and takes nothing for what was overspent', () => {
  expect(rollOver(usd(3_000))).toBe(usd(3_000));
  expect(rollOver(usd(3_000), usd(1_000))).toBe(usd(1_000));
  expect(rollOver(usd(500), usd(1_000))).toBe(usd(500));
  expect(rollOver(usd(-500), usd(1_000))).toBe(0n);
  expect(rollOver(usd(500), 0n)).toBe(0n);
});
describe('a spike', () => {
  it('is a rate of 5 minutes that uses up the rest of the period', () => {
    // 10 hours left are 120 times 5 minutes: 1.00 each is 120.00
    const timeLeft = 10 * HOUR;
    expect(isSpike({ last5min: usd(100), remaining: usd(11_999), timeLeft })).toBe(true);
    expect(isSpike({ last5min: usd(100), remaining: usd(12_000), timeLeft })).toBe(false);
    expect(isSpike({ last5min: 0n, remaining: 0n, timeLeft })).toBe(false);
    expect(isSpike({ last5min: 1n, remaining: 0n, timeLeft })).toBe(true);
    expect(isSpike({ last5min: usd(100), remaining: 1n, timeLeft: 0 })).toBe(false);
    expect(isSpike({ last5min: usd(100), remaining: 1n, timeLeft: Number.POSITIVE_INFINITY })).toBe(false);
  });
});
describe('shares and rates', () => {
  it('tell what a workload takes of the month', () => {
    expect(workloadShare(usd(2_500), usd(10_000))).toBe(25);
    expect(workloadShare(usd(1), usd(30_000))).toBe(0);
    expect(workloadShare(usd(1), 0n)).toBeUndefined();
    expect(takesTooMuch(usd(2_000), usd(10_000))).toBe(false);
    expect(takesTooMuch(usd(2_000) + 1n, usd(10_000))).toBe(true);
    expect(takesTooMuch(usd(1), 0n)).toBe(false);
    expect(takesTooMuch(usd(3_000), usd(10_000), 33.3)).toBe(false);
  });
  it('round percents half to even', () => {
    expect(percentOf(12345n, 1000000n)).toBe(1.23);
    expect(percentOf(125n, 1000000n)).toBe(0.01);
    expect(percentOf(175n, 1000000n)).toBe(0.02);
    expect(percentOf(-1n, 3n)).toBe(-33.33);
    expect(percentOf(1n, 0n)).toBeUndefined();
  });
  it('tell what it costs per day', () => {
    // 0.50 in 5 minutes: 288 times as much a day
    expect(costPerDay(usd(50), 300_000)).toBe(usd(14_400));
    expect(costPerDay(7n, 2 * DAY)).toBe(4n);
    expect(costPerDay(usd(50), 0)).toBeUndefined();
  });
});
