import type { ChargeFact, StatementLine } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import { type PriceBook, type RateUsage, SERVICE_TIERS, type ServiceTier } from '@weir/core/pricing';
import { RowProblem } from './port.ts';

/** What a line comes to: the figures that a charge has. */
export interface LineFigures {
  quantity: Decimal;
  list: Decimal;
  contracted: Decimal;
  effective: Decimal;
  currency: string;
}

export interface PricedLine extends LineFigures {
  unit: string;
  per: number;
  priceRef: string;
}

/** How amounts of a currency become amounts of the organization's, and which rate says so. */
export interface ExchangeRate {
  convert(amount: Decimal): Decimal;
  /** `fx:EUR/USD@2026-11-01`. */
  ref: string;
}

export interface PriceLineDeps {
  priceBook(): PriceBook;
  rateUsage: RateUsage;
  /** Units of a unit id that a price is for: 1,000,000 for tokens. */
  perOf(unit: string): number;
  /** The organization's. */
  currency(): string;
  /** Undefined when no rate is known for that day. */
  exchange(currency: string, at: Date): ExchangeRate | undefined;
}

/** What stands for a line that counts nothing: a fee, a tax, a credit. */
const AMOUNT = 'amount';
const ONE = Decimal.from(1);
const QUANTITY_PLACES = 6;
/** Of a unit price before its decimals: more does not fit the ledger. */
const PRICE_DIGITS = 26;

/**
 * A line of a source whose lines are cost, as a charge: at the cost it tells, or, when it tells a quantity only, at the price
 * that the price book has for its day. In the organization's currency. Throws `RowProblem` when neither is possible.
 */
export function priceLine(line: StatementLine, deps: PriceLineDeps): PricedLine {
  return inOwnCurrency(
    line.cost === undefined ? atOwnPrice(line, deps) : asTold(line, line.cost, deps),
    line,
    deps,
  );
}

function asTold(line: StatementLine, cost: string, deps: PriceLineDeps): PricedLine {
  const contracted = Decimal.from(cost);
  const counted = line.unit !== undefined;
  return {
    unit: line.unit ?? AMOUNT,
    per: line.unit === undefined ? 1 : deps.perOf(line.unit),
    quantity: counted ? Decimal.from(line.quantity ?? '0') : ONE,
    list: line.list_cost === undefined ? contracted : Decimal.from(line.list_cost),
    contracted,
    effective: line.effective_cost === undefined ? contracted : Decimal.from(line.effective_cost),
    currency: line.currency,
    priceRef: `source:${line.source}`,
  };
}

function atOwnPrice(line: StatementLine, deps: PriceLineDeps): PricedLine {
  const { provider, model, unit, quantity } = line;
  if (unit === undefined || quantity === undefined) {
    throw new RowProblem(
      'Neither a cost nor a quantity of a known unit is told. Add one of them and replay the row.',
    );
  }
  const tier = SERVICE_TIERS.find((known) => known === line.tier) satisfies ServiceTier | undefined;
  const at = Date.parse(line.since);
  const price =
    model === undefined
      ? undefined
      : deps.priceBook().resolve({ provider, model, at, ...(tier === undefined ? {} : { tier }) });
  if (price === undefined) {
    const what = model === undefined ? 'It names no model' : `No price of ${provider}/${model} is known`;
    throw new RowProblem(
      `It tells a quantity and no cost, and there is no price for it. ${what}: add its cost, or the price with weir price override create, and replay the row.`,
    );
  }
  const amount = Decimal.from(quantity);
  const rate = price.rates.find((one) => one.unit === unit);
  const per = rate?.per ?? deps.perOf(unit);
  const rated = rate === undefined ? undefined : { list: rate.list, contracted: rate.contracted };
  const costs =
    rated === undefined
      ? rateAsPart(unit, amount, price, deps)
      : { list: times(amount, rated.list, per), contracted: times(amount, rated.contracted, per) };
  if (costs === undefined) {
    throw new RowProblem(
      `The price of ${provider}/${model} says nothing of ${unit}. Add the line's cost, or a price with weir price override create, and replay the row.`,
    );
  }
  return {
    unit,
    per,
    quantity: amount,
    ...costs,
    effective: costs.contracted,
    currency: price.currency,
    priceRef: price.ref,
  };
}

