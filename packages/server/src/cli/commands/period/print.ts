import type { Period } from '@weir/core/contract';
import { formatExact, formatInstant } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';

export function printPeriod(out: Output, shown: Period): void {
  const money = (amount: string | undefined) =>
    amount === undefined ? undefined : `${formatExact(amount)} ${shown.currency}`;
  const who = (by: string | undefined, at: string | undefined) =>
    by === undefined || at === undefined ? undefined : `by ${by} at ${formatInstant(at)} UTC`;
  out.fields([
    ['month', out.style('bold', shown.month)],
    ['state', shown.state],
    ['from', `${formatInstant(shown.since)} UTC`],
    ['until', `${formatInstant(shown.until)} UTC`],
    ['cost', money(shown.cost)],
    ['closed with', money(shown.closed_cost)],
    ['corrections', money(shown.corrections)],
    ['reviewed', who(shown.reviewed_by, shown.reviewed_at)],
    ['closed', who(shown.closed_by, shown.closed_at)],
  ]);
  if (shown.open_points.length === 0) return;
  out.line();
  out.line('Open points:');
  for (const point of shown.open_points) out.line(`  - ${point}`);
}
