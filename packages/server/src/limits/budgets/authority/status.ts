import type { BudgetLevel } from '@weir/core/contract';
import type { AccountStatus } from '../port.ts';
import type { Account } from './account.ts';

export function statusOf(
  { id, span, settled, reserved, idle, isHard }: Account,
  limit: bigint,
  level: BudgetLevel,
  certain: boolean,
): AccountStatus {
  const over = settled - limit;
  const overshoot = isHard && over > 0n ? over : 0n;
  return {
    budget: id,
    period: { ...span },
    limit,
    settled,
    reserved,
    leased: idle,
    level,
    certain,
    overshoot,
  };
}