/** A unit that is priced as part of a wider one: cache writes of five minutes at the price of cache writes. */
function rateAsPart(
  unit: string,
  amount: Decimal,
  price: Parameters<RateUsage>[1],
  deps: PriceLineDeps,
): { list: Decimal; contracted: Decimal } | undefined {
  try {
    const rated = deps.rateUsage({ [unit]: Number(amount.toString()) }, price);
    if (rated.unpriced.length > 0 || rated.lines.length !== 1) return undefined;
    const [line] = rated.lines;
    return line && { list: line.listCost, contracted: line.contractedCost };
  } catch (error) {
    if (error instanceof WeirError && error.code === 'invalid_argument') return undefined;
    throw error;
  }
}

function times(amount: Decimal, rate: Decimal, per: number): Decimal {
  return amount.multiply(rate).divide(BigInt(per), 24);
}

function inOwnCurrency(priced: PricedLine, line: StatementLine, deps: PriceLineDeps): PricedLine {
  const own = deps.currency();
  // as the ledger keeps it: what it has and what is told must be comparable
  const quantity = priced.quantity.roundHalfEven(QUANTITY_PLACES);
  if (priced.currency === own) return { ...priced, quantity, ...rounded(priced, (cost) => cost) };
  const at = new Date(line.since);
  const exchange = deps.exchange(priced.currency, at);
  if (exchange === undefined) {
    const day = line.since.slice(0, 10);
    throw new RowProblem(
      `No exchange rate from ${priced.currency} to ${own} is known for ${day}. Add it with weir exchange-rate create and replay the row.`,
    );
  }
  return {
    ...priced,
    ...rounded(priced, exchange.convert),
    currency: own,
    priceRef: `${priced.priceRef};${exchange.ref}`,
  };
}

/** The one place where costs of a line are rounded: half-even to 12 decimals. */
function rounded({ list, contracted, effective }: LineFigures, convert: (cost: Decimal) => Decimal) {
  const round = (cost: Decimal) => convert(cost).roundHalfEven(MONEY_SCALE);
  return { list: round(list), contracted: round(contracted), effective: round(effective) };
}

/** A charge over these figures, which may be a difference and negative. */
export function chargeOfFigures(
  priced: PricedLine,
  figures: LineFigures,
  category: ChargeFact['category'],
): ChargeFact {
  const { quantity } = figures;
  const price = (cost: Decimal) => unitPrice(cost, quantity, priced.per);
  return {
    attempt: 1,
    unit: priced.unit,
    quantity: quantity.toString(),
    list_unit_price: price(figures.list),
    contracted_unit_price: price(figures.contracted),
    per: priced.per,
    list_cost: figures.list.toFixed(MONEY_SCALE),
    contracted_cost: figures.contracted.toFixed(MONEY_SCALE),
    effective_cost: figures.effective.toFixed(MONEY_SCALE),
    currency: figures.currency,
    category,
    price_ref: priced.priceRef,
    priced: true,
    estimated: false,
  };
}

/** What `per` units cost on average. Without a quantity, or with next to none, there is no such thing: 0. */
function unitPrice(cost: Decimal, quantity: Decimal, per: number): string {
  if (quantity.isZero || cost.isZero) return '0';
  const magnitude = quantity.isNegative ? -quantity.coefficient : quantity.coefficient;
  const sign = quantity.isNegative ? -1n : 1n;
  const scaled = new Decimal(
    cost.coefficient * BigInt(per) * sign * 10n ** BigInt(Math.max(0, quantity.scale)),
    cost.scale,
  );
  const price = scaled.divide(magnitude, MONEY_SCALE);
  const [whole = ''] = price.toString().split('.');
  return whole.length > PRICE_DIGITS ? '0' : price.toString();
}
