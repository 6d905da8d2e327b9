import type { PriceCoverage } from '@weir/core/contract';
import { ratio } from '@weir/core/economics';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import { type ExchangeRates, type PriceBook, parsePriceRef } from '@weir/core/pricing';
import type { ChargeGroup, ChargeReader, ChargeSum } from '../../ledger/statement-port.ts';

export interface CoverageDeps {
  ledger: Pick<ChargeReader, 'chargeSums'>;
  /** Rates among currencies. */
  rates(currencies: readonly string[]): Promise<ExchangeRates>;
  book: PriceBook;
  priceProvider(provider: string): string;
  organization: { timeZone: string; currency: string };
  now: number;
}

interface Sum {
  cost: Decimal;
  charges: number;
}

type Model = Sum & { provider: string; model: string; refs: Map<string, Sum> };

const GROUPS = ['provider', 'model', 'price_ref', 'currency'] as const satisfies readonly ChargeGroup[];
const SHARE_PLACES = 6;

/**
 * By which prices the charges of a range were priced. In the organization's currency, what is in another converted at the rate of its day;
 * where all charges are of one currency and no rate is known, in that.
 */
export async function coverageOf(
  range: { since: Date; until: Date },
  deps: CoverageDeps,
): Promise<PriceCoverage> {
  const { currency, sums } = await sumsIn(range, deps);
  const kinds = new Map<string, Sum>();
  const models = new Map<string, Model>();
  let total = Decimal.ZERO;
  for (const { group, charges, amount } of sums) {
    const { provider = '', model = '', price_ref: ref = '' } = group;
    const kind = kindOf(ref);
    total = total.add(amount);
    count(kinds, kind, amount, charges);
    const name = `${provider}\n${model}`;
    const row = models.get(name) ?? { provider, model, cost: Decimal.ZERO, charges: 0, refs: new Map() };
    row.cost = row.cost.add(amount);
    row.charges += charges;
    count(row.refs, ref, amount, charges);
    models.set(name, row);
  }
  const dearest = [...models.values()].sort((a, b) => b.cost.compare(a.cost));
  return {
    since: range.since.toISOString(),
    until: range.until.toISOString(),
    currency,
    cost: total.toFixed(MONEY_SCALE),
    by_kind: Object.fromEntries(
      [...kinds].map(([kind, { cost, charges }]) => [
        kind,
        { cost: cost.toFixed(MONEY_SCALE), charges, share: shareOf(cost, total) },
      ]),
    ),
    models: dearest.map((row) => modelOf(row, deps)),
    without_price: dearest
      .filter(({ refs }) => [...refs.keys()].some((ref) => kindOf(ref) === 'fallback'))
      .map(({ provider, model }) => `${provider}/${model}`),
  };
}

type Converted = ChargeSum & { amount: Decimal };

async function sumsIn(
  range: { since: Date; until: Date },
  { ledger, rates, organization }: CoverageDeps,
): Promise<{ currency: string; sums: Converted[] }> {
  const { timeZone, currency } = organization;
  const sums = await ledger.chargeSums({ ...range, timeZone, by: [...GROUPS] });
  const currencies = [...new Set(sums.map(({ group }) => group.currency ?? currency))];
  const plain = (list: readonly ChargeSum[]) =>
    list.map((sum) => ({ ...sum, amount: Decimal.from(sum.cost) }));
  const [only = currency] = currencies;
  if (currencies.length === 0 || (currencies.length === 1 && only === currency))
    return { currency, sums: plain(sums) };
  const table = await rates([...currencies, currency]);
  if (currencies.length === 1 && !canConvert(table, only, currency, range.since))
    return { currency: only, sums: plain(sums) };
  const daily = await ledger.chargeSums({ ...range, timeZone, by: [...GROUPS, 'day'] });
  return {
    currency,
    sums: daily.map((sum) => ({
      ...sum,
      amount: table.convert(
        Decimal.from(sum.cost),
        sum.group.currency ?? currency,
        currency,
        Date.parse(`${sum.group.day}T12:00:00Z`),
      ).amount,
    })),
  };
}

function canConvert(table: ExchangeRates, from: string, to: string, at: Date): boolean {
  try {
    table.convert(Decimal.ZERO, from, to, at.getTime());
    return true;
  } catch {
    return false;
  }
}

function modelOf(
  { provider, model, cost, charges, refs }: Model,
  deps: CoverageDeps,
): PriceCoverage['models'][number] {
  const query = { provider: deps.priceProvider(provider), model, at: deps.now };
  return {
    provider,
    model,
    cost: cost.toFixed(MONEY_SCALE),
    charges,
    refs: [...refs]
      .sort(([, a], [, b]) => b.cost.compare(a.cost))
      .map(([ref, sum]) => ({
        ref,
        kind: kindOf(ref),
        cost: sum.cost.toFixed(MONEY_SCALE),
        charges: sum.charges,
      })),
    known: deps.book.resolve(query) !== undefined,
  };
}

function kindOf(ref: string): string {
  if (ref.startsWith('agreement:')) return 'agreement';
  const { kind } = parsePriceRef(ref);
  return kind === 'org' ? 'override' : kind;
}

function count(into: Map<string, Sum>, name: string, cost: Decimal, charges: number): void {
  const known = into.get(name) ?? { cost: Decimal.ZERO, charges: 0 };
  into.set(name, { cost: known.cost.add(cost), charges: known.charges + charges });
}

function shareOf(part: Decimal, whole: Decimal): number {
  return Number(ratio(part, whole, SHARE_PLACES)?.toString() ?? 0);
}
