import { WeirError } from '../errors/index.ts';
import { Decimal, MONEY_SCALE } from '../money/index.ts';

/** One unit of `base` is `rate` units of `quote` from an instant until the next rate of the pair. */
export interface ExchangeRate {
  base: string;
  quote: string;
  rate: Decimal;
  /** Epoch milliseconds, inclusive. */
  from: number;
}

export interface Converted {
  /** 12 decimals. */
  amount: Decimal;
  /** The rates used: `fx:EUR/USD@2026-11-20`, of two `fx:EUR/USD@2026-11-20*USD/GBP@2026-11-19`; empty when nothing was converted. */
  ref: string;
  /** Beginning of the older rate used, ISO date; absent when nothing was converted. */
  day?: string;
}

/** `from` of a conversion is to be multiplied by over / under. */
interface Leg {
  over: Decimal;
  under: Decimal;
  at: number;
  ref: string;
}

const ONE = Decimal.from(1);

/** Exchange rates in force, immutable. */
export class ExchangeRates {
  private readonly byPair = new Map<string, ExchangeRate[]>();
  private readonly pivot: string | undefined;

  /**
   * Of two rates of a pair from the same instant the later in the list counts. `pivot`: the currency over which pairs are converted that
   * have no rate of their own. Throws `invalid_argument` for a rate that is not above 0 or of a currency to itself.
   */
  constructor(rates: readonly ExchangeRate[], pivot?: string) {
    this.pivot = pivot;
    for (const rate of rates) {
      assertUsable(rate);
      const pair = `${rate.base}/${rate.quote}`;
      const known = this.byPair.get(pair) ?? [];
      known.push(rate);
      this.byPair.set(pair, known);
    }
    for (const known of this.byPair.values()) known.sort((a, b) => a.from - b.from);
  }

  /**
   * An amount in another currency at the rate of an instant: the latest at or before it. Formula `currency_conversion`: amount x rate;
   * by the inverse of a rate amount / rate; over the pivot both. Exact until it is rounded half-even to 12 decimals, once. Of a rate and an
   * inverse the later counts, the rate if they are of the same instant. Throws `not_found` that names pair and day when there is none: it
   * is never taken to be 1. Source: product.md C3.
   */
  convert(amount: Decimal, from: string, to: string, at: number): Converted {
    if (from === to) return { amount, ref: '' };
    const legs = this.path(from, to, at);
    if (legs === undefined) throw missing(from, to, at);
    const over = legs.reduce((product, leg) => product.multiply(leg.over), amount);
    const under = legs.reduce((product, leg) => product.multiply(leg.under), ONE);
    return {
      amount: over.quotient(under, MONEY_SCALE),
      ref: `fx:${legs.map(({ ref }) => ref).join('*')}`,
      day: dayOf(Math.min(...legs.map((leg) => leg.at))),
    };
  }

  private path(from: string, to: string, at: number): Leg[] | undefined {
    const direct = this.leg(from, to, at);
    if (direct !== undefined) return [direct];
    if (this.pivot === undefined) return undefined;
    const first = this.leg(from, this.pivot, at);
    const second = this.leg(this.pivot, to, at);
    return first === undefined || second === undefined ? undefined : [first, second];
  }

  private leg(from: string, to: string, at: number): Leg | undefined {
    const straight = this.latest(from, to, at);
    const inverse = this.latest(to, from, at);
    if (straight !== undefined && (inverse === undefined || straight.from >= inverse.from)) {
      return { over: straight.rate, under: ONE, at: straight.from, ref: refOf(straight) };
    }
    if (inverse === undefined) return undefined;
    return { over: ONE, under: inverse.rate, at: inverse.from, ref: refOf(inverse) };
  }

  private latest(base: string, quote: string, at: number): ExchangeRate | undefined {
    return this.byPair.get(`${base}/${quote}`)?.findLast(({ from }) => from <= at);
  }
}

/** The pair as it is quoted; an inverse is known by its order. */
function refOf({ base, quote, from }: ExchangeRate): string {
  return `${base}/${quote}@${dayOf(from)}`;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function assertUsable({ base, quote, rate }: ExchangeRate): void {
  if (base === quote) {
    throw new WeirError('invalid_argument', `A rate of ${base} to itself is always 1.`, { field: 'quote' });
  }
  if (rate.isZero || rate.isNegative) {
    throw new WeirError('invalid_argument', `The rate of ${base}/${quote} must be above 0.`, {
      field: 'rate',
    });
  }
}

function missing(from: string, to: string, at: number): WeirError {
  return new WeirError('not_found', `No exchange rate from ${from} to ${to} is known on ${dayOf(at)}.`, {
    field: 'exchange_rates',
    remedy: `Add a rate of ${from}/${to} from that day or earlier.`,
  });
}
