import type {
  DifferenceClass,
  Period,
  ProviderReconciliation,
  Reconciliation,
  ReconciliationCell,
} from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { toCsv } from '../../charts/prepare/csv.ts';
import type { SeriesSet } from '../../charts/prepare/series.ts';
import { divideMoney, sumMoney } from '../../format/money.ts';
import { CLASSES } from './search.ts';

const UTC = 'UTC';
const names = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: UTC });
const shortNames = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: UTC });
const startOf = (month: string) => new Date(`${month}-01T00:00:00Z`);

/** `2026-10` -> "October 2026" */
export const monthName = (month: string): string => names.format(startOf(month));
export const monthShort = (at: number): string => shortNames.format(new Date(at));

/** The month `by` months from this one. */
export function monthFrom(month: string, by: number): string {
  const at = startOf(month);
  at.setUTCMonth(at.getUTCMonth() + by);
  return at.toISOString().slice(0, 7);
}

/** Newest first, `count` of them. */
export const monthsUntil = (newest: string, count: number): string[] =>
  Array.from({ length: count }, (_, back) => monthFrom(newest, -back));

/** The month people come for: the last one while it is to be closed and has anything in it, else the current one. */
export function usualMonth(periods: readonly Period[] | undefined, now: Date): string {
  const current = periods?.[0]?.month ?? now.toISOString().slice(0, 7);
  const last = periods?.[1];
  return last !== undefined && last.state !== 'closed' && !Decimal.from(last.cost).isZero
    ? last.month
    : current;
}

export interface GapTotal {
  ledger: string;
  invoice: string;
  gap: string;
  /** 6 decimals; absent when nothing was billed. */
  share: string | undefined;
  undecided: string;
  without: number;
}

const SHARE_PLACES = 6;

/** All providers that have a bill, together. Exact. */
export function totalOf(providers: readonly ProviderReconciliation[]): GapTotal {
  const compared = providers.filter(({ state }) => state === 'compared');
  const ledger = sumMoney(compared.map((one) => one.ledger));
  const invoice = sumMoney(compared.map((one) => one.invoice ?? '0'));
  const gap = Decimal.from(ledger).subtract(Decimal.from(invoice)).toString();
  return {
    ledger,
    invoice,
    gap,
    share: divideMoney(gap, invoice, SHARE_PLACES),
    undecided: sumMoney(compared.map((one) => one.undecided)),
    without: providers.length - compared.length,
  };
}

/** A share with its sign and three decimals: "-0.029565" -> "−2.957%". */
export function gapPercent(share: string): string {
  const percent = divideMoney(share, '0.01', 3) ?? '0.000';
  return `${percent.replace('-', '\u2212')}%`;
}

export interface ClassRow {
  class: DifferenceClass;
  cells: number;
  amount: string;
}

/** What there is of each reason, those that need somebody first. */
export const classRows = ({ differences }: ProviderReconciliation): ClassRow[] =>
  CLASSES.flatMap((kind) => {
    const found = differences[kind];
    return found === undefined || found.cells === 0 ? [] : [{ class: kind, ...found }];
  });

export type TrendMeasure = 'amount' | 'percent';

/** A series per provider over months, oldest first; an empty text where there was no bill. */
export function prepareTrend(reports: readonly Reconciliation[], measure: TrendMeasure): SeriesSet {
  const months = [...reports].sort((a, b) => a.month.localeCompare(b.month));
  const billed = months.flatMap(({ providers }) => providers.filter(({ state }) => state === 'compared'));
  const all = [...new Set(billed.map(({ provider }) => provider))].sort();
  const series = all.map((provider) => {
    const found = months.map(({ providers }) =>
      providers.find((one) => one.provider === provider && one.state === 'compared'),
    );
    const values = found.map((one) => (measure === 'amount' ? one?.gap : one?.gap_share) ?? '');
    return {
      key: provider,
      label: provider,
      values,
      total: sumMoney(found.map((one) => one?.gap ?? '0')),
    };
  });
  return {
    buckets: months.map(({ month }) => startOf(month).getTime()),
    series,
    total: sumMoney(series.map(({ total }) => total)),
  };
}

export interface TrendRow extends ProviderReconciliation {
  month: string;
}

/** The same as rows, newest first. */
export const trendRows = (reports: readonly Reconciliation[]): TrendRow[] =>
  [...reports]
    .sort((a, b) => b.month.localeCompare(a.month))
    .flatMap(({ month, providers }) =>
      providers.filter(({ state }) => state === 'compared').map((one) => ({ month, ...one })),
    );

export const trendCsv = (rows: readonly TrendRow[], currency: string): string =>
  toCsv([
    [
      'month',
      'provider',
      'ledger',
      'invoice',
      'gap',
      'gap_share',
      'explained_share',
      'undecided',
      'currency',
    ],
    ...rows.map((row) => [
      row.month,
      row.provider,
      row.ledger,
      row.invoice ?? '',
      row.gap ?? '',
      row.gap_share ?? '',
      row.explained_share ?? '',
      row.undecided,
      currency,
    ]),
  ]);

export const cellsCsv = (cells: readonly ReconciliationCell[], currency: string): string =>
  toCsv([
    [
      'provider',
      'day',
      'scope',
      'model',
      'unit',
      'class',
      'ledger_quantity',
      'invoice_quantity',
      'ledger_cost',
      'invoice_cost',
      'amount',
      'currency',
    ],
    ...cells.map((cell) => [
      cell.provider,
      cell.day,
      cell.scope,
      cell.model,
      cell.unit,
      cell.class,
      cell.ledger_quantity ?? '',
      cell.invoice_quantity ?? '',
      cell.ledger_cost,
      cell.invoice_cost,
      cell.amount,
      currency,
    ]),
  ]);

export const cellKey = ({ day, scope, model, unit, class: kind }: ReconciliationCell): string =>
  [day, scope, model, unit, kind].join('\u0001');

/** Instants of a day or month of UTC, for the list of calls. */
export function spanOf(day: string): { since: string; until: string } {
  const isMonth = day.length === 7;
  const since = isMonth ? startOf(day) : new Date(`${day}T00:00:00Z`);
  const until = isMonth ? startOf(monthFrom(day, 1)) : new Date(since.getTime() + 86_400_000);
  return { since: since.toISOString(), until: until.toISOString() };
}

/** Where an open point of a month is settled. */
export type PointTarget =
  | { to: 'proposals' }
  | { to: 'source'; name: string }
  | { to: 'sources' }
  | { to: 'prices' }
  | { to: 'commitments' }
  | { to: 'gap'; provider: string | undefined };

const POINTS: readonly [RegExp, (match: RegExpExecArray) => PointTarget][] = [
  [/^\d+ proposals of /, () => ({ to: 'proposals' })],
  [/^The source "(.+?)" /, ([, name = '']) => ({ to: 'source', name })],
  [/in quarantine/, () => ({ to: 'sources' })],
  [/fallback prices/, () => ({ to: 'prices' })],
  [/^No bill of (\S+) /, () => ({ to: 'sources' })],
  [/ of (\S+) differ from its bill/, ([, provider]) => ({ to: 'gap', provider })],
  [/agreement|commitment/i, () => ({ to: 'commitments' })],
];

/** The API says open points in sentences; undefined where nothing but waiting helps. */
export function pointTarget(point: string): PointTarget | undefined {
  for (const [pattern, target] of POINTS) {
    const match = pattern.exec(point);
    if (match !== null) return target(match);
  }
  return undefined;
}
