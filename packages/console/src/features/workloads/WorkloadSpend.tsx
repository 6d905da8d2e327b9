import type { Workload } from '@weir/core/contract';
import { divideMoney, toPlotNumber } from '../../format/money.ts';
import { formatCount, formatShare, shareOf } from '../../format/number.ts';
import { Meter } from '../../ui/meter.tsx';
import { Money } from '../../ui/money.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { STATS_CLASS, Stat } from '../../ui/stat.tsx';
import { budgetTone } from './BudgetBar.tsx';
import { pageText, periodLabels } from './text.ts';
import { useWorkloadSpend } from './useWorkloadSpend.ts';

const WAITING = <Skeleton className="mt-1.5 h-7 w-28" />;

export function WorkloadSpend({ workload }: { workload: Workload }) {
  const { id, budget } = workload;
  const month = useWorkloadSpend('month', { workload: id });
  const period = useWorkloadSpend(budget?.period ?? 'month', { workload: id });
  const row = month.rows.get(id);
  const cost = row?.cost ?? '0';
  const perCall = divideMoney(cost, row?.calls ?? 0, 12);
  const share =
    budget === undefined ? undefined : (shareOf(period.rows.get(id)?.cost ?? '0', budget.amount) ?? '1');
  return (
    <section aria-label={pageText.spend} className={STATS_CLASS}>
      <Stat
        label={pageText.spend}
        value={month.isKnown ? <Money amount={cost} currency={month.currency} /> : WAITING}
      />
      <Stat label={pageText.callsMonth} value={month.isKnown ? formatCount(row?.calls ?? 0) : WAITING} />
      <Stat
        label={pageText.perCall}
        value={
          !month.isKnown ? (
            WAITING
          ) : perCall === undefined ? (
            pageText.none
          ) : (
            <Money amount={perCall} currency={month.currency} />
          )
        }
      />
      <Stat
        label={pageText.budget}
        value={
          budget === undefined ? (
            pageText.noBudget
          ) : (
            <Money amount={budget.amount} currency={budget.currency} />
          )
        }
        foot={
          budget === undefined || share === undefined ? null : (
            <span className="flex flex-col gap-1.5 pt-1">
              <Meter value={toPlotNumber(share)} tone={budgetTone(toPlotNumber(share))} />
              {pageText.spent(formatShare(share))} {pageText.budgetPeriod[budget.period]} ·{' '}
              {periodLabels[budget.period]}
            </span>
          )
        }
      />
    </section>
  );
}
