import type { RoutingCandidate, RoutingDecision } from '@weir/core/contract';
import { moneyFormatter } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';

/** Which rules chose the model, in order, and what each candidate would have cost. */
export function printDecision(out: Output, decision: RoutingDecision): void {
  out.fields([['rules', decision.rules.join(', then ') || 'none: the model was named']]);
  if (decision.candidates.length === 0) return;
  out.line();
  const money = moneyFormatter(decision.candidates.map((row) => row.estimated_cost ?? '0'));
  out.table<RoutingCandidate>(
    [
      { title: 'PROVIDER', value: (row) => row.provider },
      { title: 'MODEL', value: (row) => row.model },
      { title: 'TIER', value: (row) => row.tier ?? '' },
      { title: 'WHAT', value: fateText },
      {
        title: 'WOULD COST AT MOST',
        value: (row) => (row.estimated_cost === undefined ? 'unknown' : money(row.estimated_cost)),
        align: 'right',
      },
    ],
    decision.candidates,
  );
}

function fateText({ fate, reason }: RoutingCandidate): string {
  return reason === undefined ? fate : `${fate}: ${reason.replaceAll('_', ' ')}`;
}
