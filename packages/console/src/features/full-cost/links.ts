import { dayStart } from '../../format/days.ts';
import type { FilterTerm } from '../scope/scope.ts';
import { nextMonth } from './months.ts';

/** Search of the calls page that leads to booked shares of a period: entries of the ledger, each with its source. */
export function entriesSearch(period: { since: string; until: string }, ...terms: readonly FilterTerm[]) {
  return {
    range: 'custom' as const,
    since: period.since,
    until: period.until,
    filter: ['entry=allocation', ...terms.map(({ dimension, value }) => `${dimension}=${value}`)],
  };
}

/** A month in a zone as a period. */
export const periodOf = (month: string, zone: string) => ({
  since: dayStart(`${month}-01`, zone) ?? '',
  until: dayStart(`${nextMonth(month)}-01`, zone) ?? '',
});
