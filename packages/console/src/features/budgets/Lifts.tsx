import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { BudgetLift } from '@weir/core/contract';
import { useMemo } from 'react';
import { endLift } from '../../api/limit-mutations.ts';
import { liftsQuery } from '../../api/limit-queries.ts';
import { REGISTRY } from '../../api/queries.ts';
import { formatMoney } from '../../format/money.ts';
import { formatMoment } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { Money } from '../../ui/money.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { announce } from '../../ui/toast.tsx';
import { text as recordText } from '../records/text.ts';
import { useNow } from '../scope/useNow.ts';
import { type LiftState, liftState } from './prepare.ts';
import { pageText as text } from './text.ts';

const TONES: Record<LiftState, Tone> = { active: 'accent', ended: 'neutral', over: 'neutral' };

interface LiftsProps {
  budget: string;
  /** Of the budget: what its amounts are in. */
  currency: string;
  zone: string;
  action: React.ReactNode;
}

export function Lifts({ budget, currency, zone, action }: LiftsProps) {
  const { data, error } = useQuery(liftsQuery(budget));
  const now = useNow(5_000).getTime();
  const client = useQueryClient();
  const {
    mutate,
    isPending,
    error: refused,
  } = useMutation({
    mutationFn: (lift: string) => endLift(budget, lift),
    onSuccess: () => {
      announce(text.liftEnded);
      void client.invalidateQueries({ queryKey: [REGISTRY] });
    },
  });
  const columns = useMemo(
    (): Column<BudgetLift>[] => [
      {
        id: 'amount',
        header: text.liftAmount,
        cell: ({ amount }) => <Money amount={amount} currency={currency} />,
      },
      {
        id: 'state',
        header: text.liftState,
        cell: (lift) => {
          const state = liftState(lift, now);
          return <Tag tone={TONES[state]}>{text.liftStates[state]}</Tag>;
        },
      },
      {
        id: 'until',
        header: text.liftUntil,
        cell: ({ until, ended_at: ended }) => (
          <span className="tabular whitespace-nowrap">{formatMoment(ended ?? until, zone)}</span>
        ),
      },
      { id: 'by', header: text.liftBy, from: 'sm', cell: ({ by }) => by },
      {
        id: 'reason',
        header: text.liftReason,
        from: 'sm',
        cell: ({ reason }) => <span className="break-words">{reason}</span>,
      },
      {
        id: 'end',
        header: recordText.actions,
        align: 'end',
        cell: (lift) =>
          liftState(lift, now) === 'active' ? (
            <Button
              size="sm"
              disabled={isPending}
              aria-label={text.endLiftOf(formatMoney(lift.amount, currency).text)}
              onClick={() => mutate(lift.id)}
            >
              {text.endLift}
            </Button>
          ) : null,
      },
    ],
    [currency, zone, now, isPending, mutate],
  );
  const failure = error ?? refused;
  return (
    <Panel title={text.lifts} actions={action} flush>
      {failure === null ? null : <Failure error={failure} />}
      {data === undefined ? (
        error === null && <SkeletonRows rows={2} columns={4} />
      ) : data.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-2">{text.noLifts}</p>
      ) : (
        <DataTable caption={text.liftsCaption} columns={columns} rows={data} rowId={({ id }) => id} />
      )}
    </Panel>
  );
}
