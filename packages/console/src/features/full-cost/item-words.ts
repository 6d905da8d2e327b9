import type { CostTerms } from '@weir/core/contract';
import { amortisedCost, derivedCost, meteredCost, plusMonths, recurringCost } from '@weir/core/economics';
import { Decimal } from '@weir/core/money';
import { allDecimals, divideMoney, formatMoney, groupThousands } from '../../format/money.ts';
import { monthName, nextMonth } from './months.ts';
import { driverText, perText, preview } from './text.ts';

/** Digits as typed, with thousands apart and no zeros at the end. */
const plain = (digits: string) =>
  groupThousands(digits.includes('.') ? digits.replace(/0+$/, '').replace(/\.$/, '') : digits);

const money = (amount: string | Decimal, currency: string) => formatMoney(amount.toString(), currency).text;
const exact = (amount: string, currency: string) => formatMoney(amount, currency, allDecimals(amount)).text;

/** The terms in one line, for a list. */
export function termsInWords(terms: CostTerms): string {
  if (terms.kind === 'recurring') return `${exact(terms.amount, terms.currency)} ${perText[terms.per]}`;
  if (terms.kind === 'amortised') {
    const { amount, months, currency } = terms;
    return preview.amortised(
      exact(amount, currency),
      months,
      money(divideMoney(amount, months, 2) ?? '0', currency),
    );
  }
  const rate = exact(terms.rate, terms.currency);
  if (terms.kind === 'metered') return preview.metered(rate, terms.unit);
  const { percent, driver, units_each: each, unit } = terms;
  return preview.derived(plain(percent), driverText[driver].many, plain(each), unit, rate);
}

/** What a workload counted in the last 30 days. */
export interface Counted {
  workload: string;
  count: string;
}

const THOUSAND = '1000';

/** What the terms come to in a month, by the formulas the books use. `from` and `month` as `2026-11-01`, `2026-11`. */
export function inMonth(terms: CostTerms, from: string, month: string, counted?: Counted): string[] {
  const span = { since: `${month}-01`, until: `${nextMonth(month)}-01` };
  const { currency } = terms;
  if (terms.kind === 'recurring') {
    const whole = recurringCost(Decimal.from(terms.amount), terms.per, span);
    const day = recurringCost(Decimal.from(terms.amount), terms.per, {
      since: span.since,
      until: `${month}-02`,
    });
    return [
      preview.recurring(
        exact(terms.amount, currency),
        perText[terms.per],
        monthName(month),
        money(whole, currency),
        money(day, currency),
      ),
    ];
  }
  if (terms.kind === 'amortised') {
    const first = amortisedCost(Decimal.from(terms.amount), terms.months, from, {
      since: from,
      until: plusMonths(from, 1),
    });
    return [
      preview.amortised(exact(terms.amount, currency), terms.months, money(first, currency)),
      preview.amortisedEnd(plusMonths(from, terms.months)),
    ];
  }
  const rate = Decimal.from(terms.rate);
  if (terms.kind === 'metered') {
    const amount = meteredCost(Decimal.from(THOUSAND), rate);
    return [
      termsInWords(terms),
      preview.meteredExample(groupThousands(THOUSAND), terms.unit, money(amount, currency)),
    ];
  }
  const each = {
    percent: Decimal.from(terms.percent),
    unitsEach: Decimal.from(terms.units_each),
    rate,
  };
  const of = (count: string) => money(derivedCost(Decimal.from(count), each), currency);
  const { many } = driverText[terms.driver];
  const count = terms.driver === 'million_tokens' || terms.driver === 'users' ? '100' : THOUSAND;
  return [
    termsInWords(terms),
    preview.derivedPer(groupThousands(count), many, of(count)),
    ...(counted === undefined
      ? []
      : [preview.derivedNow(counted.workload, plain(counted.count), many, of(counted.count))]),
  ];
}
