import { expect, it } from 'vitest';
import { silentLogger } from '../../../platform/log.ts';
import { CENT, Scenario, usd } from '../testing/scenario.ts';
import { type Counted, createMarkCheck, type Mismatch } from './mark-check.ts';

const budget = usd(100n);
const counted: Counted = { budget, span: { start: 0, end: Number.POSITIVE_INFINITY }, from: 0 };

function checkOver(spend: (after: number) => bigint) {
  const found: Mismatch[] = [];
  const check = createMarkCheck({
    log: silentLogger,
    sleep: async () => {},
    spend: async (asks) => asks.map(({ after }) => spend(after['gw-1'] ?? 0)),
    countedOf: () => counted,
    found: (mismatch) => found.push(mismatch),
  });
  return { found, check };
}

it('says nothing when the ledger holds what the gateway counts, whatever others spent', async () => {
  const { found, check } = checkOver((after) => (after === 0 ? 500n : 542n));
  await check('gw-1', { at: 99, settled: { main: [0, '42'] } });
  expect(found).toEqual([]);
});

it('tells both figures when they differ', async () => {
  const { found, check } = checkOver((after) => (after === 0 ? 500n : 540n));
  await check('gw-1', { at: 99, settled: { main: [0, '42'] } });
  expect(found).toEqual([{ budget, instance: 'gw-1', counted: 42n, recorded: 40n }]);
});

it('does not take what lands meanwhile for a difference', async () => {
  let looks = 0;
  const { found, check } = checkOver((after) => (after === 0 ? 500n : looks++ === 0 ? 549n : 542n));
  await check('gw-1', { at: 99, settled: { main: [0, '42'] } });
  expect(found).toEqual([]);
});

it('agrees with marks that gateways really write', async () => {
  const s = await Scenario.start([budget, usd(50n, { id: 'red', scope: { team: 'red' } })]);
  expect(await s.reserve(20n, { tags: { team: 'red' } })).toBe(true);
  s.settleAll(7n);
  expect(await s.reserve(20n, { tags: { team: 'blue' } })).toBe(true);
  s.settleAll(9n);
  s.world.advance(1);
  await s.gateway().budgets.markDue();
  s.world.land(10);
  const [mark] = s.world.marks;
  expect(mark?.settled).toEqual({ main: [0, String(16n * CENT)], red: [0, String(7n * CENT)] });
});
