import type { Proposal } from '@weir/core/contract';
import { formatCount, formatExact, formatInstant } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';

export function printProposal(out: Output, shown: Proposal): void {
  const decided = shown.decided_at === undefined ? '' : ` at ${formatInstant(shown.decided_at)} UTC`;
  out.fields([
    ['proposal', out.style('bold', shown.id)],
    ['what', shown.title],
    ['why', shown.reason],
    ['month', shown.month],
    ['kind', shown.kind],
    ['state', shown.state],
    ['amount', `${formatExact(shown.amount)} ${shown.currency}`],
    ['entries', formatCount(shown.entries)],
    ['proposed', `by ${shown.proposed_by} at ${formatInstant(shown.proposed_at)} UTC`],
    ['decided', shown.decided_by === undefined ? undefined : `by ${shown.decided_by}${decided}`],
    ['note', shown.decision_note],
  ]);
}
