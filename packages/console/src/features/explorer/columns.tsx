import { Link } from '@tanstack/react-router';
import type { ExploreReport, ExploreRow } from '@weir/core/contract';
import { Swatch } from '../../charts/draw/Swatch.tsx';
import { isMoney, type Measure, measureOf } from '../../charts/prepare/measures.ts';
import { groupKey } from '../../charts/prepare/series.ts';
import { columnDecimals } from '../../format/money.ts';
import { formatCount, formatDuration, formatShare, shareOf } from '../../format/number.ts';
import { Money } from '../../ui/money.tsx';
import type { Column } from '../../ui/table.tsx';
import type { CallsSearch } from '../calls/search.ts';
import type { FilterTerm } from '../scope/scope.ts';
import { dimensionLabel } from '../scope/text.ts';
import { groupTerms } from './rows.ts';
import { text } from './text.ts';

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

const shownValue = (row: ExploreRow, dimension: string): string => {
  const value = row.group[dimension] ?? '';
  return value === '' ? text.none : value;
};

export interface ColumnOptions {
  report: ExploreReport;
  by: readonly string[];
  measure: Measure;
  /** Colour slot by group key. */
  slots: ReadonlyMap<string, number>;
  onNarrow: (term: FilterTerm) => void;
  callsBehind: (terms: readonly FilterTerm[]) => CallsSearch;
}

function dimensionColumn(options: ColumnOptions, dimension: string, position: number): Column<ExploreRow> {
  const { by, slots, onNarrow } = options;
  const isFirst = position === 0;
  const second = isFirst ? by[1] : undefined;
  return {
    id: dimension,
    header: dimensionLabel(dimension),
    ordered: true,
    ...(isFirst ? { footer: text.total } : { from: 'sm' as const }),
    cell: (row) => {
      const shown = shownValue(row, dimension);
      return (
        <span className="flex max-w-72 min-w-24 items-center gap-2">
          {isFirst ? <Swatch slot={slots.get(groupKey(row, by))} /> : null}
          <span className="min-w-0">
            <button
              type="button"
              title={text.narrow(shown)}
              className="block max-w-full truncate text-left font-medium underline-offset-4 hover:underline"
              onClick={() => onNarrow({ dimension, value: row.group[dimension] ?? '' })}
            >
              {shown}
            </button>
            {second === undefined ? null : (
              <span className="block truncate text-xs text-ink-3 sm:hidden">{shownValue(row, second)}</span>
            )}
          </span>
        </span>
      );
    },
  };
}

function measureColumn({ report, measure: chosen }: ColumnOptions, measure: Measure): Column<ExploreRow> {
  const decimals = columnDecimals(report.rows.map((row) => measureOf(row, measure)));
  const show = (value: string) =>
    isMoney(measure) ? (
      <Money amount={value} currency={report.currency} decimals={decimals} />
    ) : (
      formatCount(Number(value))
    );
  const from = measure === chosen ? undefined : FROM[measure];
  return {
    id: measure,
    header: text.measures[measure],
    align: 'end',
    ordered: true,
    cell: (row) => show(measureOf(row, measure)),
    footer: show(measureOf(report.total, measure)),
    ...(from === undefined ? {} : { from }),
  };
}

function shareColumn({ report, measure }: ColumnOptions): Column<ExploreRow> {
  const total = measureOf(report.total, measure);
  const share = (value: string) => {
    const part = shareOf(value, total);
    return part === undefined ? text.nothing : formatShare(part);
  };
  return {
    id: 'share',
    header: text.share,
    align: 'end',
    from: 'sm',
    cell: (row) => share(measureOf(row, measure)),
    footer: share(total),
  };
}

type Figures = ExploreReport['total'];

function unitColumn(
  { report }: ColumnOptions,
  id: 'cost_per_call' | 'cost_per_million_tokens',
  from: 'md' | 'xl',
): Column<ExploreRow> {
  const show = ({ units }: Figures) => {
    const amount = units[id];
    return amount === null ? text.nothing : <Money amount={amount} currency={report.currency} decimals={6} />;
  };
  return {
    id,
    header: text.units[id],
    align: 'end',
    from,
    ...(id === 'cost_per_call' ? { ordered: true } : {}),
    cell: show,
    footer: show(report.total),
  };
}

