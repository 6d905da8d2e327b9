import { useQuery } from '@tanstack/react-query';
import type { Period } from '@weir/core/contract';
import { CircleCheck } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { periodQuery } from '../../api/books-queries.ts';
import { allDecimals, formatMoney } from '../../format/money.ts';
import { formatMoment } from '../../format/time.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Formula } from '../../ui/formula.tsx';
import { Money } from '../../ui/money.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Stat } from '../../ui/stat.tsx';
import { useZone } from '../scope/useZone.ts';
import { FocusLinks } from './FocusLinks.tsx';
import { OpenPoints } from './OpenPoints.tsx';
import { monthName } from './prepare.ts';
import { PeriodTag } from './tags.tsx';
import { gapText, monthText as text } from './text.ts';

const ReviewDialog = lazy(() => import('./ReviewDialog.tsx'));
const CloseDialog = lazy(() => import('./CloseDialog.tsx'));

function Figures({ period }: { period: Period }) {
  const { cost, closed_cost: closed, corrections = '0', currency } = period;
  const exact = (amount: string) => formatMoney(amount, currency, allDecimals(amount)).text;
  const money = (amount: string) => (
    <Money amount={amount} currency={currency} full className="text-lg sm:text-xl" />
  );
  if (closed === undefined) {
    return (
      <p className="text-sm text-ink-2">
        {text.cost} <span className="ml-2 text-lg font-semibold text-ink">{money(cost)}</span>
      </p>
    );
  }
  return (
    <div className="grid gap-px overflow-hidden rounded-md border border-line bg-line sm:grid-cols-3">
      <Stat label={text.closedCost} value={money(closed)} />
      <Stat label={text.corrections} value={money(corrections)} />
      <Stat
        label={text.now}
        value={money(cost)}
        help={
          <Formula
            figure={text.now}
            label={gapText.explainTotal(text.now)}
            meaning={text.formulaMeaning}
            lines={[text.formula, `= ${exact(closed)} + ${exact(corrections)}`, `= ${exact(cost)}`]}
          />
        }
      />
    </div>
  );
}

function Standing({ period }: { period: Period }) {
  const { state, since, until, month, open_points: points } = period;
  if (state === 'closed') {
    return (
      <p className="text-sm text-ink-2">
        {text.isClosed}{' '}
        <LinkButton
          to="/calls"
          search={{ range: 'custom', since, until, filter: ['class=correction'] }}
          size="sm"
          className="ml-1"
        >
          {text.seeCorrections}
        </LinkButton>
      </p>
    );
  }
  if (points.length === 0) {
    return (
      <p className="flex items-center gap-2 text-sm">
        <CircleCheck aria-hidden className="size-4 text-good" />
        {text.noPoints}
      </p>
    );
  }
  return (
    <section>
      <h3 className="mb-2 text-sm font-semibold">{text.points}</h3>
      <OpenPoints points={points} month={month} />
    </section>
  );
}

function People({ period }: { period: Period }) {
  const zone = useZone();
  const { reviewed_by, reviewed_at, closed_by, closed_at } = period;
  const lines = [
    ...(reviewed_at === undefined
      ? []
      : [text.reviewedBy(reviewed_by ?? '', formatMoment(reviewed_at, zone))]),
    ...(closed_at === undefined ? [] : [text.closedBy(closed_by ?? '', formatMoment(closed_at, zone))]),
  ];
  return lines.length === 0 ? null : <p className="text-xs text-ink-3">{lines.join(' · ')}</p>;
}

/** One month: its figures, what stands in the way, and the two steps to closing it. */
export function MonthPanel({ month }: { month: string }) {
  const { data: period, error, refetch } = useQuery(periodQuery(month));
  const [asked, setAsked] = useState<'review' | 'close'>();
  const close = () => setAsked(undefined);
  if (period === undefined && error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <Panel
      title={monthName(month)}
      note={period === undefined ? null : <PeriodTag state={period.state} />}
      actions={
        period === undefined || period.state === 'closed' ? undefined : (
          <>
            <Button size="sm" onClick={() => setAsked('review')}>
              {text.review}
            </Button>
            <Button size="sm" look="primary" onClick={() => setAsked('close')}>
              {text.close}
            </Button>
          </>
        )
      }
    >
      {period === undefined ? (
        <>
          <p role="status" className="sr-only">
            {text.checking}
          </p>
          <Skeleton className="h-40" />
        </>
      ) : (
        <div className="flex flex-col gap-5">
          <Figures period={period} />
          <People period={period} />
          <Standing period={period} />
          <FocusLinks period={period} />
        </div>
      )}
      <Suspense>
        {period === undefined || asked !== 'review' ? null : <ReviewDialog month={month} onClose={close} />}
        {period === undefined || asked !== 'close' ? null : <CloseDialog period={period} onClose={close} />}
      </Suspense>
    </Panel>
  );
}
