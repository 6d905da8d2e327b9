import type { ProposedEntry } from '@weir/core/contract';
import { useMemo } from 'react';
import { columnDecimals, groupThousands } from '../../format/money.ts';
import { formatDay } from '../../format/time.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { useZone } from '../scope/useZone.ts';
import { proposalText as text } from './text.ts';

/** Entries as the ledger would have them: day, model, for whom, how much. */
export function ProposedEntries({ entries }: { entries: readonly ProposedEntry[] }) {
  const zone = useZone();
  const rows = useMemo(() => entries.map((entry, place) => ({ place, ...entry })), [entries]);
  const columns = useMemo((): Column<(typeof rows)[number]>[] => {
    const decimals = columnDecimals(rows.map(({ effective_cost }) => effective_cost));
    return [
      {
        id: 'what',
        header: text.what,
        cell: ({ at, provider, model, unit }) => (
          <>
            <span className="block break-words">{model === '' ? provider : `${provider}/${model}`}</span>
            <span className="block text-xs text-ink-3">{`${formatDay(at, zone)} · ${unit}`}</span>
          </>
        ),
      },
      {
        id: 'for',
        header: text.forWhom,
        cell: ({ tags }) =>
          tags['workload'] ?? tags['team'] ?? <span className="text-ink-3">{text.nobody}</span>,
      },
      {
        id: 'quantity',
        header: text.quantity,
        align: 'end',
        from: 'sm',
        cell: ({ quantity }) => <span className="tabular">{groupThousands(quantity)}</span>,
      },
      {
        id: 'cost',
        header: text.cost,
        align: 'end',
        cell: ({ effective_cost: cost, currency }) => (
          <Money amount={cost} currency={currency} decimals={decimals} />
        ),
      },
    ];
  }, [rows, zone]);
  return (
    <div className="max-h-64 overflow-y-auto rounded-md border border-line">
      <DataTable
        caption={text.bookedCaption}
        columns={columns}
        rows={rows}
        rowId={({ place }) => String(place)}
      />
    </div>
  );
}