/** What it was before, and what became of it. */
function comparisonColumns({ report }: ColumnOptions): Column<ExploreRow>[] {
  if (report.compared_with === undefined) return [];
  const decimals = columnDecimals(report.rows.map(({ previous }) => previous?.cost ?? '0'));
  const before = ({ previous }: Figures) =>
    previous === undefined ? (
      text.nothing
    ) : (
      <Money amount={previous.cost} currency={report.currency} decimals={decimals} />
    );
  const change = ({ change: by }: Figures) => {
    if (by === undefined) return text.nothing;
    const share =
      by.share === null ? text.isNew : `${by.share.startsWith('-') ? '' : '+'}${formatShare(by.share)}`;
    return (
      <span className="inline-flex items-baseline justify-end gap-2">
        <Money amount={by.cost} currency={report.currency} decimals={decimals} />
        <span className="text-xs text-ink-3">{share}</span>
      </span>
    );
  };
  return [
    {
      id: 'previous',
      header: text.previous,
      align: 'end',
      from: 'sm',
      cell: before,
      footer: before(report.total),
    },
    {
      id: 'change',
      header: text.change,
      align: 'end',
      ordered: true,
      cell: change,
      footer: change(report.total),
    },
  ];
}

/** Percentiles over single calls, as P50 / P95 / P99. */
function percentileColumns({ report }: ColumnOptions): Column<ExploreRow>[] {
  if (report.rows.every(({ percentiles }) => percentiles === undefined)) return [];
  return [
    {
      id: 'cost_percentiles',
      header: text.costPercentiles,
      align: 'end',
      from: 'md',
      cell: ({ percentiles }) =>
        percentiles === undefined ? (
          text.nothing
        ) : (
          <span
            className="tabular whitespace-nowrap"
            title={text.percentilesOf(formatCount(percentiles.calls), percentiles.approximate)}
          >
            {[percentiles.cost.p50, percentiles.cost.p95, percentiles.cost.p99].map((amount, i) => (
              <span key={text.levels[i]}>
                {i === 0 ? null : <span className="text-ink-3"> / </span>}
                <Money amount={amount} currency={report.currency} decimals={6} />
              </span>
            ))}
          </span>
        ),
    },
    {
      id: 'latency_percentiles',
      header: text.latencyPercentiles,
      align: 'end',
      from: 'lg',
      cell: ({ percentiles }) =>
        percentiles?.duration_ms === undefined ? (
          text.nothing
        ) : (
          <span className="tabular whitespace-nowrap">
            {[percentiles.duration_ms.p50, percentiles.duration_ms.p95, percentiles.duration_ms.p99]
              .map(formatDuration)
              .join(' / ')}
          </span>
        ),
    },
  ];
}

function drillColumn({ by, callsBehind }: ColumnOptions): Column<ExploreRow> {
  return {
    id: 'drill',
    header: text.behind,
    align: 'end',
    cell: (row) => (
      <Link
        to="/calls"
        search={callsBehind(groupTerms(row, by))}
        aria-label={text.showCalls(by.map((dimension) => shownValue(row, dimension)).join(' · '))}
        className="text-accent-strong underline-offset-4 hover:underline"
      >
        {text.calls}
      </Link>
    ),
  };
}

/** Columns of the table under the chart: dimensions, measures with their share and cost per call, way to the calls. */
export function explorerColumns(options: ColumnOptions): Column<ExploreRow>[] {
  const { by, measure } = options;
  const measures = STANDARD.includes(measure) ? STANDARD : [measure, ...STANDARD];
  return [
    ...by.map((dimension, position) => dimensionColumn(options, dimension, position)),
    ...measures.flatMap((one) => [
      measureColumn(options, one),
      ...(one === measure ? [shareColumn(options)] : []),
      ...(one === 'cost' ? comparisonColumns(options) : []),
      ...(one === 'calls' ? [unitColumn(options, 'cost_per_call', 'md')] : []),
      ...(one === 'output_tokens' ? [unitColumn(options, 'cost_per_million_tokens', 'xl')] : []),
    ]),
    ...percentileColumns(options),
    drillColumn(options),
  ];
}
