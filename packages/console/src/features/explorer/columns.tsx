import { Link } from '@tanstack/react-router';
import type { CostReport, CostRow } from '@weir/core/contract';
import { Swatch } from '../../charts/draw/Swatch.tsx';
import { isMoney, type Measure, measureOf } from '../../charts/prepare/measures.ts';
import { groupKey } from '../../charts/prepare/series.ts';
import { columnDecimals, divideMoney } from '../../format/money.ts';
import { formatCount, formatShare, shareOf } from '../../format/number.ts';
import { Money } from '../../ui/money.tsx';
import type { Column } from '../../ui/table.tsx';
import type { CallsSearch } from '../calls/search.ts';
import type { FilterTerm } from '../scope/scope.ts';
import { dimensionLabel } from '../scope/text.ts';
import { byDimension, byMeasure, groupTerms } from './rows.ts';
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

const shownValue = (row: CostRow, dimension: string): string => {
  const value = row.group[dimension] ?? '';
  return value === '' ? text.none : value;
};

export interface ColumnOptions {
  report: CostReport;
  by: readonly string[];
  measure: Measure;
  /** Colour slot by group key. */
  slots: ReadonlyMap<string, number>;
  onNarrow: (term: FilterTerm) => void;
  callsBehind: (terms: readonly FilterTerm[]) => CallsSearch;
}

function dimensionColumn(options: ColumnOptions, dimension: string, position: number): Column<CostRow> {
  const { by, slots, onNarrow } = options;
  const isFirst = position === 0;
  const second = isFirst ? by[1] : undefined;
  return {
    id: dimension,
    header: dimensionLabel(dimension),
    compare: byDimension(dimension),
    ...(isFirst ? { footer: text.total } : { from: 'sm' as const }),
    cell: (row) => {
      if (row.folded === true) return isFirst ? <span className="text-ink-2">{text.folded}</span> : null;
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

function measureColumn({ report, measure: chosen }: ColumnOptions, measure: Measure): Column<CostRow> {
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
    compare: byMeasure(measure),
    cell: (row) => show(measureOf(row, measure)),
    footer: show(measureOf(report.total, measure)),
    ...(from === undefined ? {} : { from }),
  };
}

function shareColumn({ report, measure }: ColumnOptions): Column<CostRow> {
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

function perCallColumn({ report }: ColumnOptions): Column<CostRow> {
  const perCall = (measures: CostReport['total']) => {
    const amount = divideMoney(measures.cost, measures.calls, 12);
    return amount === undefined ? (
      text.nothing
    ) : (
      <Money amount={amount} currency={report.currency} decimals={6} />
    );
  };
  return {
    id: 'per_call',
    header: text.perCall,
    align: 'end',
    from: 'md',
    cell: perCall,
    footer: perCall(report.total),
  };
}

function drillColumn({ by, callsBehind }: ColumnOptions): Column<CostRow> {
  return {
    id: 'drill',
    header: text.behind,
    align: 'end',
    cell: (row) =>
      row.folded === true ? null : (
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
export function explorerColumns(options: ColumnOptions): Column<CostRow>[] {
  const { by, measure } = options;
  const measures = STANDARD.includes(measure) ? STANDARD : [measure, ...STANDARD];
  return [
    ...by.map((dimension, position) => dimensionColumn(options, dimension, position)),
    ...measures.flatMap((one) => [
      measureColumn(options, one),
      ...(one === measure ? [shareColumn(options)] : []),
      ...(one === 'calls' ? [perCallColumn(options)] : []),
    ]),
    drillColumn(options),
  ];
}
