import type { Budget, BudgetMode, BudgetPeriod, Scope } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import { and, eq, like, ne, or, sql } from 'drizzle-orm';
import { budgets } from '../schema/index.ts';
import type { Queries } from '../store/db.ts';
import type { Tables } from '../store/directory.ts';
import { optional, stamps } from './present.ts';

export type BudgetRow = Tables['budget'];

const MAX_ID = 63;

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

const plain = (amount: string) => Decimal.from(amount).toString();

/** In the organization's currency. */
export function inOrganizationCurrency(amount: string, { exchangeRate }: BudgetRow): Decimal {
  const own = Decimal.from(amount);
  return exchangeRate === null ? own : own.multiply(Decimal.from(exchangeRate));
}

/** `workload-support-bot-month`; `organization-month` for the empty scope. */
export function idOfScope(scope: Scope, ending: string): string {
  const parts = Object.keys(scope)
    .sort()
    .map((name) => `${name.replace(/^tag\./, '')}-${scope[name]}`);
  return [...(parts.length === 0 ? ['organization'] : parts), ending].join('-');
}

/** As a slug: what other characters there are become hyphens, and what is too long is cut off. */
export function slugOf(text: string): string {
  const slug = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_ID + 1)
    .replace(/^-/, '')
    .slice(0, MAX_ID)
    .replace(/-$/, '');
  return slug === '' ? 'limit' : slug;
}

/** The wanted id, or the first of it with a number that is free. */
export async function freeBudgetId(tx: Queries, wanted: string): Promise<string> {
  const slug = slugOf(wanted);
  const root = slug.slice(0, MAX_ID - 5).replace(/-$/, '');
  const rows = await tx
    .select({ id: budgets.id })
    .from(budgets)
    .where(or(eq(budgets.id, slug), like(budgets.id, `${root}-%`)));
  return firstFree(slug, root, new Set(rows.map(({ id }) => id)));
}

export function firstFree(wanted: string, root: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let n = 2; ; n += 1) {
    const id = `${root}-${n}`;
    if (!taken.has(id)) return id;
  }
}

/** Throws `conflict` naming the budget that has the same scope, period and mode; two of them would be one too many. */
export async function refuseSameBudget(tx: Queries, row: BudgetRow, field: string): Promise<void> {
  const same = and(
    ne(budgets.id, row.id),
    eq(budgets.period, row.period),
    eq(budgets.mode, row.mode),
    sql`${budgets.scope} = ${JSON.stringify(row.scope)}::jsonb`,
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
