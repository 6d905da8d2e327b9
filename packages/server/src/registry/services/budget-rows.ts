import type { Budget, BudgetMode, BudgetPeriod } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import { and, eq, ne } from 'drizzle-orm';
import { budgets } from '../schema/index.ts';
import type { Queries } from '../store/db.ts';
import type { Tables } from '../store/directory.ts';
import { namedRecords } from './named-records.ts';
import { optional, stamps } from './present.ts';
import { sameScope } from './scopes.ts';

export type BudgetRow = Tables['budget'];

/** What a budget is unless it says otherwise. */
export const BUDGET_DEFAULTS = {
  exchangeRate: null,
  startsAt: null,
  endsAt: null,
  yellowPercent: 80,
  redPercent: 95,
  degradeTo: null,
  approvers: [],
  rollOver: 'none',
  rollOverMax: null,
  onAuthorityLoss: 'held_lease',
  owner: null,
  ofWorkload: null,
} satisfies Partial<BudgetRow>;

export function presentBudget(row: BudgetRow): Budget {
  return {
    id: row.id,
    name: row.name,
    scope: row.scope,
    amount: plain(row.amount),
    currency: row.currency,
    ...optional('exchange_rate', row.exchangeRate === null ? null : plain(row.exchangeRate)),
    period: row.period as BudgetPeriod,
    ...optional('starts_at', row.startsAt?.toISOString()),
    ...optional('ends_at', row.endsAt?.toISOString()),
    mode: row.mode as BudgetMode,
    yellow_percent: row.yellowPercent,
    red_percent: row.redPercent,
    ...optional('degrade_to', row.degradeTo),
    approvers: row.approvers,
    roll_over: row.rollOver as Budget['roll_over'],
    ...optional('roll_over_max', row.rollOverMax === null ? null : plain(row.rollOverMax)),
    on_authority_loss: row.onAuthorityLoss as Budget['on_authority_loss'],
    ...optional('owner', row.owner),
    ...optional('of_workload', row.ofWorkload),
    ...stamps(row),
  };
}

export const plain = (amount: string) => Decimal.from(amount).toString();

export const budgetRecords = namedRecords({
  table: budgets,
  name: 'budget',
  noun: 'budget',
  subject: 'budget',
  present: presentBudget,
});

/** In the organization's currency. */
export function inOrganizationCurrency(amount: string, { exchangeRate }: BudgetRow): Decimal {
  const own = Decimal.from(amount);
  return exchangeRate === null ? own : own.multiply(Decimal.from(exchangeRate));
}

/** Throws `conflict` naming the budget that has the same scope, period and mode; two of them would be one too many. */
export async function refuseSameBudget(tx: Queries, row: BudgetRow, field: string): Promise<void> {
  const same = and(
    ne(budgets.id, row.id),
    eq(budgets.period, row.period),
    eq(budgets.mode, row.mode),
    sameScope(budgets.scope, row.scope),
  );
  const others = await tx.select().from(budgets).where(same);
  const other = others.find((one) => sharesTime(one, row));
  if (other === undefined) return;
  const remedy =
    other.ofWorkload === null
      ? `Change the amount of "${other.id}" instead, or choose another scope, period or mode.`
      : `It is the budget of the workload "${other.ofWorkload}": change it there, or choose another period or mode.`;
  throw new WeirError('conflict', `The budget "${other.id}" has the same scope, period and mode`, {
    field,
    remedy,
  });
}

function sharesTime(a: BudgetRow, b: BudgetRow): boolean {
  if (a.startsAt === null || a.endsAt === null || b.startsAt === null || b.endsAt === null) return true;
  return a.startsAt < b.endsAt && b.startsAt < a.endsAt;
}
