import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReconciliationDetail, StatementLine } from '@weir/core/contract';
import { useMemo } from 'react';
import { type CellAsked, cellQuery } from '../../api/books-queries.ts';
import { columnDecimals, groupThousands } from '../../format/money.ts';
import { formatClock, formatDay } from '../../format/time.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { Failure } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { spanOf } from './prepare.ts';
import { cellText as text } from './text.ts';

type Charge = ReconciliationDetail['charges'][number];
const UTC = 'UTC';

function Charges({ charges, currency }: { charges: readonly Charge[]; currency: string }) {
  const columns = useMemo((): Column<Charge>[] => {
    const decimals = columnDecimals(charges.map(({ cost }) => cost));
    return [
      {
        id: 'call',
        header: text.call,
        cell: ({ call_id: id, started_at: at, entry }) => (
          <>
            <Link to="/calls/$id" params={{ id }} className={`${LINK_CLASS} tabular whitespace-nowrap`}>
              {`${formatDay(at, UTC)}, ${formatClock(at, UTC)}`}
            </Link>
            {entry === undefined ? null : (
              <span className="block text-xs text-ink-3">{text.entry(entry)}</span>
            )}
          </>
        ),
      },
      { id: 'workload', header: text.workload, from: 'sm', cell: ({ workload }) => workload ?? '–' },
      {
        id: 'model',
        header: text.model,
        from: 'sm',
        cell: ({ model, unit }) => (
          <>
            {model}
            <span className="block text-xs text-ink-3">{unit}</span>
          </>
        ),
      },
      {
        id: 'quantity',
        header: text.quantity,
        align: 'end',
        cell: ({ quantity }) => <span className="tabular">{groupThousands(quantity)}</span>,
      },
      {
        id: 'cost',
        header: text.cost,
        align: 'end',
        cell: ({ cost }) => <Money amount={cost} currency={currency} decimals={decimals} />,
      },
    ];
  }, [charges, currency]);
  return (
    <DataTable
      caption={text.callsCaption}
      columns={columns}
      rows={charges}
      rowId={(one) => `${one.call_id} ${one.unit} ${one.cost} ${one.quantity}`}
    />
  );
}

const LINE_COLUMNS: Column<StatementLine>[] = [
  {
    id: 'line',
    header: text.description,
    cell: ({ description, model, unit, since, project }) => (
      <span className="block max-w-72">
        <span className="block truncate" title={description}>
          {description}
        </span>
        <span className="block text-xs text-ink-3">
          {[formatDay(since, UTC), model, unit, project].filter((one) => one !== undefined).join(' · ')}
        </span>
      </span>
    ),
  },
  {
    id: 'source',
    header: text.source,
    from: 'sm',
    cell: ({ source }) => (
      <Link to="/sources/$id" params={{ id: source }} className={LINK_CLASS}>
        {source}
      </Link>
    ),
  },
  {
    id: 'quantity',
    header: text.quantity,
    align: 'end',
    cell: ({ quantity }) => (
      <span className="tabular">{quantity === undefined ? '–' : groupThousands(quantity)}</span>
    ),
  },
  {
    id: 'cost',
    header: text.cost,
    align: 'end',
    cell: ({ cost, currency }) => (cost === undefined ? '–' : <Money amount={cost} currency={currency} />),
  },
];

interface SideProps {
  title: string;
  none: string;
  count: number;
  action?: React.ReactNode;
  children: React.ReactNode;
}

function Side({ title, none, count, action, children }: SideProps) {
  return (
    <section>
      <header className="mb-2 flex min-h-8 flex-wrap items-center gap-2">
        <h3 className="text-sm font-semibold">{title}</h3>
        <span className="tabular text-xs text-ink-3">{count}</span>
        {count === 0 ? null : <span className="ml-auto">{action}</span>}
      </header>
      {count === 0 ? (
        <p className="text-sm text-ink-2">{none}</p>
      ) : (
        <div className="max-h-64 overflow-y-auto rounded-md border border-line">{children}</div>
      )}
    </section>
  );
}

/** Terms that find the charges of the cell in the list of calls. */
function filterOf(charges: readonly Charge[], unit: string): string[] {
  const models = [...new Set(charges.map(({ model }) => model))];
  return [...models.map((model) => `model=${model}`), ...(unit === '' ? [] : [`unit=${unit}`])];
}

interface CellDialogProps {
  asked: CellAsked;
  currency: string;
  onClose: () => void;
}

/** Both sides of one difference: calls and lines of the bill. */
export default function CellDialog({ asked, currency, onClose }: CellDialogProps) {
  const { data, error, refetch } = useQuery(cellQuery(asked));
  const { day, scope, model, unit } = asked;
  const title = [
    day,
    model === '' ? text.anyModel : model,
    unit === '' ? text.anyUnit : unit,
    ...(scope === '' ? [] : [scope]),
  ].join(' · ');
  return (
    <Dialog wide open onClose={onClose} title={title} description={text.detailLead}>
      {error !== null ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <SkeletonRows rows={5} columns={3} />
      ) : (
        <div className="flex flex-col gap-6">
          <Side
            title={text.calls}
            none={text.noCalls}
            count={data.charges.length}
            action={
              <LinkButton
                to="/calls"
                search={{ range: 'custom', ...spanOf(day), filter: filterOf(data.charges, unit) }}
                size="sm"
              >
                {text.toCalls}
              </LinkButton>
            }
          >
            <Charges charges={data.charges} currency={currency} />
          </Side>
          <Side title={text.lines} none={text.noLines} count={data.lines.length}>
            <DataTable
              caption={text.linesCaption}
              columns={LINE_COLUMNS}
              rows={data.lines}
              rowId={(line) => `${line.source} ${line.id}`}
            />
          </Side>
          {data.truncated ? <p className="text-xs text-warn">{text.truncated}</p> : null}
        </div>
      )}
    </Dialog>
  );
}
