import type {
  PriceChange,
  PriceCoverage,
  PriceHistory,
  PriceListView,
  PriceOverride,
} from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { toCsv } from '../../charts/prepare/csv.ts';
import type { Series, SeriesSet } from '../../charts/prepare/series.ts';
import { allDecimals, formatMoney } from '../../format/money.ts';
import { shareOf } from '../../format/number.ts';
import { unitLabel } from '../calls/prepare.ts';
import { type Change, KINDS, type Kind } from './search.ts';

export type CoverageModel = PriceCoverage['models'][number];

export interface KindPart {
  kind: Kind;
  cost: string;
  charges: number;
  /** Of the whole cost, as a decimal string; undefined without cost. */
  share: string | undefined;
}

const kindOf = (kind: string): Kind => KINDS.find((one) => one === kind) ?? 'other';

function sumByKind(parts: Iterable<{ kind: string; cost: string; charges: number }>): KindPart[] {
  const sums = new Map<Kind, { cost: Decimal; charges: number }>();
  let total = Decimal.ZERO;
  for (const { kind, cost, charges } of parts) {
    const before = sums.get(kindOf(kind)) ?? { cost: Decimal.ZERO, charges: 0 };
    sums.set(kindOf(kind), { cost: before.cost.add(Decimal.from(cost)), charges: before.charges + charges });
    total = total.add(Decimal.from(cost));
  }
  return KINDS.flatMap((kind) => {
    const sum = sums.get(kind);
    if (sum === undefined) return [];
    const cost = sum.cost.toString();
    return [{ kind, cost, charges: sum.charges, share: shareOf(cost, total.toString()) }];
  });
}

/** Cost by kind of price, the preferred kinds first. */
export const kindsOf = ({ by_kind }: PriceCoverage): KindPart[] =>
  sumByKind(Object.entries(by_kind).map(([kind, sum]) => ({ kind, ...sum })));

export const kindsOfModel = ({ refs }: CoverageModel): KindPart[] => sumByKind(refs);

/** Cost at known prices over cost; undefined without cost. */
export function pricedShare({ cost, by_kind }: PriceCoverage): string | undefined {
  const fallback = by_kind['fallback']?.cost ?? '0';
  return shareOf(Decimal.from(cost).subtract(Decimal.from(fallback)).toString(), cost);
}

const LISTED = /^(?:list|fallback):([^/]+)\//;

/** Id of the model's prices: its provider as the price list names it, which may differ from the one that was called. */
export function priceProviderOf({ provider, refs }: CoverageModel): string {
  for (const { ref } of refs) {
    const found = LISTED.exec(ref)?.[1];
    if (found !== undefined) return found;
  }
  return provider;
}

export function matchingModels(
  models: readonly CoverageModel[],
  { search = '', kind }: { search?: string | undefined; kind?: Kind | undefined },
): CoverageModel[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return models.filter(
    (one) =>
      words.every((word) => `${one.provider}/${one.model}`.toLowerCase().includes(word)) &&
      (kind === undefined || one.refs.some((ref) => kindOf(ref.kind) === kind)),
  );
}

/** A row per model and price reference, every decimal kept. */
export const coverageCsv = ({ models, currency }: PriceCoverage): string =>
  toCsv([
    ['provider', 'model', 'kind', 'price_ref', 'charges', 'cost', 'currency', 'price_known'],
    ...models.flatMap(({ provider, model, refs, known }) =>
      refs.map(({ ref, kind, charges, cost }) => [
        provider,
        model,
        kind,
        ref,
        String(charges),
        cost,
        currency,
        String(known),
      ]),
    ),
  ]);

/** A price with every decimal: half a cent per million tokens counts. */
export const exactPrice = (price: string, currency: string): string =>
  formatMoney(price, currency, allDecimals(price)).text;

export type HistoryStep = PriceHistory['steps'][number];
export type Measure = 'contracted' | 'list';
const MILLION = 1_000_000;

