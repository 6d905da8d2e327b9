import type { Overview } from '@weir/core/contract';
import { toPlotNumber } from '../../format/money.ts';
import { formatCount, formatShare, shareOf } from '../../format/number.ts';
import { Meter } from '../../ui/meter.tsx';
import { Money } from '../../ui/money.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { STATS_CLASS, Stat } from '../../ui/stat.tsx';
import { FigureHelp } from './FigureHelp.tsx';
import { compareSpend, coverageStage } from './prepare.ts';
import { text } from './text.ts';

const WAITING = <Skeleton className="mt-1.5 h-7 w-28" />;
function unpricedShare({ month }: Overview): string {
  return formatShare(shareOf(month.unpriced_cost, month.cost) ?? '0');
}
const TODAY = { than: text.yesterday, none: text.yesterdayNone };
const MONTH = { than: text.lastMonth, none: text.lastMonthNone };

function Share({ share, foot }: { share: string | null; foot: string }) {
  if (share === null) return <>{text.noSpend}</>;
  return (
    <span className="flex flex-col gap-1.5 pt-1">
      <Meter value={toPlotNumber(share)} />
      {foot}
    </span>
  );
}

/** The four headline figures, each with the way to what stands behind it. */
export function SpendStats({ data }: { data: Overview | undefined }) {
  const currency = data?.currency ?? 'USD';
  const coverage = data?.coverage ?? null;
  const priced = data?.priced_share ?? null;
  return (
    <section aria-label={text.title} aria-busy={data === undefined} className={STATS_CLASS}>
      <Stat
        label={text.today}
        value={data === undefined ? WAITING : <Money amount={data.today.cost} currency={currency} />}
        foot={
          data === undefined ? null : (
            <>
              {compareSpend(data.today, data.yesterday_same_time, TODAY, text)}
              <span className="block">{text.calls(data.today.calls, formatCount(data.today.calls))}</span>
            </>
          )
        }
      />
      <Stat
        label={text.month}
        value={data === undefined ? WAITING : <Money amount={data.month.cost} currency={currency} />}
        foot={
          data === undefined ? null : (
            <>
              {compareSpend(data.month, data.previous_month_same_time, MONTH, text)}
              <span className="block">{text.calls(data.month.calls, formatCount(data.month.calls))}</span>
            </>
          )
        }
      />
      <Stat
        label={text.coverage}
        value={data === undefined ? WAITING : coverage === null ? '–' : formatShare(coverage)}
        help={
          data === undefined ? null : (
            <FigureHelp
              figure={text.coverage}
              meaning={text.coverageHelp}
              formula={text.coverageFormula}
              part={data.month.attributed_cost}
              whole={data.month.cost}
              share={coverage}
              currency={currency}
              note={text.coverageStages}
              behind={{
                label: text.coverageBehind,
                to: '/calls',
                search: { range: 'month', filter: ['attribution=quarantined'] },
              }}
            />
          )
        }
        foot={
          data === undefined ? null : (
            <Share share={coverage} foot={coverage === null ? '' : text.stage[coverageStage(coverage)]} />
          )
        }
      />
      <Stat
        label={text.priced}
        value={data === undefined ? WAITING : priced === null ? '–' : formatShare(priced)}
        help={
          data === undefined ? null : (
            <FigureHelp
              figure={text.priced}
              meaning={text.pricedHelp}
              formula={text.pricedFormula}
              minus={data.month.unpriced_cost}
              whole={data.month.cost}
              share={priced}
              currency={currency}
              behind={{
                label: text.pricedBehind,
                to: '/explorer',
                search: { range: 'month', by: ['provider', 'model'], measure: 'unpriced_cost' },
              }}
            />
          )
        }
        foot={
          data === undefined ? null : (
            <Share
              share={priced}
              foot={
                priced === '1.0000' || priced === '1' ? text.allPriced : text.unpriced(unpricedShare(data))
              }
            />
          )
        }
      />
    </section>
  );
}
