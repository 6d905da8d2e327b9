import type { WorkloadBudget } from '@weir/core/contract';
import { formatMoney, toPlotNumber } from '../../format/money.ts';
import { formatShare, shareOf } from '../../format/number.ts';
import { Meter } from '../../ui/meter.tsx';
import type { Tone } from '../../ui/tag.tsx';
import { periodLabels, text } from './text.ts';

/** Green, yellow, red as the budget fills. */
export function budgetTone(share: number): Tone {
  if (share >= 0.9) return 'bad';
  return share >= 0.75 ? 'warn' : 'accent';
}

export function BudgetBar({ budget, spent }: { budget: WorkloadBudget; spent: string }) {
  const share = shareOf(spent, budget.amount) ?? '1';
  const amount = formatMoney(budget.amount, budget.currency);
  return (
    <div className="flex min-w-32 flex-col gap-1.5">
      <span className="tabular text-xs whitespace-nowrap text-ink-2" title={amount.exact}>
        {text.of(formatShare(share), amount.text)} {periodLabels[budget.period]}
      </span>
      <Meter value={toPlotNumber(share)} tone={budgetTone(toPlotNumber(share))} />
    </div>
  );
}
