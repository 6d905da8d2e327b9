import { expect, it } from 'vitest';
import { type Budget, calendarPeriods } from '../budget.ts';
import type { LeaseRequest, LimitAuthority } from '../port.ts';
import { createBudgets } from './budgets.ts';

const BUDGET: Budget = {
  id: 'b',
  name: 'b',
  scope: {},
  amount: 10n ** 18n,
  currency: 'USD',
  period: 'total',
  mode: 'hard',
  yellow: 80,
  red: 95,
  onAuthorityLoss: 'held_lease',
};
const CALL = [{ place: { provider: 'p', model: 'm', tier: undefined }, amount: 1_000_000n }];

/** Grants a little more than is needed, and notes how many messages were under way at once. */
class CountingAuthority implements LimitAuthority {
  readonly reachable = true;
  most = 0;
  granted = 0n;
  private underWay = 0;

  async lease({ need, period }: LeaseRequest) {
    const granted = need > 0n ? need + 5_000_000n : 2_000_000n;
    await this.turn();
    this.granted += granted;
    const limit = BUDGET.amount;
    return { granted, period, resetsAt: 0, limit, settled: 0n, committed: 0n, level: 'green' as const };
  }

  async report(): Promise<void> {
    await this.turn();
  }

  private async turn(): Promise<void> {
    this.underWay += 1;
    this.most = Math.max(this.most, this.underWay);
    await nextTurn();
    this.underWay -= 1;
  }
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

it('has one message about a budget under way, for the figures of two would cross and a grant count twice', async () => {
  const authority = new CountingAuthority();
  const rules = { version: 1, zone: 'UTC', budgets: [BUDGET], approversOf: () => [] };
  const budgets = createBudgets({
    authority,
    rules: () => rules,
    clock: { now: () => 1_000, monotonic: () => 0 },
    periodOf: calendarPeriods(() => 'UTC'),
    instance: 'gw',
    mark: async () => {},
    askedApproval: () => {},
  });
  const subject = { key: 'k', tags: {} };
  // some ask while a lease is on its way, and use it up as it comes
  const client = async (number: number) => {
    for (let n = 0; n < 40; n += 1) {
      const hold = await budgets.hold(subject, CALL);
      for (let turns = (number + n) % 4; turns > 0; turns -= 1) await nextTurn();
      if ((number + n) % 11 === 0) budgets.recall([{ budget: 'b' }]);
      hold.settle(CALL, 1_000);
    }
  };
  await Promise.all(Array.from({ length: 12 }, (_, number) => client(number)));
  expect(authority.most).toBe(1);
  expect(authority.granted).toBeGreaterThan(0n);
});
