import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BudgetReplay } from './budget-replay.ts';

const tens = (at) => ({ start: at - (at % 10), end: at - (at % 10) + 10 });
const run = (calls, terms = {}) => {
  const replay = new BudgetReplay({ amount: 100n, periodAt: tens, ...terms });
  for (const call of calls) replay.take(call);
  return replay.result();
};
const call = (at, workload, cost) => ({ at, workload, cost });
it('blocks what does not fit, admits what still does, and starts again with each period', () => {
  const result = run([
    call(1, 'a', 60n),
    call(2, 'b', 50n),
    call(3, 'a', 40n),
    call(4, 'b', 0n),
    call(5, 'a', 1n),
    call(12, 'b', 100n),
  ]);
  expect(result).toEqual({
    calls: 6,
    blockedCalls: 2,
    spent: 200n,
    blockedCost: 51n,
    periods: [
      {
        start: 0,
        end: 10,
        limit: 100n,
        calls: 5,
        blockedCalls: 2,
        spent: 100n,
        blockedCost: 51n,
        exhaustedAt: 2,
      },
      { start: 10, end: 20, limit: 100n, calls: 1, blockedCalls: 0, spent: 100n, blockedCost: 0n },
    ],
    workloads: [
      { workload: 'b', calls: 3, blockedCalls: 1, spent: 100n, blockedCost: 50n },
      { workload: 'a', calls: 3, blockedCalls: 1, spent: 100n, blockedCost: 1n },
    ],
  });
});
it('rolls over once what the period before left, all of it when nothing was called', () => {
  const calls = [call(1, 'a', 70n), call(11, 'a', 130n), call(21, 'a', 100n), call(41, 'a', 1n)];
  const limits = (max) =>
    run(calls, { rollOver: max === undefined ? {} : { max } }).periods.map(({ limit }) => limit);
  expect(limits()).toEqual([100n, 130n, 100n, 200n]);
  expect(limits(20n)).toEqual([100n, 120n, 120n, 120n]);
  expect(run(calls).periods.map(({ limit }) => limit)).toEqual([100n, 100n, 100n, 100n]);
  expect(run([])).toMatchObject({ calls: 0, spent: 0n, periods: [], workloads: [] });
});
it('never spends more than the limit, and every sum of parts is the whole', () => {
  const calls = fc.array(
    fc.record({
      at: fc.nat(60),
      workload: fc.constantFrom('a', 'b', 'c'),
      cost: fc.bigInt({ min: 0n, max: 90n }),
    }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(calls, fc.option(fc.bigInt({ min: 0n, max: 50n }), { nil: undefined }), (given, max) => {
      const sorted = given.toSorted((a, b) => a.at - b.at);
      const result = run(sorted, max === undefined ? {} : { rollOver: { max } });
      for (const period of result.periods) {
        expect(period.spent <= period.limit).toBe(true);
        expect(period.exhaustedAt !== undefined).toBe(period.blockedCalls > 0);
      }
      for (const parts of [result.periods, result.workloads]) {
        expect(parts.reduce((sum, part) => sum + part.calls, 0)).toBe(given.length);
        expect(parts.reduce((sum, part) => sum + part.blockedCost + part.spent, 0n)).toBe(
          given.reduce((sum, { cost }) => sum + cost, 0n),
        );
      }
      expect(result.blockedCalls).toBe(result.workloads.reduce((sum, one) => sum + one.blockedCalls, 0));
    }),
  );
});
