import { useQuery } from '@tanstack/react-query';
import type { ReconciliationCell } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { lazy, Suspense, useMemo } from 'react';
import { cellsQuery } from '../../api/books-queries.ts';
import { downloadText } from '../../charts/draw/download.ts';
import { columnDecimals, groupThousands } from '../../format/money.ts';
import { formatCount } from '../../format/number.ts';
import { IconButton } from '../../ui/button.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { cellKey, cellsCsv } from './prepare.ts';
import { CLASSES, type ReconciliationSearch } from './search.ts';
import { ClassTag } from './tags.tsx';
import { classLabels, text as shared, cellText as text } from './text.ts';

const CellDialog = lazy(() => import('./CellDialog.tsx'));

const ANY = '';
const REASONS = [
  { value: ANY, label: text.all },
  ...CLASSES.map((value) => ({ value, label: classLabels[value] })),
];

interface CellsPanelProps {
  month: string;
  provider: string;
  currency: string;
  search: ReconciliationSearch;
  onChange: (part: ReconciliationSearch) => void;
}

function Quantities({
  cell: { ledger_quantity: ours, invoice_quantity: theirs },
}: {
  cell: ReconciliationCell;
}) {
  return (
    <span className="tabular text-xs whitespace-nowrap">
      {ours === undefined ? '–' : groupThousands(ours)}
      <span className="block text-ink-3">{theirs === undefined ? '–' : groupThousands(theirs)}</span>
    </span>
  );
}

/** Where ledger and bill differ, day by day, largest first. */
export function CellsPanel({ month, provider, currency, search, onChange }: CellsPanelProps) {
  const { data, error, isPlaceholderData } = useQuery(cellsQuery({ month, provider, class: search.class }));
  const cells = data?.data;
  const columns = useMemo((): Column<ReconciliationCell>[] => {
    const all = cells ?? [];
    const decimals = columnDecimals(all.flatMap((one) => [one.ledger_cost, one.invoice_cost, one.amount]));
    const amount = (value: string) => <Money amount={value} currency={currency} decimals={decimals} />;
    return [
      {
        id: 'what',
        header: `${text.day}, ${text.model.toLowerCase()}, ${text.unit.toLowerCase()}`,
        cell: ({ day, scope, model, unit }) => (
          <>
            <button
              type="button"
              onClick={() => onChange({ day, scope, model, unit })}
              className={`${LINK_CLASS} tabular block text-left font-medium whitespace-nowrap`}
            >
              {day}
            </button>
            <span className="block break-words">{model === '' ? text.anyModel : model}</span>
            <span className="block text-xs text-ink-3">
              {[unit === '' ? text.anyUnit : unit, ...(scope === '' ? [] : [scope])].join(' · ')}
            </span>
          </>
        ),
      },
      { id: 'class', header: text.reason, cell: ({ class: kind }) => <ClassTag kind={kind} /> },
      {
        id: 'quantity',
        header: `${text.quantities}: ${text.ledger.toLowerCase()}, ${text.bill.toLowerCase()}`,
        align: 'end',
        from: 'lg',
        cell: (cell) => <Quantities cell={cell} />,
      },
      {
        id: 'ledger',
        header: text.ledger,
        align: 'end',
        from: 'md',
        cell: ({ ledger_cost }) => amount(ledger_cost),
      },
      {
        id: 'bill',
        header: text.bill,
        align: 'end',
        from: 'md',
        cell: ({ invoice_cost, apportioned }) => (
          <span title={apportioned === true ? text.apportioned : undefined}>
            {apportioned === true ? '≈ ' : ''}
            {amount(invoice_cost)}
          </span>
        ),
      },
      { id: 'difference', header: text.difference, align: 'end', cell: (cell) => amount(cell.amount) },
    ];
  }, [cells, currency, onChange]);
  const note =
    data === undefined
      ? null
      : data.total > data.data.length
        ? text.shown(formatCount(data.data.length), formatCount(data.total))
        : text.count(formatCount(data.total));
  return (
    <Panel
      flush
      title={text.title}
      note={note}
      actions={
        <>
          <Select
            label={text.reason}
            value={search.class ?? ANY}
            choices={REASONS}
            onChange={(next) => onChange({ class: CLASSES.find((one) => one === next) })}
          />
          <IconButton
            label={shared.downloadCsv}
            look="plain"
            disabled={cells === undefined}
            onClick={() =>
              cells !== undefined && downloadText(`weir-${provider}-${month}.csv`, cellsCsv(cells, currency))
            }
          >
            <Download aria-hidden />
          </IconButton>
        </>
      }
    >
      {error !== null && cells === undefined ? (
        <div className="p-4">
          <Failure error={error} />
        </div>
      ) : cells === undefined ? (
        <SkeletonRows rows={5} />
      ) : cells.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-2">{text.none}</p>
      ) : (
        <div className="max-h-[36rem] overflow-y-auto">
          <DataTable
            caption={text.caption}
            columns={columns}
            rows={cells}
            rowId={cellKey}
            stale={isPlaceholderData}
          />
        </div>
      )}
      <Suspense>
        {search.day === undefined ? null : (
          <CellDialog
            asked={{
              month,
              provider,
              day: search.day,
              scope: search.scope ?? '',
              model: search.model ?? '',
              unit: search.unit ?? '',
            }}
            currency={currency}
            onClose={() => onChange({ day: undefined, scope: undefined, model: undefined, unit: undefined })}
          />
        )}
      </Suspense>
    </Panel>
  );
}
