import { Link } from '@tanstack/react-router';
import type { CostReport, CostRow } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { useMemo } from 'react';
import { downloadText } from '../../charts/draw/download.ts';
import { Swatch } from '../../charts/draw/Swatch.tsx';
import { costsCsv } from '../../charts/prepare/csv.ts';
import { isMoney, MEASURES, type Measure, measureOf } from '../../charts/prepare/measures.ts';
import { groupKey } from '../../charts/prepare/series.ts';
import { columnDecimals, divideMoney } from '../../format/money.ts';
import { formatCount, formatShare, shareOf } from '../../format/number.ts';
import { Button } from '../../ui/button.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { withTerms } from '../scope/scope.ts';
import { dimensionLabel, text as scopeText } from '../scope/text.ts';
import { byDimension, byMeasure, groupTerms, sortedRows } from './rows.ts';
import { text } from './text.ts';
import type { ExplorerState } from './useExplorer.ts';

/** Always shown; the chosen measure is added in front when it is none of these. */
const STANDARD: readonly Measure[] = [
  'cost',
  'calls',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'errors',
];
const FROM: Partial<Record<Measure, 'sm' | 'lg' | '2xl'>> = {
  calls: 'sm',
  input_tokens: 'lg',
  output_tokens: 'lg',
  cache_read_tokens: '2xl',
  errors: '2xl',
};

function measureColumn(report: CostReport, measure: Measure, isChosen: boolean): Column<CostRow> {
  const decimals = columnDecimals(report.rows.map((row) => measureOf(row, measure)));
  const show = (value: string) =>
    isMoney(measure) ? (
      <Money amount={value} currency={report.currency} decimals={decimals} />
    ) : (
      formatCount(Number(value))
    );
  const from = isChosen ? undefined : FROM[measure];
  return {
    id: measure,
    header: text.measures[measure],
    align: 'end',
    compare: byMeasure(measure),
    cell: (row) => show(measureOf(row, measure)),
    footer: show(measureOf(report.total, measure)),
    ...(from === undefined ? {} : { from }),
  };
}

function derivedColumns(report: CostReport, measure: Measure): Column<CostRow>[] {
  const total = measureOf(report.total, measure);
  const share = (value: string) => {
    const part = shareOf(value, total);
    return part === undefined ? text.nothing : formatShare(part);
  };
  const perCall = (row: CostReport['total']) => {
    const amount = divideMoney(row.cost, row.calls, 12);
    return amount === undefined ? (
      text.nothing
    ) : (
      <Money amount={amount} currency={report.currency} decimals={6} />
    );
  };
  return [
    {
      id: 'share',
      header: text.share,
      align: 'end',
      from: 'sm',
      cell: (row) => share(measureOf(row, measure)),
      footer: share(total),
    },
    {
      id: 'per_call',
      header: text.perCall,
      align: 'end',
      from: 'md',
      cell: perCall,
      footer: perCall(report.total),
    },
  ];
}

export function ExplorerTable({
  state,
  slots,
}: {
  state: ExplorerState;
  slots: ReadonlyMap<string, number>;
}) {
  const { groups, by, measure, range, search, change, sort, callsBehind } = state;
  const report = groups.data;
  const columns = useMemo((): Column<CostRow>[] => {
    if (report === undefined) return [];
    const measures = STANDARD.includes(measure) ? STANDARD : [measure, ...STANDARD];
    const [share, perCall] = derivedColumns(report, measure);
    const named = by.map(
      (dimension, position): Column<CostRow> => ({
        id: dimension,
        header: dimensionLabel(dimension),
        compare: byDimension(dimension),
        footer: position === 0 ? text.total : undefined,
        cell: (row) => {
          const value = row.group[dimension] ?? '';
          const shown = value === '' ? text.none : value;
          if (row.folded === true)
            return position === 0 ? <span className="text-ink-2">{text.folded}</span> : null;
          return (
            <span className="flex max-w-72 min-w-24 items-center gap-2">
              {position === 0 ? <Swatch slot={slots.get(groupKey(row, by))} /> : null}
              <button
                type="button"
                title={text.narrow(shown)}
                className="truncate text-left font-medium underline-offset-4 hover:underline"
                onClick={() => change({ filter: withTerms(search.filter, [{ dimension, value }]) })}
              >
                {shown}
              </button>
            </span>
          );
        },
      }),
    );
    const figures = measures.map((one) => measureColumn(report, one, one === measure));
    const at = figures.findIndex(({ id }) => id === measure) + 1;
    const withShare = share === undefined ? figures : figures.toSpliced(at, 0, share);
    const calls = withShare.findIndex(({ id }) => id === 'calls') + 1;
    const all = perCall === undefined ? withShare : withShare.toSpliced(calls, 0, perCall);
    const drill: Column<CostRow> = {
      id: 'drill',
      header: '',
      align: 'end',
      cell: (row) => {
        const terms = groupTerms(row, by);
        if (row.folded === true) return null;
        return (
          <Link
            to="/calls"
            aria-label={text.showCalls(
              terms.map(({ value }) => (value === '' ? text.none : value)).join(' · '),
            )}
            className="text-accent-strong underline-offset-4 hover:underline"
            search={callsBehind(terms)}
          >
            {text.calls}
          </Link>
        );
      },
    };
    return [...named, ...all, drill];
  }, [report, by, measure, slots, callsBehind, search, change]);

  const download = () => {
    if (report === undefined) return;
    const name = `weir-${by.join('-')}-${range.since.toISOString().slice(0, 10)}.csv`;
    downloadText(name, costsCsv({ ...report, rows: sortedRows(report, sort, MEASURES) }));
  };
  return (
    <Panel
      flush
      title={by.map(dimensionLabel).join(' · ')}
      note={
        report === undefined
          ? null
          : `${text.groups(formatCount(report.rows.length))}, ${text.answeredFrom[report.answered_from]}`
      }
      actions={
        <Button size="sm" onClick={download} disabled={report === undefined} aria-label={text.download}>
          <Download aria-hidden className="text-ink-3" />
          {text.csv}
        </Button>
      }
    >
      {report === undefined ? (
        <SkeletonRows rows={8} />
      ) : (
        <DataTable
          caption={text.caption(
            text.measures[measure],
            by.map(dimensionLabel).join(' and '),
            scopeText.presets[state.preset],
          )}
          columns={columns}
          rows={report.rows}
          rowId={(row) => groupKey(row, by)}
          sort={sort}
          onSort={({ id, desc }) => change({ sort: `${desc ? '-' : ''}${id}` })}
          stale={groups.isPlaceholderData}
        />
      )}
    </Panel>
  );
}
