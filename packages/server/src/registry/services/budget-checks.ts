import { Decimal } from '@weir/core/money';
import { checkAmount, checkPositive, invalid } from './amounts.ts';
import { type BudgetRow, inOrganizationCurrency } from './budget-rows.ts';
import { checkModelRef } from './model-refs.ts';

const PERCENT_PLACES = 3;
const WITHOUT_PERIODS: readonly string[] = ['fixed', 'total'];

/** Throws `invalid_argument` naming the field when terms of a budget contradict each other. Scope is checked elsewhere. */
export function checkBudget(row: BudgetRow, currency: string): void {
  checkAmount(row.amount, 'amount', 'A budget', '0 stops everything; remove the budget for no limit.');
  checkCurrency(row, currency);
  checkDates(row);
  checkThresholds(row);
  checkMode(row);
  checkRollOver(row);
}

function checkCurrency(row: BudgetRow, own: string): void {
  const { currency, exchangeRate } = row;
  if (!/^[A-Z]{3}$/.test(currency)) {
    throw invalid('currency', `"${currency}" is no currency`, 'Write its ISO 4217 code, such as USD or EUR.');
  }
  if (currency === own) {
    if (exchangeRate === null) return;
    throw invalid(
      'exchange_rate',
      `The budget is in ${own}, the organization's currency, and needs no exchange rate`,
      'Leave it out; in a change, send null.',
    );
  }
  if (exchangeRate === null) {
    throw invalid(
      'exchange_rate',
      `A budget in ${currency} needs to know what one ${currency} is in ${own}`,
      `Give the rate, or the amount in ${own}: everything is counted in the organization's currency.`,
    );
  }
  checkPositive(exchangeRate, 'exchange_rate', 'An exchange rate', `Give the ${own} for one ${currency}.`);
  const enforced = inOrganizationCurrency(row.amount, row).roundHalfEven(12).toString();
  checkAmount(enforced, 'amount', `The amount in ${own}`, 'Give a smaller amount.');
}

function checkDates({ period, startsAt, endsAt }: BudgetRow): void {
  if (period === 'fixed') {
    if (startsAt === null) throw missingDate('starts_at');
    if (endsAt === null) throw missingDate('ends_at');
    if (startsAt >= endsAt) {
      throw invalid('ends_at', 'The budget ends before it starts', 'Give an end after starts_at.');
    }
    return;
  }
  if (startsAt !== null) throw noDate('starts_at', period);
  if (endsAt !== null) throw noDate('ends_at', period);
}

const missingDate = (field: string) =>
  invalid(field, `A budget of a fixed period needs ${field}`, 'Give both starts_at and ends_at.');

const noDate = (field: string, period: string) =>
  invalid(
    field,
    `A budget of the period "${period}" has no ${field}: it follows the calendar`,
    'Leave it out (null in a change), or choose the period "fixed".',
  );

function checkThresholds({ yellowPercent, redPercent }: BudgetRow): void {
  checkPercent(yellowPercent, 'yellow_percent');
  checkPercent(redPercent, 'red_percent');
  if (yellowPercent < redPercent) return;
  throw invalid(
    'yellow_percent',
    `Yellow (${yellowPercent}) must come before red (${redPercent})`,
    'Give a yellow_percent below red_percent.',
  );
}

function checkPercent(percent: number, field: string): void {
  const exact = Decimal.from(percent);
  if (percent <= 0 || percent > 100)
    throw invalid(field, 'A threshold is above 0 and at most 100', 'Correct it.');
  if (exact.roundHalfEven(PERCENT_PLACES).compare(exact) === 0) return;
  throw invalid(field, `A threshold has at most ${PERCENT_PLACES} decimals`, 'Round it.');
}

function checkMode({ mode, degradeTo, approvers }: BudgetRow): void {
  if (mode === 'degrade' && degradeTo === null) {
    throw invalid(
      'degrade_to',
      'A degrade budget needs to know what calls get from its red threshold on',
      'Give degrade_to with one of tier, model, cache_only.',
    );
  }
  if (mode !== 'degrade' && degradeTo !== null) {
    const remedy = 'Leave it out (null in a change), or choose the mode "degrade".';
    throw invalid('degrade_to', `A budget of the mode "${mode}" has no degrade_to`, remedy);
  }
  if (degradeTo?.model !== undefined) checkModelRef(degradeTo.model, 'degrade_to.model');
  if (mode !== 'approval' && approvers.length > 0) {
    const remedy = 'Leave them out ([] in a change), or choose the mode "approval".';
    throw invalid('approvers', `A budget of the mode "${mode}" has no approvers`, remedy);
  }
}

function checkRollOver({ period, rollOver, rollOverMax }: BudgetRow): void {
  if (rollOver === 'none') {
    if (rollOverMax === null) return;
    const remedy = 'Leave it out (null in a change), or set roll_over to "unused".';
    throw invalid('roll_over_max', 'Nothing rolls over that could have a maximum', remedy);
  }
  if (WITHOUT_PERIODS.includes(period)) {
    const remedy = 'Set roll_over to "none", or choose a calendar period.';
    throw invalid(
      'roll_over',
      `A budget of the period "${period}" has none before it to roll over from`,
      remedy,
    );
  }
  if (rollOverMax !== null) checkAmount(rollOverMax, 'roll_over_max', 'A maximum', 'Leave it out for none.');
}
