import { Link } from '@tanstack/react-router';
import type { UnitReport } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { downloadText } from '../../charts/draw/download.ts';
import { toCsv } from '../../charts/prepare/csv.ts';
import { columnDecimals } from '../../format/money.ts';
import { formatCount, formatShare, shareOf } from '../../format/number.ts';
import { IconButton } from '../../ui/button.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { type Column, DataTable, type Sort } from '../../ui/table.tsx';
import type { PageScope } from '../scope/usePageScope.ts';
import { economicsText as text } from './page-text.ts';
import { compareKnown } from './prepare.ts';

type Breakdown = UnitReport['by'][number];
type Row = Breakdown['rows'][number];

const DIMENSIONS = ['prompt_version', 'model', 'customer'] as const;
const rateOf = (row: Row) => shareOf(row.successes, row.outcomes);

interface ColumnFacts {
  rows: readonly Row[];
  currency: string;
  linkTo: (value: string) => { filter: string[] } & Record<string, unknown>;
  header: string;
}

function columnsOf({ rows, currency, linkTo, header }: ColumnFacts): Column<Row>[] {
  const money = (id: 'api_cost' | 'cost_per_call' | 'cost_per_successful_outcome', name: string) => {
    const decimals = columnDecimals(rows.map((row) => row[id] ?? '0'));
    return {
      id,
      header: name,
      align: 'end' as const,
      compare: (a: Row, b: Row) => compareKnown(a[id], b[id]),
      cell: (row: Row) => {
        const amount = row[id];
        if (amount === null) return <span className="text-ink-3">–</span>;
        return <Money amount={amount} currency={currency} decimals={decimals} />;
      },
    };
  };
  return [
    {
      id: 'value',
      header,
      compare: (a, b) => a.value.localeCompare(b.value),
      cell: ({ value }) =>
        value === '' ? (
          <span className="text-ink-3">{text.unnamed}</span>
        ) : (
          <Link
            to="/calls"
            search={linkTo(value)}
            title={text.callsOf(value)}
            className={`${LINK_CLASS} block max-w-28 truncate sm:max-w-64`}
          >
            {value}
          </Link>
        ),
    },
    {
      id: 'calls',
      header: text.callsCount,
      align: 'end',
      from: 'md',
      compare: (a, b) => a.calls - b.calls,
      cell: ({ calls }) => formatCount(calls),
    },
    {
      id: 'outcomes',
      header: text.outcomesCount,
      align: 'end',
      from: 'lg',
      compare: (a, b) => a.outcomes - b.outcomes,
      cell: ({ outcomes }) => formatCount(outcomes),
    },
    {
      id: 'rate',
      header: text.rate,
      align: 'end',
      from: 'sm',
      compare: (a, b) => compareKnown(rateOf(a), rateOf(b)),
      cell: (row) => {
        const rate = rateOf(row);
        return rate === undefined ? <span className="text-ink-3">–</span> : formatShare(rate);
      },
    },
    { ...money('api_cost', text.api), from: 'sm' },
    { ...money('cost_per_call', text.perCall), from: 'lg' },
    money('cost_per_successful_outcome', text.perSuccess),
  ];
}

const csvOf = ({ dimension, rows }: Breakdown, currency: string): string =>
  toCsv([
    [
      dimension,
      'calls',
      'outcomes',
      'successes',
      'api_cost',
      'cost_per_call',
      'cost_per_successful_outcome',
      'currency',
    ],
    ...rows.map((row) => [
      row.value,
      String(row.calls),
      String(row.outcomes),
      String(row.successes),
      row.api_cost,
      row.cost_per_call ?? '',
      row.cost_per_successful_outcome ?? '',
      currency,
    ]),
  ]);

/** Cost and success by prompt version, model and customer: where to look first. */
export function BreakdownPanel({ report, scope }: { report: UnitReport; scope: PageScope }) {
  const { by, currency, workload } = report;
  const [dimension, setDimension] = useState<Breakdown['dimension']>('prompt_version');
  const [sort, setSort] = useState<Sort>({ id: 'api_cost', desc: true });
  const shown = by.find((one) => one.dimension === dimension);
  const { since, until } = scope.query;
  const columns = useMemo(() => {
    const linkTo = (value: string) => ({
      range: 'custom' as const,
      since,
      until,
      filter: [`workload=${workload}`, `${dimension}=${value}`],
    });
    return columnsOf({ rows: shown?.rows ?? [], currency, linkTo, header: text.dimensions[dimension] });
  }, [shown, currency, dimension, workload, since, until]);
  return (
    <Panel
      title={text.by}
      note={text.byNote}
      flush={shown !== undefined && shown.rows.length > 0}
      actions={
        <>
          <Segmented
            label={text.dimension}
            value={dimension}
            onChange={setDimension}
            choices={DIMENSIONS.map((value) => ({ value, label: text.dimensions[value] }))}
          />
          <IconButton
            label={`CSV: ${text.dimensions[dimension]}`}
            disabled={shown === undefined || shown.rows.length === 0}
            onClick={() =>
              shown !== undefined &&
              downloadText(`weir-${workload}-by-${dimension}.csv`, csvOf(shown, currency))
            }
          >
            <Download aria-hidden />
          </IconButton>
        </>
      }
    >
      {shown === undefined || shown.rows.length === 0 ? (
        <p className="text-sm text-ink-2">{text.noRows}</p>
      ) : (
        <DataTable
          caption={text.by}
          columns={columns}
          rows={shown.rows}
          rowId={({ value }) => value}
          sort={sort}
          onSort={setSort}
        />
      )}
    </Panel>
  );
}
