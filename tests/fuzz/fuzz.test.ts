import { expect, it } from 'vitest';
import { fuzz } from './fuzz.ts';

/** About two seconds each; `npx tsx tests/fuzz/run.ts --cases 1000000` is the long run. */
const CASES = 6_000;

it.each([
  ['a fixed seed', 20_261_122],
  ['a seed of today', Math.floor(Math.random() * 2 ** 31)],
])('nothing that others write makes a reader fail: %s (%d) [1] [22]', async (_name, seed) => {
  const { cases, faults } = await fuzz({ cases: CASES, seed });
  expect(cases).toBeGreaterThanOrEqual(CASES);
  expect(faults, `npx tsx tests/fuzz/run.ts --seed ${seed} --cases ${CASES}`).toEqual([]);
});
