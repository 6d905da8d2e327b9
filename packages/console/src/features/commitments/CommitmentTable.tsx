import { Link } from '@tanstack/react-router';
import type { AgreementStatus, AgreementView } from '@weir/core/contract';
import { useMemo } from 'react';
import { formatShare } from '../../format/number.ts';
import { formatDay } from '../../format/time.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Meter } from '../../ui/meter.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { useZone } from '../scope/useZone.ts';
import { amountText, endOf, isSome, meterValue, stateOf, usedShare, usedUpOn } from './prepare.ts';
import type { State } from './search.ts';
import { kindHints, kindLabels, stateLabels, text } from './text.ts';

export interface CommitmentRow {
  agreement: AgreementView;
  /** Absent while it is counted. */
  status: AgreementStatus | undefined;
  failed: boolean;
}

const TONES: Record<State, Tone> = { holds: 'good', planned: 'accent', over: 'neutral' };

export const StateTag = ({ state }: { state: State }) => <Tag tone={TONES[state]}>{stateLabels[state]}</Tag>;

export function datesOf(agreement: AgreementView, zone: string): string {
  const end = endOf(agreement);
  const from = formatDay(agreement.from, zone);
  return end === undefined ? text.from(from) : text.fromTo(from, formatDay(end, zone));
}

/** Shares used of what is agreed; without an agreed amount only what was used. */
export function Used({ status }: { status: AgreementStatus }) {
  const share = usedShare(status);
  const burned = amountText(status, status.burned);
  if (share === undefined || status.total === undefined) {
    return <span className="tabular text-sm">{text.noTotal(burned)}</span>;
  }
  return (
    <div className="flex min-w-36 flex-col gap-1.5 sm:min-w-44">
      <span className="tabular flex items-center justify-between gap-3 text-xs">
        <span>{text.of(burned, amountText(status, status.total))}</span>
        <span className="text-ink-2">{formatShare(share)}</span>
      </span>
      <Meter value={meterValue(status)} tone={isSome(status.shortfall) ? 'warn' : 'accent'} />
    </div>
  );
}

function Name({ row: { agreement }, zone, now }: { row: CommitmentRow; zone: string; now: number }) {
  const { id, name, provider, kind } = agreement;
  return (
    <>
      <Link to="/commitments/$id" params={{ id }} className={`${LINK_CLASS} font-medium break-words`}>
        {name}
      </Link>
      <span className="block text-xs text-ink-3">
        {provider}
        <span className="md:hidden">
          {' '}
          · {kindLabels[kind]} · {datesOf(agreement, zone)}
        </span>
      </span>
      {stateOf(agreement, now) === 'holds' ? null : <StateTag state={stateOf(agreement, now)} />}
    </>
  );
}

function UsedUp({ status, zone }: { status: AgreementStatus | undefined; zone: string }) {
  if (status?.total === undefined) return <span className="text-ink-3">{text.never}</span>;
  const before = usedUpOn(status);
  if (before !== undefined) {
    return <span className="whitespace-nowrap">{text.endedOn(formatDay(before, 'UTC'))}</span>;
  }
  return status.projected_end === undefined ? (
    <span className="text-ink-3">{text.notInPeriod}</span>
  ) : (
    <span className="whitespace-nowrap">{text.endsOn(formatDay(status.projected_end, zone))}</span>
  );
}

const amountColumn = (
  id: 'remaining' | 'shortfall',
  header: string,
  from: 'sm' | 'lg',
): Column<CommitmentRow> => ({
  id,
  header,
  align: 'end',
  from,
  cell: ({ status }) => {
    const amount = status?.[id];
    if (status === undefined || amount === undefined) return <span className="text-ink-3">{text.never}</span>;
    return (
      <span className={id === 'shortfall' && isSome(amount) ? 'tabular text-warn' : 'tabular'}>
        {amountText(status, amount)}
      </span>
    );
  },
});

export function CommitmentTable({ rows, now }: { rows: readonly CommitmentRow[]; now: number }) {
  const zone = useZone();
  const columns = useMemo(
    (): Column<CommitmentRow>[] => [
      { id: 'name', header: text.name, cell: (row) => <Name row={row} zone={zone} now={now} /> },
      {
        id: 'kind',
        header: text.kind,
        from: 'md',
        cell: ({ agreement }) => (
          <span title={kindHints[agreement.kind]}>
            {kindLabels[agreement.kind]}
            <span className="block text-xs whitespace-nowrap text-ink-3">{datesOf(agreement, zone)}</span>
          </span>
        ),
      },
      {
        id: 'used',
        header: text.used,
        cell: ({ status, failed }) =>
          status === undefined ? (
            <span className="text-xs text-ink-3">{failed ? text.unknown : text.loading}</span>
          ) : (
            <Used status={status} />
          ),
      },
      amountColumn('remaining', text.remaining, 'sm'),
      amountColumn('shortfall', text.shortfall, 'lg'),
      {
        id: 'ends',
        header: text.ends,
        align: 'end',
        from: 'lg',
        cell: ({ status }) => <UsedUp status={status} zone={zone} />,
      },
    ],
    [zone, now],
  );
  return (
    <DataTable caption={text.caption} columns={columns} rows={rows} rowId={({ agreement }) => agreement.id} />
  );
}
