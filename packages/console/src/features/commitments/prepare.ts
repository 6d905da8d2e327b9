import type { AgreementStatus, AgreementView, Proposal } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { toCsv } from '../../charts/prepare/csv.ts';
import { REST, type SeriesSet } from '../../charts/prepare/series.ts';
import { formatMoney, groupThousands, toPlotNumber } from '../../format/money.ts';
import { shareOf } from '../../format/number.ts';
import type { CommitmentsSearch, State } from './search.ts';
import { text } from './text.ts';

/** When it ceases to hold: by its dates or because it was ended. */
export function endOf({ until, ended_at: ended }: AgreementView): string | undefined {
  if (until === undefined || ended === undefined) return until ?? ended;
  return until < ended ? until : ended;
}

export function stateOf(agreement: AgreementView, now: number): State {
  const end = endOf(agreement);
  if (end !== undefined && Date.parse(end) <= now) return 'over';
  return Date.parse(agreement.from) > now ? 'planned' : 'holds';
}

export function matching(
  agreements: readonly AgreementView[],
  { search = '', kind, state }: CommitmentsSearch,
  now: number,
): AgreementView[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return agreements.filter((one) => {
    const hay = [one.id, one.name, one.provider, one.source].join(' ').toLowerCase();
    return (
      words.every((word) => hay.includes(word)) &&
      (kind === undefined || one.kind === kind) &&
      (state === undefined || stateOf(one, now) === state)
    );
  });
}

/** What of the agreed is used, as a decimal share; undefined where nothing is agreed. */
export const usedShare = ({ burned, total }: AgreementStatus): string | undefined =>
  total === undefined ? undefined : shareOf(burned, total);

export const isMoney = ({ measure, currency }: AgreementStatus): boolean => measure === currency;

const plain = (decimal: string) =>
  groupThousands(decimal.includes('.') ? decimal.replace(/0+$/, '').replace(/\.$/, '') : decimal);

/** An amount of what the agreement counts: money, or units. */
export const amountText = (status: AgreementStatus, amount: string): string =>
  isMoney(status) ? formatMoney(amount, status.currency).text : text.units(plain(amount));

export const isSome = (amount: string | undefined): boolean => amount !== undefined && /[1-9]/.test(amount);

/** First day on which nothing of the agreed was left, as an instant of that day; undefined while something is. */
export function usedUpOn({ remaining, burn_down: points }: AgreementStatus): string | undefined {
  if (remaining === undefined || isSome(remaining)) return undefined;
  const first = points.find((point) => point.remaining !== undefined && !isSome(point.remaining));
  return first === undefined ? undefined : `${first.day}T12:00:00Z`;
}

export interface BurnDownNames {
  used: string;
  left: string;
  pace: string;
}

const NO_VALUE = '';

/**
 * What is left by day where something is agreed, else what was used; beside it how it would go if all days were alike, as a grey
 * line. Begins whole at the start of the period and ends with it.
 */
export function burnDownSeries(status: AgreementStatus, names: BurnDownNames): SeriesSet {
  const { burn_down: points, total, since, until } = status;
  const start = Date.parse(since);
  const end = Date.parse(until);
  const at = points.map(({ day }) => Math.min(end, Date.parse(`${day}T00:00:00Z`) + DAY_MS));
  const values = points.map(({ burned, remaining }) =>
    total === undefined ? burned : (remaining ?? NO_VALUE),
  );
  const first = total ?? '0';
  const last = values.at(-1) ?? first;
  const hasEnd = at.at(-1) !== end;
  const buckets = [start, ...at, ...(hasEnd ? [end] : [])];
  const line = [first, ...values, ...(hasEnd ? [NO_VALUE] : [])];
  return {
    buckets,
    total: last,
    series: [
      total === undefined
        ? { key: 'used', label: names.used, values: line, total: last }
        : { key: 'left', label: names.left, values: line, total: last },
      ...(total === undefined
        ? []
        : [
            {
              key: REST,
              label: names.pace,
              values: buckets.map((bucket) => straight(total, start, end, bucket)),
              total: '0',
            },
          ]),
    ],
  };
}

const DAY_MS = 86_400_000;

function straight(total: string, start: number, end: number, at: number): string {
  const left = Math.max(0, end - at);
  return Decimal.from(total)
    .multiply(Decimal.from(left))
    .quotient(Decimal.from(Math.max(1, end - start)), 6)
    .toString();
}

/** A row per day, every decimal kept. */
export const burnDownCsv = ({ burn_down: points, measure }: AgreementStatus): string =>
  toCsv([
    ['day', 'used', 'remaining', 'measure'],
    ...points.map(({ day, burned, remaining = '' }) => [day, burned, remaining, measure]),
  ]);

/** Proposals that an agreement led to, the newest month first. */
export const bookedBy = (id: string, proposals: readonly Proposal[]): Proposal[] =>
  proposals
    .filter(({ subject }) => subject['agreement'] === id)
    .sort((a, b) => b.month.localeCompare(a.month) || b.proposed_at.localeCompare(a.proposed_at));

/** For drawing only. */
export const meterValue = (status: AgreementStatus): number => toPlotNumber(usedShare(status) ?? '0');
