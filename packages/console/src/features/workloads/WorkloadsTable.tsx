import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { formatMoney } from '../../format/money.ts';
import { formatDay } from '../../format/time.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable, type Sort } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { VerdictTag } from '../value/verdict.tsx';
import { GateTag } from './GateTag.tsx';
import { compareKnown, loadRatio, type WorkloadRow } from './prepare.ts';
import { StageTag } from './StageTag.tsx';
import { text } from './text.ts';

const byText = (read: (row: WorkloadRow) => string) => (a: WorkloadRow, b: WorkloadRow) =>
  read(a).localeCompare(read(b));

function NameCell({ row: { workload, worth }, search }: { row: WorkloadRow; search: object }) {
  const { id, name, application, environment, merged_into: into } = workload;
  return (
    <>
      <Link
        to="/workloads/$id"
        params={{ id }}
        search={search}
        title={id}
        className="block max-w-32 truncate font-medium sm:max-w-56 text-accent-strong underline-offset-4 hover:underline"
      >
        {name}
      </Link>
      <span className="mt-0.5 flex max-w-32 flex-wrap items-center gap-1.5 text-xs text-ink-3 sm:max-w-56">
        {worth === undefined ? null : (
          <span className="sm:hidden">
            <VerdictTag verdict={worth.verdict} because={worth.because} />
          </span>
        )}
        <span className="hidden truncate sm:inline">
          {application} · {environment}
        </span>
        {into === undefined ? null : <Tag title={text.mergedHint}>{text.mergedInto(into)}</Tag>}
      </span>
    </>
  );
}

/** Loaded cost, and beneath it what of it providers bill and how many times more it is. */
function CostLines({ loaded, api, currency }: { loaded: string; api: string; currency: string }) {
  const ratio = loadRatio(loaded, api);
  return (
    <>
      <Money amount={loaded} currency={currency} />
      <span className="tabular block text-xs font-normal whitespace-nowrap text-ink-3">
        {text.ofWhichApi(formatMoney(api, currency).text)}
        {ratio === undefined ? null : <span className="hidden sm:inline">{text.ratio(ratio)}</span>}
      </span>
    </>
  );
}

/** What a successful outcome costs, and beneath it what one is worth. */
function OutcomeCell({ row: { worth }, currency }: { row: WorkloadRow; currency: string }) {
  const cost = worth?.cost_per_successful_outcome ?? null;
  const value = worth?.value_per_outcome ?? null;
  if (worth === undefined || (cost === null && value === null)) {
    return <span className="text-ink-3">{text.none}</span>;
  }
  return (
    <>
      {cost === null ? text.none : <Money amount={cost} currency={currency} />}
      <span className="tabular block text-xs whitespace-nowrap text-ink-3">
        {value === null ? text.worthUnknown : text.worth(formatMoney(value, currency).text)}
      </span>
    </>
  );
}

function ReviewCell({ date, zone, today }: { date: string | undefined; zone: string; today: string }) {
  if (date === undefined) return <span className="text-ink-3">{text.none}</span>;
  const day = formatDay(`${date}T12:00:00Z`, zone);
  return date < today ? (
    <Tag tone="bad" title={text.reviewOverdue}>
      {day}
    </Tag>
  ) : (
    day
  );
}

interface WorkloadsTableProps {
  rows: readonly WorkloadRow[];
  currency: string;
  zone: string;
  /** `2026-11-22`. */
  today: string;
  /** Of links to a workload: the period goes along. */
  search: object;
  total: { loaded: string; api: string };
  sort: Sort;
  onSort: (sort: Sort) => void;
  stale: boolean;
}

type ColumnFacts = Pick<WorkloadsTableProps, 'currency' | 'zone' | 'today' | 'search' | 'total'>;

function columnsOf({ currency, zone, today, search, total }: ColumnFacts): Column<WorkloadRow>[] {
  return [
    {
      id: 'workload',
      header: text.workload,
      compare: byText(({ workload }) => workload.name),
      cell: (row) => <NameCell row={row} search={search} />,
      footer: text.total,
    },
    {
      id: 'owner',
      header: text.owner,
      from: 'xl',
      compare: byText(({ workload }) => workload.owner),
      cell: ({ workload: { owner } }) => (
        <span className="block max-w-40 truncate" title={owner}>
          {owner.replace(/@.*$/, '')}
        </span>
      ),
    },
    {
      id: 'stage',
      header: text.stage,
      from: 'md',
      compare: byText(({ workload }) => workload.stage),
      cell: ({ workload }) => <StageTag stage={workload.stage} />,
    },
    {
      id: 'verdict',
      header: text.verdict,
      from: 'sm',
      compare: byText(({ worth }) => worth?.verdict ?? ''),
      cell: ({ worth }) =>
        worth === undefined ? (
          <span className="text-ink-3">{text.none}</span>
        ) : (
          <VerdictTag verdict={worth.verdict} because={worth.because} />
        ),
    },
    {
      id: 'cost',
      header: text.loadedCost,
      align: 'end',
      compare: (a, b) => compareKnown(a.worth?.loaded_cost, b.worth?.loaded_cost),
      cell: ({ worth }) =>
        worth === undefined ? (
          <span className="text-ink-3">{text.none}</span>
        ) : (
          <CostLines loaded={worth.loaded_cost} api={worth.api_cost} currency={currency} />
        ),
      footer: <CostLines {...total} currency={currency} />,
    },
    {
      id: 'outcome',
      header: text.perSuccess,
      align: 'end',
      compare: (a, b) =>
        compareKnown(a.worth?.cost_per_successful_outcome, b.worth?.cost_per_successful_outcome),
      cell: (row) => <OutcomeCell row={row} currency={currency} />,
    },
    {
      id: 'gate',
      header: text.gate,
      from: 'lg',
      compare: byText(({ gate }) => gate?.state ?? ''),
      cell: ({ gate }) =>
        gate === undefined ? <span className="text-ink-3">{text.none}</span> : <GateTag gate={gate} />,
    },
    {
      id: 'review',
      header: text.review,
      from: 'lg',
      className: 'whitespace-nowrap',
      compare: byText(({ workload }) => workload.review_date ?? '9'),
      cell: ({ workload }) => <ReviewCell date={workload.review_date} zone={zone} today={today} />,
    },
  ];
}

/** All workloads as a table: whose they are, what they cost and are worth, whether they may go on. */
export function WorkloadsTable(props: WorkloadsTableProps) {
  const { rows, sort, onSort, stale, currency, zone, today, search, total } = props;
  const columns = useMemo(
    () => columnsOf({ currency, zone, today, search, total }),
    [currency, zone, today, search, total],
  );
  return (
    <DataTable
      caption={text.caption}
      columns={columns}
      rows={rows}
      rowId={({ workload }) => workload.id}
      sort={sort}
      onSort={onSort}
      stale={stale}
    />
  );
}
