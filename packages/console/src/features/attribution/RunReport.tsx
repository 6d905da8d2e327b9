import { Link } from '@tanstack/react-router';
import type { AttributionRun } from '@weir/core/contract';
import { useMemo } from 'react';
import { columnDecimals } from '../../format/money.ts';
import { formatCount } from '../../format/number.ts';
import { formatBucket } from '../../format/time.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { claimText as text } from './text.ts';

type Move = AttributionRun['data'][number];

/** What rules move, by rule and month, and what was left out and why. */
export function RunReport({ run, isOfAll = false }: { run: AttributionRun; isOfAll?: boolean }) {
  const columns = useMemo((): Column<Move>[] => {
    const decimals = columnDecimals(run.data.map(({ cost }) => cost));
    return [
      ...(isOfAll ? [{ id: 'rule', header: text.rule, cell: ({ rule }: Move) => rule }] : []),
      {
        id: 'month',
        header: text.month,
        cell: ({ month }) => formatBucket(`${month.slice(0, 7)}-15T00:00:00Z`, 'month', 'UTC'),
      },
      { id: 'calls', header: text.calls, align: 'end', cell: ({ calls }) => formatCount(calls) },
      {
        id: 'cost',
        header: text.cost,
        align: 'end',
        cell: ({ cost, currency }) => <Money amount={cost} currency={currency} decimals={decimals} />,
      },
      {
        id: 'entries',
        header: text.entries,
        align: 'end',
        from: 'sm',
        cell: ({ entries }) => formatCount(entries),
      },
    ];
  }, [run, isOfAll]);
  const proposals = run.data.filter(({ proposal }) => proposal !== undefined).length;
  const caption = isOfAll ? text.movesAll : text.moves;
  return (
    <div className="flex flex-col gap-3 text-sm">
      {run.data.length === 0 ? (
        <p className="text-ink-2">{text.nothing}</p>
      ) : (
        <>
          <div className="max-h-64 overflow-y-auto rounded-md border border-line">
            <DataTable
              caption={caption}
              columns={columns}
              rows={run.data}
              rowId={({ rule, month }) => `${rule} ${month}`}
            />
          </div>
          <p className="text-xs text-ink-3">{text.totalsStay}</p>
        </>
      )}
      {run.notes.length === 0 ? null : (
        <section aria-label={text.notes}>
          <h3 className="text-xs text-ink-3">{text.notes}</h3>
          <ul className="list-disc pl-5 text-ink-2">
            {run.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </section>
      )}
      {run.dry_run || proposals === 0 ? null : (
        <div className="rounded-md border border-good bg-good-weak px-4 py-3">
          <p className="font-medium">{text.proposed(proposals)}</p>
          <p className="mt-0.5 text-ink-2">
            {text.proposedLead}{' '}
            <Link to="/reconciliation" search={{ section: 'proposals' }} className={LINK_CLASS}>
              {text.toProposals}
            </Link>
          </p>
        </div>
      )}
    </div>
  );
}
