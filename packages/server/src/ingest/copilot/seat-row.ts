import type { StatementLine } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import { type Fields, furtherOf, given, instantField, isFields, textField } from '../sources/fields.ts';
import { lineId, type RowContext, RowProblem } from '../sources/index.ts';

const DAY_MS = 86_400_000;

/** What a seat of a plan costs per calendar month, from a day on. */
export interface PlanPrice {
  plan: string;
  price: string;
  from: string;
}

/**
 * Lines of a seat, one per day (UTC) of [since, until) on which it was held: the price of its plan in force on that day, divided
 * over the days of the calendar month. Shares of a whole month sum to the price exactly: a day's share is what the shares up
 * to it, rounded to 12 decimals, have more than those up to the day before.
 */
export function seatLines(row: Fields, ctx: RowContext, prices: readonly PlanPrice[]): StatementLine[] {
  const { assignee } = row;
  const user = isFields(assignee) ? textField(assignee, 'login') : undefined;
  if (user === undefined)
    throw new RowProblem('assignee.login is missing. Add whose seat it is and replay the row.');
  const plan = textField(row, 'plan_type');
  if (plan === undefined || plan === 'unknown') {
    throw new RowProblem('plan_type is missing. Add business or enterprise and replay the row.');
  }
  const created = Date.parse(instantField(row, 'created_at'));
  const cancelled = textField(row, 'pending_cancellation_date');
  const since = Math.max(dayStart(Date.parse(instantField(row, 'told_since'))), dayStart(created));
  const until = Math.min(
    Date.parse(instantField(row, 'told_until')),
    cancelled === undefined ? Infinity : Date.parse(cancelled),
  );
  const team = isFields(row['assigning_team']) ? textField(row['assigning_team'], 'slug') : undefined;
  const organization = isFields(row['organization']) ? textField(row['organization'], 'login') : undefined;
  const account = textField(row, 'account');
  const further = furtherOf(row, [
    'last_activity_at',
    'last_activity_editor',
    'pending_cancellation_date',
    'created_at',
  ]);
  const lines: StatementLine[] = [];
  for (let day = since; day < until; day += DAY_MS) {
    const at = new Date(day).toISOString();
    lines.push({
      source: ctx.source,
      id: lineId('seat', at, account, user),
      version: ctx.version,
      tells: 'cost',
      provider: 'github',
      ...given({ account, project: organization }),
      category: 'seats',
      tier: plan,
      since: at,
      until: new Date(day + DAY_MS).toISOString(),
      cost: shareOf(priceOn(prices, plan, at.slice(0, 10)), day),
      currency: typeof ctx.settings['currency'] === 'string' ? ctx.settings['currency'] : 'USD',
      description: `GitHub Copilot ${plan} seat of ${user}`,
      user,
      tags: given({ team }) as Record<string, string>,
      ...given({ further }),
    });
  }
  return lines;
}

function priceOn(prices: readonly PlanPrice[], plan: string, day: string): Decimal {
  const known = prices.filter((price) => price.plan === plan && price.from <= day);
  const last = known.sort((a, b) => (a.from < b.from ? -1 : 1)).at(-1);
  if (last !== undefined) return Decimal.from(last.price);
  throw new RowProblem(
    `No price of the plan "${plan}" is known for ${day}. Add it to the settings as prices: [{"plan": "${plan}", "price": "19", "from": "${day}"}] and replay the row.`,
  );
}

function shareOf(price: Decimal, day: number): string {
  const date = new Date(day);
  const days = BigInt(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate());
  const upTo = (n: number) => price.multiply(Decimal.from(n)).divide(days, MONEY_SCALE);
  return upTo(date.getUTCDate())
    .subtract(upTo(date.getUTCDate() - 1))
    .toString();
}

function dayStart(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}
