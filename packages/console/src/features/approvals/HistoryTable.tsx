import type { Approval } from '@weir/core/contract';
import { useMemo } from 'react';
import { formatMoney } from '../../format/money.ts';
import { formatMoment } from '../../format/time.ts';
import { Empty } from '../../ui/notice.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { SubjectLink } from './SubjectLink.tsx';
import { stateLabels, text } from './text.ts';

const TONES: Record<Approval['state'], Tone> = {
  pending: 'warn',
  approved: 'good',
  rejected: 'bad',
  expired: 'neutral',
};

interface HistoryTableProps {
  decided: readonly Approval[];
  currency: string;
  zone: string;
}

export function HistoryTable({ decided, currency, zone }: HistoryTableProps) {
  const columns = useMemo((): Column<Approval>[] => {
    const granted = ({ amount, until }: Approval) => {
      const end = until === undefined ? undefined : formatMoment(until, zone);
      if (amount !== undefined && end !== undefined) {
        return text.grantedOf(formatMoney(amount, currency).text, end);
      }
      return end === undefined ? '–' : text.grantedUntil(end);
    };
    return [
      {
        id: 'subject',
        header: text.subject,
        cell: (one) => (
          <>
            <SubjectLink approval={one} />
            <span className="block max-w-lg text-xs break-words text-ink-3">{one.question}</span>
          </>
        ),
      },
      {
        id: 'state',
        header: text.state,
        cell: ({ state }) => <Tag tone={TONES[state]}>{stateLabels[state]}</Tag>,
      },
      { id: 'by', header: text.by, from: 'sm', cell: ({ decided_by: by }) => by ?? '–' },
      {
        id: 'at',
        header: text.at,
        from: 'sm',
        cell: ({ decided_at: at }) => (
          <span className="whitespace-nowrap">{at === undefined ? '–' : formatMoment(at, zone)}</span>
        ),
      },
      { id: 'granted', header: text.granted, from: 'md', cell: granted },
      {
        id: 'reason',
        header: text.reason,
        from: 'lg',
        cell: ({ reason }) => <span className="break-words">{reason ?? '–'}</span>,
      },
    ];
  }, [currency, zone]);
  if (decided.length === 0) return <Empty title={text.noHistory} />;
  return <DataTable caption={text.caption} columns={columns} rows={decided} rowId={({ id }) => id} />;
}
