import type { ProviderHealth } from '@weir/core/contract';
import { useMemo } from 'react';
import { formatCount } from '../../format/number.ts';
import { type Column, DataTable } from '../../ui/table.tsx';
import { useZone } from '../scope/useZone.ts';
import { ErrorsCell, HeadroomCell, StateCell, TtftCell } from './HealthCells.tsx';
import { text } from './text.ts';

interface HealthTableProps {
  caption: string;
  health: readonly ProviderHealth[];
  /** Names the provider too: for a model that several sell. */
  withProvider?: boolean;
}

/** What each gateway saw, line by line. */
export function HealthTable({ caption, health, withProvider = false }: HealthTableProps) {
  const zone = useZone();
  const columns = useMemo(
    (): Column<ProviderHealth>[] => [
      {
        id: 'scope',
        header: withProvider ? text.provider : text.scope,
        cell: ({ provider, model }) => (
          <span className="font-medium break-all">{withProvider ? provider : (model ?? text.whole)}</span>
        ),
      },
      { id: 'gateway', header: text.gateway, from: 'md', cell: ({ gateway }) => gateway ?? text.none },
      { id: 'state', header: text.state, cell: (view) => <StateCell health={view} zone={zone} /> },
      { id: 'ttft', header: text.ttft, align: 'end', from: 'sm', cell: (view) => <TtftCell health={view} /> },
      { id: 'errors', header: text.errors, align: 'end', cell: (view) => <ErrorsCell health={view} /> },
      { id: 'calls', header: text.calls, align: 'end', from: 'md', cell: ({ calls }) => formatCount(calls) },
      {
        id: 'limit',
        header: text.headroom,
        from: 'lg',
        cell: (view) => <HeadroomCell health={view} zone={zone} />,
      },
    ],
    [zone, withProvider],
  );
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={health}
      rowId={({ provider, model = '', gateway = '' }) => `${provider} ${model} ${gateway}`}
    />
  );
}
