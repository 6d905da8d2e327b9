import type { AgreementView, CreateAgreement } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { divideMoney, formatMoney, groupThousands } from '../../format/money.ts';
import { formatDay } from '../../format/time.ts';
import { unitLabel } from '../calls/prepare.ts';
import type { Kind } from './search.ts';
import { pageText, words } from './text.ts';

type TermsOf<K extends Kind> = Extract<CreateAgreement, { kind: K }>['terms'];
type Described = Pick<CreateAgreement, 'provider' | 'models' | 'units' | 'currency'> & {
  kind: Kind;
  terms: unknown;
};

interface Frame {
  money: (amount: string) => string;
  day: (instant: string) => string;
}

const plain = (decimal: string) =>
  groupThousands(decimal.includes('.') ? decimal.replace(/0+$/, '').replace(/\.$/, '') : decimal);

/** Rates of machines: as many places as make sense beside a price per million. */
const RATE_PLACES = 6;

function selfHostedRate(
  { gpu_hour_cost: cost, gpus, utilisation_percent: used }: TermsOf<'self_hosted'>,
  perSecond: string,
): string | undefined {
  const paid = Decimal.from(cost).multiply(Decimal.from(gpus)).multiply(Decimal.from(100_000_000));
  const done = Decimal.from(perSecond).multiply(Decimal.from(3_600)).multiply(Decimal.from(used));
  return divideMoney(paid.toString(), done.toString(), RATE_PLACES);
}

/** By kind: what was agreed, a sentence each. */
const SENTENCES: { [K in Kind]: (terms: TermsOf<K>, frame: Frame) => string[] } = {
  commitment: ({ amount, period, discount_percent: discount, beyond }, { money }) => [
    words.commitment(money(amount), period),
    ...(/[1-9]/.test(discount)
      ? [words.commitmentDiscount(plain(discount)), words.commitmentBeyond[beyond]]
      : []),
    words.shortfall,
  ],
  credit: ({ grants }, { money, day }) =>
    grants.flatMap(({ amount, cost = amount, from, expires }) => [
      /[1-9]/.test(cost)
        ? words.grant(money(amount), money(cost), day(from))
        : words.gift(money(amount), day(from)),
      ...(expires === undefined ? [] : [words.expires(day(expires))]),
    ]),
  volume: ({ measure, mode, period, per, steps }, { money }) => [
    ...steps.map(({ above, price, discount_percent: discount }) =>
      words.step(
        measure === 'spend' ? money(above) : words.unitsOf(plain(above)),
        price === undefined
          ? words.stepDiscount(plain(discount ?? '0'))
          : words.stepPrice(money(price), plain(String(per))),
      ),
    ),
    words[mode],
    words.volumeMeasure(period),
  ],
  discount: ({ percent, above, period }, { money }) => [
    /[1-9]/.test(above)
      ? words.discountAbove(plain(percent), money(above), period)
      : words.discount(plain(percent)),
  ],
  free: ({ quantity, period }) => [words.free(plain(quantity), period)],
  provisioned: ({ hourly_price: price, units, capacity_per_hour: capacity }, { money }) => [
    words.provisioned(plain(String(units)), money(price)),
    capacity === undefined ? words.noCapacity : words.capacity(plain(capacity)),
  ],
  self_hosted: (terms, { money }) => [
    words.selfHosted(plain(String(terms.gpus)), money(terms.gpu_hour_cost)),
    ...Object.entries(terms.throughput).map(([unit, count]) =>
      words.throughput(unitLabel(unit).toLowerCase(), plain(count)),
    ),
    words.utilisation(plain(terms.utilisation_percent)),
    ...Object.entries(terms.throughput).flatMap(([unit, count]) => {
      const rate = selfHostedRate(terms, count);
      return rate === undefined ? [] : [words.rate(unitLabel(unit), money(rate))];
    }),
  ],
};

/** What an agreement says, in sentences. `terms` are those of the kind: both come from the same schema. */
export function inWords({ kind, terms, currency, ...scope }: Described, zone: string): string[] {
  const frame: Frame = {
    money: (amount) => formatMoney(amount, currency).text,
    day: (instant) => formatDay(instant, zone),
  };
  const sentences = SENTENCES[kind] as (terms: unknown, frame: Frame) => string[];
  return [
    ...sentences(terms, frame),
    words.scope(
      scope.models?.join(', ') ?? pageText.allModels,
      scope.units?.map((unit) => unitLabel(unit).toLowerCase()).join(', ') ?? pageText.allUnits,
      scope.provider,
    ),
  ];
}

export const wordsOfView = (agreement: AgreementView, zone: string): string[] => inWords(agreement, zone);