/** Units of all steps, in the order of the price list. */
export function unitsOf(steps: readonly HistoryStep[]): { unit: string; per: number }[] {
  const units = new Map<string, number>();
  for (const { rates } of steps)
    for (const { unit, per } of rates) if (!units.has(unit)) units.set(unit, per);
  return [...units].map(([unit, per]) => ({ unit, per }));
}

export const rateOf = ({ rates }: HistoryStep, unit: string) => rates.find((rate) => rate.unit === unit);

/**
 * Prices per million tokens as steps: each holds from its bucket on, the last bucket ends the range. Undefined without any.
 * `hasOthers`: prices for something else were left to the table.
 */
export function historySeries(
  { steps, until }: PriceHistory,
  measure: Measure,
): { set: SeriesSet; hasOthers: boolean } | undefined {
  const units = unitsOf(steps);
  const series = units
    .filter(({ per }) => per === MILLION)
    .map(({ unit }): Series => {
      // an empty text is no value: the unit had no price then
      const values = steps.map((step) => rateOf(step, unit)?.[measure] ?? '');
      const last = values.at(-1) ?? '';
      return {
        key: unit,
        label: unitLabel(unit),
        values: [...values, last],
        total: last === '' ? '0' : last,
      };
    });
  if (series.length === 0) return undefined;
  const buckets = [...steps.map(({ from }) => Date.parse(from)), Date.parse(until)];
  return { set: { buckets, series, total: '0' }, hasOthers: units.length > series.length };
}

/** A row per step, unit and long-context step, every decimal kept. */
export function historyCsv({ provider, model, steps }: PriceHistory): string {
  const header = ['provider', 'model', 'from', 'until', 'price_ref', 'list', 'priced', 'unit', 'per'];
  const rows = steps.flatMap(({ from, until, ref, list, priced, rates, currency }) =>
    rates.flatMap(({ unit, per, tiers = [], ...base }) => {
      const fixed = [provider, model, from, until, ref, list, String(priced), unit, String(per)];
      return [{ start: 0, ...base }, ...tiers].map((step) => [
        ...fixed,
        String(step.start),
        step.list,
        step.contracted,
        currency,
      ]);
    }),
  );
  return toCsv([[...header, 'above_input_tokens', 'list_price', 'contracted_price', 'currency'], ...rows]);
}

export type OverrideState = 'planned' | 'holds' | 'over';

export function overrideState({ from, until }: PriceOverride, now: number): OverrideState {
  if (until !== undefined && Date.parse(until) <= now) return 'over';
  return Date.parse(from) > now ? 'planned' : 'holds';
}

export type ListState = 'proposed' | 'rejected' | 'in_force' | 'next' | 'superseded';

export function listState({ state, in_force: inForce, from }: PriceListView, now: number): ListState {
  if (state !== 'approved') return state;
  if (inForce) return 'in_force';
  return from !== undefined && Date.parse(from) > now ? 'next' : 'superseded';
}

export function matchingChanges(
  diff: readonly PriceChange[],
  { search = '', change }: { search?: string | undefined; change?: Change | undefined },
): PriceChange[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return diff.filter(
    (one) =>
      (change === undefined || one.change === change) &&
      words.every((word) => `${one.provider}/${one.model}`.toLowerCase().includes(word)),
  );
}

/** A row per changed price. */
export const diffCsv = (diff: readonly PriceChange[]): string =>
  toCsv([
    ['provider', 'model', 'change', 'unit', 'from', 'before', 'after', 'percent'],
    ...diff.flatMap(({ provider, model, change, rates }) =>
      rates.map(({ unit, from = '', before = '', after = '', percent = '' }) => [
        provider,
        model,
        change,
        unit,
        from,
        before,
        after,
        percent,
      ]),
    ),
  ]);

const SIGN = /^-/;
/** `12.5` -> `+12.5%`, `-4.00` -> `−4%`; a sign says the direction beside any colour. */
export function signedPercent(percent: string): string {
  const plain = percent.replace(SIGN, '');
  const short = plain.includes('.') ? plain.replace(/0+$/, '').replace(/\.$/, '') : plain;
  if (!/[1-9]/.test(plain)) return `${short}%`;
  return `${SIGN.test(percent) ? '\u2212' : '+'}${short}%`;
}
