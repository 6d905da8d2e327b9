import { Link } from '@tanstack/react-router';
import type { CoverageReport } from '@weir/core/contract';
import { Activity } from 'lucide-react';
import { useMemo } from 'react';
import { columnDecimals } from '../../format/money.ts';
import { formatCount, formatShare } from '../../format/number.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Meter } from '../../ui/meter.tsx';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { text as recordText } from '../records/text.ts';
import { termsOf, type Work, whenOf } from './coverage.ts';
import { text } from './text.ts';

interface WorkListProps {
  report: CoverageReport;
  stale: boolean;
  onClaim: (work: Work) => void;
}

const nameOf = ({ key, workload, environment }: Work) =>
  [workload === '' ? (key === '' ? text.noKey : key) : workload, environment]
    .filter((one) => one !== '')
    .join(', ');

export function WorkList({ report, stale, onClaim }: WorkListProps) {
  const { work_list: rows, currency } = report;
  const columns = useMemo((): Column<Work>[] => {
    const decimals = columnDecimals(rows.map(({ cost }) => cost));
    return [
      {
        id: 'workload',
        header: text.workload,
        cell: ({ workload, key, environment }) => (
          <>
            <span className={workload === '' ? 'text-ink-3' : 'font-medium break-words'}>
              {workload === '' ? text.noWorkload : workload}
            </span>
            <span className="block text-xs break-all text-ink-3">
              {key === '' ? text.noKey : key}, {environment === '' ? text.none : environment}
            </span>
          </>
        ),
      },
      {
        id: 'missing',
        header: text.missing,
        from: 'md',
        cell: ({ missing_tags: missing }) => (
          <span className="flex flex-wrap gap-1">
            {missing.map((name) => (
              <Tag key={name} tone="warn">
                {name}
              </Tag>
            ))}
          </span>
        ),
      },
      {
        id: 'calls',
        header: text.calls,
        align: 'end',
        from: 'lg',
        cell: ({ calls }) => formatCount(calls),
      },
      {
        id: 'cost',
        header: text.cost,
        align: 'end',
        cell: ({ cost }) => <Money amount={cost} currency={currency} decimals={decimals} />,
      },
      {
        id: 'share',
        header: text.share,
        align: 'end',
        from: 'sm',
        cell: ({ share }) => <span title={text.shareHint}>{formatShare(share)}</span>,
      },
      {
        id: 'cumulative',
        header: text.cumulative,
        align: 'end',
        from: 'sm',
        cell: ({ cumulative_share: sum }) => (
          <span title={text.cumulativeHint} className="inline-flex w-20 flex-col gap-1">
            {formatShare(sum)}
            <Meter value={Number(sum)} />
          </span>
        ),
      },
      {
        id: 'actions',
        header: recordText.actions,
        align: 'end',
        cell: (work) => (
          <span className="inline-flex items-center gap-1">
            <Link
              to="/calls"
              search={(before: object) => ({ ...before, filter: termsOf(whenOf(work)) })}
              aria-label={text.showCalls(nameOf(work))}
              title={text.showCalls(nameOf(work))}
              className={buttonClass('quiet', 'icon', '!hidden sm:!inline-flex')}
            >
              <Activity aria-hidden />
            </Link>
            <Button size="sm" aria-label={text.claimOf(nameOf(work))} onClick={() => onClaim(work)}>
              {text.claim}
            </Button>
          </span>
        ),
      },
    ];
  }, [rows, currency, onClaim]);
  return (
    <DataTable
      caption={text.workList}
      columns={columns}
      rows={rows}
      rowId={(row) => [row.key, row.workload, row.environment, ...row.missing_tags].join(' ')}
      stale={stale}
    />
  );
}
