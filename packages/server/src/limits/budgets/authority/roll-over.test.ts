import { beforeEach, expect, it } from 'vitest';
import { CENT, usd } from '../testing/scenario.ts';
import { RollOver } from './roll-over.ts';

const HOUR = 3_600_000;
const budget = usd(100n, { period: 'hour' });
const before = { start: 0, end: HOUR };
const running = { start: HOUR, end: 2 * HOUR };
let now: number;
let spent: bigint;

beforeEach(() => {
  now = HOUR;
  spent = 30n * CENT;
});

function rollOver(most?: bigint): RollOver {
  return new RollOver({
    clock: { now: () => now, monotonic: () => now },
    spend: async (asks) => asks.map(({ since, until }) => (since === 0 && until === HOUR ? spent : 0n)),
    asked: () => [{ budget, now: running, before, ...(most === undefined ? {} : { most }) }],
  });
}

it('hands on what the period before left over, once its calls have had time to land', async () => {
  const over = rollOver();
  expect(await over.refresh()).toBe(false);
  expect(over.of('main', running)).toBe(0n);
  now += 90_000;
  expect(await over.refresh()).toBe(true);
  expect(over.of('main', running)).toBe(70n * CENT);
  expect(over.of('main', { start: 2 * HOUR, end: 3 * HOUR })).toBe(0n);
});

it('hands on no more than it may, and nothing of a period that was overspent', async () => {
  now += 90_000;
  const over = rollOver(20n * CENT);
  await over.refresh();
  expect(over.of('main', running)).toBe(20n * CENT);
  spent = 130n * CENT;
  now += 60_000;
  expect(await over.refresh()).toBe(true);
  expect(over.of('main', running)).toBe(0n);
});
