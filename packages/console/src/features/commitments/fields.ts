import type { CreateAgreement } from '@weir/core/contract';
import { dayStart } from '../../format/days.ts';
import type { Kind } from './search.ts';
import type { Period } from './text.ts';

/** The form of an agreement: its fields as they stand in inputs, and what is sent. */

export interface StepRow {
  above: string;
  kind: 'price' | 'discount_percent';
  value: string;
}
export interface ThroughputRow {
  unit: string;
  count: string;
}

export interface AgreementFields {
  id: string;
  name: string;
  kind: Kind;
  provider: string;
  models: string;
  units: string;
  currency: string;
  /** As `<input type="date">` has them, in the organization's zone. */
  from: string;
  until: string;
  source: string;
  period: Period;
  amount: string;
  discountPercent: string;
  beyond: 'discounted' | 'contracted';
  quantity: string;
  percent: string;
  above: string;
  measure: 'quantity' | 'spend';
  mode: 'graduated' | 'whole';
  steps: StepRow[];
  creditAmount: string;
  creditCost: string;
  expires: string;
  hourlyPrice: string;
  unitCount: string;
  capacity: string;
  gpuHour: string;
  gpus: string;
  throughput: ThroughputRow[];
  utilisation: string;
}

export const emptyAgreement = (currency: string, today: string): AgreementFields => ({
  id: '',
  name: '',
  kind: 'commitment',
  provider: '',
  models: '',
  units: '',
  currency,
  from: today,
  until: '',
  source: '',
  period: 'month',
  amount: '',
  discountPercent: '',
  beyond: 'discounted',
  quantity: '',
  percent: '',
  above: '',
  measure: 'quantity',
  mode: 'graduated',
  steps: [{ above: '', kind: 'discount_percent', value: '' }],
  creditAmount: '',
  creditCost: '',
  expires: '',
  hourlyPrice: '',
  unitCount: '',
  capacity: '',
  gpuHour: '',
  gpus: '',
  throughput: [{ unit: 'output_tokens', count: '' }],
  utilisation: '100',
});

const NUMBER = /^\d+(\.\d{1,12})?$/;
export const isNumber = (typed: string): boolean => NUMBER.test(typed.trim());
export const isPositive = (typed: string): boolean => isNumber(typed) && /[1-9]/.test(typed);
export const isPercent = (typed: string): boolean => isNumber(typed) && Number(typed) <= 100;
export const isCount = (typed: string): boolean => /^[1-9]\d*$/.test(typed.trim());
export const isBlank = (typed: string): boolean => typed.trim() === '';

export const areSteps = (steps: readonly StepRow[], measure: AgreementFields['measure']): boolean =>
  steps.length > 0 &&
  steps.every(
    ({ above, kind, value }, index) =>
      isNumber(above) &&
      (index === 0 || Number(above) > Number(steps[index - 1]?.above)) &&
      (stepKind(kind, measure) === 'price' ? isNumber(value) : isPercent(value)),
  );

/** Prices need a quantity to be for: by spend there are percentages only. */
export const stepKind = (kind: StepRow['kind'], measure: AgreementFields['measure']): StepRow['kind'] =>
  measure === 'spend' ? 'discount_percent' : kind;

export const areThroughputs = (rows: readonly ThroughputRow[]): boolean =>
  rows.length > 0 && rows.every(({ unit, count }) => !isBlank(unit) && isPositive(count));

const or = (typed: string, otherwise: string) => (isBlank(typed) ? otherwise : typed.trim());
const listOf = (typed: string) => typed.split(/[\s,]+/).filter(Boolean);

type Terms = { [K in Kind]: (fields: AgreementFields, zone: string) => unknown };

/** Defaults of the server stand written out, so that the preview reads the same terms that are sent. */
const TERMS: Terms = {
  commitment: ({ amount, period, discountPercent, beyond }) => ({
    amount: amount.trim(),
    period,
    discount_percent: or(discountPercent, '0'),
    beyond,
  }),
  credit: ({ creditAmount, creditCost, expires, from }, zone) => {
    const lapse = dayStart(expires, zone);
    return {
      grants: [
        {
          id: 'first',
          amount: creditAmount.trim(),
          cost: or(creditCost, creditAmount.trim()),
          from: dayStart(from, zone) ?? '',
          ...(lapse === undefined ? {} : { expires: lapse }),
        },
      ],
    };
  },
  volume: ({ measure, mode, period, steps }) => ({
    measure,
    mode,
    period,
    per: 1_000_000,
    steps: steps.map(({ above, kind, value }) => ({
      above: above.trim(),
      [stepKind(kind, measure)]: value.trim(),
    })),
  }),
  discount: ({ percent, above, period }) => ({ percent: percent.trim(), above: or(above, '0'), period }),
  free: ({ quantity, period }) => ({ quantity: quantity.trim(), period }),
  provisioned: ({ hourlyPrice, unitCount, capacity }) => ({
    hourly_price: hourlyPrice.trim(),
    units: Number(unitCount),
    ...(isBlank(capacity) ? {} : { capacity_per_hour: capacity.trim() }),
  }),
  self_hosted: ({ gpuHour, gpus, throughput, utilisation }) => ({
    gpu_hour_cost: gpuHour.trim(),
    gpus: Number(gpus),
    throughput: Object.fromEntries(throughput.map(({ unit, count }) => [unit.trim(), count.trim()])),
    utilisation_percent: or(utilisation, '100'),
  }),
};

/** Whether its terms can be read in words. */
const READABLE: { [K in Kind]: (fields: AgreementFields) => boolean } = {
  commitment: ({ amount, discountPercent }) =>
    isPositive(amount) && (isBlank(discountPercent) || isPercent(discountPercent)),
  credit: ({ creditAmount, creditCost, from }) =>
    isPositive(creditAmount) && from !== '' && (isBlank(creditCost) || isNumber(creditCost)),
  volume: ({ steps, measure }) => areSteps(steps, measure),
  discount: ({ percent, above }) => isPercent(percent) && (isBlank(above) || isNumber(above)),
  free: ({ quantity }) => isPositive(quantity),
  provisioned: ({ hourlyPrice, unitCount, capacity }) =>
    isNumber(hourlyPrice) && isCount(unitCount) && (isBlank(capacity) || isPositive(capacity)),
  self_hosted: ({ gpuHour, gpus, throughput, utilisation }) =>
    isNumber(gpuHour) &&
    isCount(gpus) &&
    areThroughputs(throughput) &&
    isPositive(utilisation) &&
    isPercent(utilisation),
};

export const isReadable = (fields: AgreementFields): boolean =>
  !isBlank(fields.provider) && READABLE[fields.kind](fields);

/** Body of `POST /agreements`; the server's schema is `createAgreement`. */
export function toNewAgreement(fields: AgreementFields, zone: string): CreateAgreement {
  const { kind } = fields;
  const [models, units] = [listOf(fields.models), listOf(fields.units)];
  const until = dayStart(fields.until, zone);
  const id = fields.id.trim();
  return {
    id,
    name: or(fields.name, id),
    kind,
    provider: fields.provider.trim(),
    ...(models.length === 0 ? {} : { models }),
    ...(units.length === 0 ? {} : { units }),
    currency: fields.currency.trim().toUpperCase(),
    from: dayStart(fields.from, zone) ?? '',
    ...(until === undefined ? {} : { until }),
    source: fields.source.trim(),
    terms: TERMS[kind](fields, zone),
  } as CreateAgreement;
}
