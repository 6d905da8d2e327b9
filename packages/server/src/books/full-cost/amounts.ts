import type { AllocationRule, CostItem } from '@weir/core/contract';
import { amortisedCost, derivedCost, meteredCost, recurringCost } from '@weir/core/economics';
import { WeirError } from '@weir/core/errors';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { Bases } from './basis.ts';
import { type Had, matches } from './bearers.ts';
import { instantOfDay } from './days.ts';
import type { BearingWorkload, FullCostDeps } from './port.ts';

/** Part of an item's amount: for that workload, or for its rule to share out. */
export interface ItemPart {
  amount: Decimal;
  workload?: string;
}

export interface AmountDeps {
  bases: Bases;
  quantities: FullCostDeps['quantities'];
  workloads: readonly BearingWorkload[];
  heir(workload: string): string;
  convert(amount: Decimal, currency: string, at: Date): Decimal | undefined;
  currency: string;
  timeZone: string;
}

/**
 * What an item comes to on days of one month, in the organization's currency, in parts for those who bear them. Amounts in another
 * currency are converted at the rate of the item's first of these days. Throws `invalid_argument` where no rate is known.
 */
export async function amountOf(
  item: CostItem,
  rule: AllocationRule | undefined,
  days: { since: string; until: string },
  deps: AmountDeps,
): Promise<ItemPart[]> {
  const since = days.since > item.from ? days.since : item.from;
  const until = item.until !== undefined && item.until < days.until ? item.until : days.until;
  if (since >= until) return [];
  const parts = await partsOf(item, rule, { since, until }, deps);
  const { currency } = item.terms;
  if (currency === deps.currency) return parts;
  return parts.map((part) => {
    const amount = deps.convert(part.amount, currency, instantOfDay(since, deps.timeZone));
    if (amount === undefined) throw noRate(item, currency, deps.currency, since);
    return { ...part, amount: amount.roundHalfEven(MONEY_SCALE) };
  });
}

async function partsOf(
  item: CostItem,
  rule: AllocationRule | undefined,
  days: { since: string; until: string },
  deps: AmountDeps,
): Promise<ItemPart[]> {
  const { terms } = item;
  const own = item.workload === undefined ? {} : { workload: deps.heir(item.workload) };
  switch (terms.kind) {
    case 'recurring':
      return [{ ...own, amount: recurringCost(Decimal.from(terms.amount), terms.per, days) }];
    case 'amortised':
      return [{ ...own, amount: amortisedCost(Decimal.from(terms.amount), terms.months, item.from, days) }];
    case 'metered': {
      const sums = await deps.quantities.sums(item.id, days.since, days.until);
      return sums.map(({ workload, quantity }) => ({
        ...(workload === '' ? own : { workload: deps.heir(workload) }),
        amount: meteredCost(Decimal.from(quantity), Decimal.from(terms.rate)),
      }));
    }
    case 'derived': {
      const had = await deps.bases({ ...days, sandbox: item.sandbox });
      const { percent, units_each, rate } = terms;
      const figures = {
        percent: Decimal.from(percent),
        unitsEach: Decimal.from(units_each),
        rate: Decimal.from(rate),
      };
      const amount = (counts: readonly Had[]) =>
        derivedCost(
          counts.reduce((sum, one) => sum.add(countOf(one, terms.driver)), Decimal.ZERO),
          figures,
        );
      if (own.workload !== undefined) return [{ ...own, amount: amount(hadBy(had, own.workload)) }];
      const taking = deps.workloads.filter(({ tags }) => rule === undefined || matches(rule.among, tags));
      if (rule !== undefined) {
        return [{ amount: amount(taking.flatMap(({ id }) => hadBy(had, id))) }];
      }
      return taking.map(({ id }) => ({ workload: id, amount: amount(hadBy(had, id)) }));
    }
  }
}

const hadBy = (had: ReadonlyMap<string, Had>, id: string): Had[] => {
  const one = had.get(id);
  return one === undefined ? [] : [one];
};

type Driver = Extract<CostItem['terms'], { kind: 'derived' }>['driver'];

function countOf({ basis, successes }: Had, driver: Driver): Decimal {
  if (driver === 'successful_outcomes') return successes;
  if (driver === 'million_tokens') return (basis.tokens ?? Decimal.ZERO).shiftDown(6);
  return basis[driver] ?? Decimal.ZERO;
}

function noRate(item: CostItem, from: string, to: string, day: string): WeirError {
  return new WeirError(
    'invalid_argument',
    `No exchange rate from ${from} to ${to} is known on ${day}, so ${item.id} has no amount`,
    {
      field: 'terms.currency',
      remedy: `Add it: weir exchange-rate set ${from} ${to} <rate> --from ${day}.`,
    },
  );
}
