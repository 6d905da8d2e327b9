import type { ChargeCategory, FullCostReport, Workload } from '@weir/core/contract';
import { divideMoney, sumMoney, toPlotNumber } from '../../format/money.ts';
import { ownedBy } from '../scope/owned.ts';
import type { Level } from './search.ts';

type Row = FullCostReport['rows'][number];

const ratioOf = (loaded: string, api: string) => divideMoney(loaded, api, 4) ?? null;

function merged(
  rows: readonly Pick<Row, 'api_cost' | 'loaded_cost' | 'categories'>[],
): FullCostReport['total'] {
  const api = sumMoney(rows.map((row) => row.api_cost));
  const loaded = sumMoney(rows.map((row) => row.loaded_cost));
  const names = [...new Set(rows.flatMap(({ categories }) => Object.keys(categories)))].sort();
  return {
    api_cost: api,
    loaded_cost: loaded,
    ratio: ratioOf(loaded, api),
    categories: Object.fromEntries(
      names.map((name) => [name, sumMoney(rows.map(({ categories }) => categories[name] ?? '0'))]),
    ),
  };
}

/**
 * The report by workload, of what ownership filters leave, told by another level: by who owns a workload today. The report as it
 * is where nothing was filtered.
 */
export function narrowed(
  report: FullCostReport,
  filter: readonly string[] | undefined,
  level: Level,
  workloads: readonly Workload[],
): FullCostReport {
  const ids = ownedBy(filter, workloads);
  if (ids === undefined) return report;
  const left = report.rows.filter(({ group }) => ids.has(group));
  const groups = new Map<string, Row[]>();
  for (const row of left) {
    const owner = workloads.find(({ id }) => id === row.group);
    const group = level === 'workload' ? row.group : (owner?.[level] ?? '');
    groups.set(group, [...(groups.get(group) ?? []), row]);
  }
  const rows = [...groups]
    .map(([group, some]) => ({ group, ...merged(some) }))
    .sort((a, b) => toPlotNumber(b.loaded_cost) - toPlotNumber(a.loaded_cost));
  return { ...report, by: level, rows, total: merged(left), unallocated: '0' };
}

/** What providers bill for use of models: `API_CATEGORIES` of the contract, whose values stay out of the bundle. */
const API: ReadonlySet<string> = new Set<ChargeCategory>([
  'model_usage',
  'tools',
  'commitment',
  'tax',
  'credit',
]);

export const OTHERS = 'others';

export interface Segment {
  /** `api`, a category, or `OTHERS`. */
  key: string;
  amount: string;
  /** Of the longest bar, 0 to 1; for drawing. */
  length: number;
}

export interface StackRow {
  group: string;
  row: Row;
  segments: Segment[];
}

/** As many categories as have a colour beside the API. */
const MOST_CATEGORIES = 7;

/** What each category other than the API comes to, the largest first, those that are in no report left out. */
export function otherCosts({ categories }: Pick<FullCostReport['total'], 'categories'>) {
  return Object.entries(categories)
    .filter(([name, amount]) => !API.has(name) && toPlotNumber(amount) !== 0)
    .map(([name, amount]) => ({ name, amount }))
    .sort((a, b) => toPlotNumber(b.amount) - toPlotNumber(a.amount));
}

/** Keys of the segments in the order they are drawn, the API first: the same for every bar. */
export function segmentKeys(total: FullCostReport['total']): string[] {
  const others = otherCosts(total).map(({ name }) => name);
  const shown = others.slice(0, others.length > MOST_CATEGORIES ? MOST_CATEGORIES - 1 : MOST_CATEGORIES);
  return ['api', ...shown, ...(others.length > shown.length ? [OTHERS] : [])];
}

export function amountOf(figures: FullCostReport['total'], key: string, keys: readonly string[]): string {
  if (key === 'api') return figures.api_cost;
  if (key !== OTHERS) return figures.categories[key] ?? '0';
  return sumMoney(
    otherCosts(figures)
      .filter(({ name }) => !keys.includes(name))
      .map(({ amount }) => amount),
  );
}

export function stackRows({ rows, total }: FullCostReport): StackRow[] {
  const keys = segmentKeys(total);
  const most = rows.reduce((all, row) => Math.max(all, toPlotNumber(row.loaded_cost)), 0);
  return rows.map((row) => ({
    group: row.group,
    row,
    segments: keys.map((key) => {
      const amount = amountOf(row, key, keys);
      return { key, amount, length: most === 0 ? 0 : Math.max(0, toPlotNumber(amount)) / most };
    }),
  }));
}

/** The report as rows of a file, every decimal kept. */
export function stackCsv({ rows, total, currency }: FullCostReport, level: Level): string[][] {
  const names = Object.keys(total.categories).sort();
  const line = (group: string, figures: FullCostReport['total']) => [
    group,
    figures.api_cost,
    figures.loaded_cost,
    figures.ratio ?? '',
    ...names.map((name) => figures.categories[name] ?? '0'),
    currency,
  ];
  return [
    [level, 'api_cost', 'loaded_cost', 'ratio', ...names, 'currency'],
    ...rows.map((row) => line(row.group, row)),
    line('total', total),
  ];
}
