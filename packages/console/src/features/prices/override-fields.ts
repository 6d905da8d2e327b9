import type { PriceOverride } from '@weir/core/contract';
import type { NewOverride } from '../../api/price-mutations.ts';
import { dayStart } from '../../format/days.ts';

/** The form of an own price: its fields as they stand in inputs, and what is sent. */

export const TERM_KINDS = ['rates', 'discount_percent', 'multiplier'] as const;
export type TermKind = (typeof TERM_KINDS)[number];
export const TIERS = [
  'standard',
  'batch',
  'flex',
  'priority',
  'fast',
] as const satisfies readonly NonNullable<PriceOverride['tier']>[];
export const ANY_TIER = '-';

export interface OverrideFields {
  provider: string;
  model: string;
  kind: TermKind;
  rates: { unit: string; price: string }[];
  percent: string;
  multiplier: string;
  units: string;
  tier: (typeof TIERS)[number] | typeof ANY_TIER;
  region: string;
  /** As `<input type="date">` has them, in the organization's zone. */
  from: string;
  until: string;
  source: string;
}

export const emptyOverride = (provider = '', model = ''): OverrideFields => ({
  provider,
  model,
  kind: model === '' ? 'discount_percent' : 'rates',
  rates: [
    { unit: 'input_tokens', price: '' },
    { unit: 'output_tokens', price: '' },
  ],
  percent: '',
  multiplier: '',
  units: '',
  tier: ANY_TIER,
  region: '',
  from: '',
  until: '',
  source: '',
});

export const NUMBER = /^\d+(\.\d{1,12})?$/;
export const isPercent = (typed: string): boolean => NUMBER.test(typed.trim()) && Number(typed) <= 100;

export const areRates = (rates: OverrideFields['rates']): boolean =>
  rates.length > 0 && rates.every(({ unit, price }) => unit.trim() !== '' && NUMBER.test(price.trim()));

function termsOf({ kind, rates, percent, multiplier, units }: OverrideFields) {
  const only = units.split(/[\s,]+/).filter(Boolean);
  const narrowed = only.length === 0 ? {} : { units: only };
  if (kind === 'rates') {
    return { rates: Object.fromEntries(rates.map(({ unit, price }) => [unit.trim(), price.trim()])) };
  }
  return kind === 'multiplier'
    ? { multiplier: multiplier.trim(), ...narrowed }
    : { discount_percent: percent.trim(), ...narrowed };
}

export function toNewOverride(fields: OverrideFields, zone: string): NewOverride {
  const { tier } = fields;
  const [model, region] = [fields.model.trim(), fields.region.trim()];
  const [from, until] = [dayStart(fields.from, zone), dayStart(fields.until, zone)];
  return {
    provider: fields.provider.trim(),
    ...(model === '' ? {} : { model }),
    ...(tier === ANY_TIER ? {} : { tier }),
    ...(region === '' ? {} : { region }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    source: fields.source.trim(),
    ...termsOf(fields),
  };
}

/** Whether it says enough to be read in words. */
export const isReadable = (fields: OverrideFields): boolean =>
  fields.provider.trim() !== '' &&
  (fields.kind === 'rates'
    ? areRates(fields.rates)
    : fields.kind === 'multiplier'
      ? NUMBER.test(fields.multiplier.trim())
      : isPercent(fields.percent));
