import type { PeriodRecord, PeriodService } from '../../registry/services/periods.ts';
import { type MonthSpan, monthSpan } from '../months.ts';
import type { ClosedMonths } from './closed-months.ts';

/** A closed month keeps the bounds it was closed with, whatever becomes of the organization's zone. */
export function boundsOf(
  month: string,
  record: PeriodRecord | undefined,
  zone: string,
): { span: MonthSpan; timeZone: string } {
  const { since, until, time_zone: timeZone } = record?.figures ?? {};
  if (since === undefined || until === undefined || timeZone === undefined) {
    return { span: monthSpan(month, zone), timeZone: zone };
  }
  return { span: { since: new Date(since), until: new Date(until) }, timeZone };
}

/** Fills the memory that the ledger asks. Before the first call lands. */
export async function loadClosedMonths(
  records: Pick<PeriodService, 'list'>,
  closed: ClosedMonths,
  zone: string,
): Promise<void> {
  for (const record of await records.list()) {
    if (record.state === 'closed') closed.close(record.month, boundsOf(record.month, record, zone).span);
  }
}
