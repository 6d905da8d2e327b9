import { useQuery } from '@tanstack/react-query';
import type { Overview } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { periodsQuery, reconciliationQuery } from '../../api/books-queries.ts';
import { overviewQuery } from '../../api/queries.ts';
import { formatMoney, sumMoney, toPlotNumber } from '../../format/money.ts';
import { formatShare, shareOf } from '../../format/number.ts';
import { Meter } from '../../ui/meter.tsx';
import { Money } from '../../ui/money.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { STATS_CLASS, Stat } from '../../ui/stat.tsx';
import { compareSpend } from '../overview/prepare.ts';
import { text as overviewText } from '../overview/text.ts';
import { monthName, usualMonth } from '../reconciliation/prepare.ts';
import { useNow } from '../scope/useNow.ts';
import { text as homeText, financeText as text } from './text.ts';

const WAITING = <Skeleton className="mt-1.5 h-7 w-28" />;
const MONTH = { than: overviewText.lastMonth, none: overviewText.lastMonthNone };
const MONTHS_OF_BOOKS = 3;

const less = (a: string, b: string) => Decimal.from(a).subtract(Decimal.from(b)).toString();

function loadedFoot({ cost, loaded_cost: loaded }: Overview['month']): string {
  const share = shareOf(less(loaded, cost), cost);
  return share === undefined || loaded === cost ? text.sameAsBilled : text.shareBeside(formatShare(share));
}

/** What nobody has decided on yet, in the month that is being reconciled. */
function Undecided({ currency }: { currency: string }) {
  const books = useQuery(periodsQuery(MONTHS_OF_BOOKS));
  const periods = books.data;
  const now = useNow(60_000);
  const month = usualMonth(periods, now);
  const { data, error } = useQuery({ ...reconciliationQuery(month), enabled: periods !== undefined });
  const compared = data?.providers.filter(({ state }) => state === 'compared') ?? [];
  const isWaiting = data === undefined && error === null && books.error === null;
  return (
    <Stat
      label={text.undecided}
      value={
        isWaiting ? (
          WAITING
        ) : compared.length === 0 ? (
          homeText.none
        ) : (
          <Money amount={sumMoney(compared.map(({ undecided }) => undecided))} currency={currency} />
        )
      }
      foot={
        isWaiting
          ? null
          : compared.length === 0
            ? text.noStatement(monthName(month))
            : text.undecidedFoot(monthName(month))
      }
    />
  );
}

export function FinanceStats() {
  const { data, error, refetch } = useQuery(overviewQuery());
  if (error !== null && data === undefined) return <Failure error={error} onRetry={() => void refetch()} />;
  const currency = data?.currency ?? 'USD';
  const coverage = data?.coverage ?? null;
  return (
    <section aria-label={homeText.thisMonth} aria-busy={data === undefined} className={STATS_CLASS}>
      <Stat
        label={text.cost}
        value={data === undefined ? WAITING : <Money amount={data.month.cost} currency={currency} />}
        foot={
          data === undefined
            ? null
            : compareSpend(data.month, data.previous_month_same_time, MONTH, overviewText)
        }
      />
      <Stat
        label={text.loaded}
        value={data === undefined ? WAITING : <Money amount={data.month.loaded_cost} currency={currency} />}
        foot={data === undefined ? null : loadedFoot(data.month)}
      />
      <Stat
        label={text.coverage}
        value={data === undefined ? WAITING : coverage === null ? homeText.none : formatShare(coverage)}
        foot={
          data === undefined || coverage === null ? null : (
            <span className="flex flex-col gap-1.5 pt-1">
              <Meter value={toPlotNumber(coverage)} />
              {data.month.cost === data.month.attributed_cost
                ? text.allAttributed
                : text.coverageFoot(
                    formatMoney(less(data.month.cost, data.month.attributed_cost), currency).text,
                  )}
            </span>
          )
        }
      />
      <Undecided currency={currency} />
    </section>
  );
}
