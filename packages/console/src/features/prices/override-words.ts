import type { PriceOverride } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { formatDay } from '../../format/time.ts';
import { unitLabel } from '../calls/prepare.ts';
import { exactPrice } from './prepare.ts';
import { overrideText, ownText as text } from './text.ts';

type Terms = Pick<PriceOverride, 'rates' | 'multiplier' | 'discount_percent' | 'units' | 'tier' | 'region'>;

/** Prices of overrides are US dollars, as those of the list. */
const CURRENCY = 'USD';
const ONE = Decimal.from(1);
const HUNDRED = Decimal.from(100);
const plain = (text: string) => (text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text);

function discountWords(percent: string): string {
  return percent.startsWith('-') ? text.surcharge(plain(percent.slice(1))) : text.discount(plain(percent));
}

function multiplierWords(factor: string): string {
  const percent = Decimal.from(factor).subtract(ONE).multiply(HUNDRED);
  const words = percent.isNegative
    ? text.discount(plain(Decimal.ZERO.subtract(percent).toString()))
    : text.surcharge(plain(percent.toString()));
  return `${text.multiplier(plain(factor))} (${words})`;
}

/** What was agreed, in a line per term. */
export function termLines({ rates, multiplier, discount_percent: discount }: Terms): string[] {
  const money = (amount: string) => exactPrice(amount, CURRENCY);
  if (rates !== undefined) {
    return Object.entries(rates).map(([unit, rate]) =>
      text.rate(unitLabel(unit), typeof rate === 'string' ? money(rate) : text.stepped(money(rate.base))),
    );
  }
  if (discount !== undefined) return [discountWords(discount)];
  return multiplier === undefined ? [] : [multiplierWords(multiplier)];
}

/** To what it is narrowed. */
export function narrowedTo({ units, tier, region }: Terms): string[] {
  return [
    ...(tier === undefined ? [] : [text.onlyTier(tier)]),
    ...(region === undefined ? [] : [text.onlyRegion(region)]),
    ...(units === undefined ? [] : [text.onlyUnits(units.map(unitLabel).join(', ').toLowerCase())]),
  ];
}

export const modelWords = (model: string): string => (model === '*' ? text.everyModel : model);

export function datesOf({ from, until }: Pick<PriceOverride, 'from' | 'until'>, zone: string): string {
  const day = (at: string) => formatDay(at, zone);
  return until === undefined ? text.from(day(from)) : text.fromTo(day(from), day(until));
}

interface Preview extends Terms {
  provider: string;
  model: string | undefined;
  from: string | undefined;
  until: string | undefined;
}

/** The whole override as a sentence. */
export function inWords(override: Preview, zone: string): string {
  const { provider, model, from, until } = override;
  const start = from === undefined ? overrideText.fromNow : overrideText.fromDay(formatDay(from, zone));
  const when = until === undefined ? start : overrideText.untilDay(start, formatDay(until, zone));
  return overrideText.previewOf(
    [...termLines(override), ...narrowedTo(override)].join(', '),
    model === undefined || model === '*' ? overrideText.allModels : model,
    provider,
    when,
  );
}
