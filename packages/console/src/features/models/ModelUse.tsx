import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { CostRow } from '@weir/core/contract';
import { useMemo } from 'react';
import { costsQuery } from '../../api/queries.ts';
import { columnDecimals } from '../../format/money.ts';
import { formatCount } from '../../format/number.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { presetRange } from '../scope/range.ts';
import { useNow } from '../scope/useNow.ts';
import { useKnownZone } from '../scope/useZone.ts';
import { modelText as text } from './text.ts';

/** Which workloads called the model lately, whichever provider sold it, and for how much. */
export function ModelUse({ model }: { model: string }) {
  const { zone, isKnown } = useKnownZone();
  const range = presetRange('30d', useNow(), zone);
  const report = useQuery({
    ...costsQuery({
      by: 'workload',
      filter: [`model=${model}`],
      since: range.since.toISOString(),
      until: range.until.toISOString(),
      sandbox: 'include',
    }),
    enabled: isKnown,
  }).data;
  const columns = useMemo((): Column<CostRow>[] => {
    const rows = report?.rows ?? [];
    const currency = report?.currency ?? 'USD';
    const decimals = columnDecimals(rows.map((row) => row.cost));
    const idOf = (row: CostRow) => row.group['workload'] ?? '';
    return [
      {
        id: 'workload',
        header: text.workload,
        cell: (row) =>
          row.folded === true || idOf(row) === '' ? (
            text.none
          ) : (
            <Link to="/workloads/$id" params={{ id: idOf(row) }} className={LINK_CLASS}>
              {idOf(row)}
            </Link>
          ),
      },
      {
        id: 'calls',
        header: text.callsColumn,
        align: 'end',
        cell: (row) => (
          <Link
            to="/calls"
            search={{ range: '30d', filter: [`model=${model}`, `workload=${idOf(row)}`] }}
            className={LINK_CLASS}
          >
            {formatCount(row.calls)}
          </Link>
        ),
      },
      {
        id: 'cost',
        header: text.cost,
        align: 'end',
        cell: (row) => <Money amount={row.cost} currency={currency} decimals={decimals} />,
      },
    ];
  }, [report, model]);
  return (
    <Panel title={text.use} flush>
      {report === undefined ? (
        <SkeletonRows rows={3} columns={3} />
      ) : report.rows.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-2">{text.noUse}</p>
      ) : (
        <DataTable
          caption={text.use}
          columns={columns}
          rows={report.rows}
          rowId={(row) => row.group['workload'] ?? ''}
        />
      )}
    </Panel>
  );
}
