import { allocate, Decimal, MONEY_SCALE } from '../../money/index.ts';
import { share, WORKING_PLACES } from './rounding.ts';
import { Curve, endWithin } from './spans.ts';
import type {
  Agreement,
  AgreementContext,
  AgreementExtra,
  AgreementOutcome,
  CoveredUse,
  ProvisionedTerms,
  Span,
} from './types.ts';

const HOUR = 3_600_000;

/**
 * Provisioned throughput (formula `provisioned_throughput`, docs/formulas.md). Fee of an hour = hourly price x units, of a part of an hour its part. Idle = fee x
 * (capacity - used) / capacity, 0 when as much or more was used; without a capacity, the fee of hours without use. The rest is
 * allocated to the hour's use in proportion to quantity, exactly. Idle is summed by day of the organization. Fees and idle are rounded
 * half-even to 12 decimals per hour. Hours are those of UTC; quantities of the covered units must be of one kind. Source: product.md C3.
 */
export function applyProvisioned(
  uses: readonly CoveredUse[],
  terms: ProvisionedTerms,
  agreement: Agreement,
  context: AgreementContext,
): AgreementOutcome {
  const start = Math.max(agreement.from, context.window.start);
  const end = Math.min(agreement.until, context.window.end);
  const idle = new IdleDays(agreement.id, context);
  const curve = new Curve(context.spanOf);
  const costs: Decimal[] = [];
  let used = Decimal.ZERO;
  let next = 0;
  for (const hour of hours(start, end)) {
    const within = uses.slice(next, endWithin(uses, next, hour));
    next += within.length;
    const fee = feeOf(terms, hour);
    const quantity = within.reduce((sum, use) => sum.add(positive(use.quantity)), Decimal.ZERO);
    const unused = idleOf(fee, quantity, terms, hour);
    idle.add(hour.start, unused);
    costs.push(...split(fee.subtract(unused), within, quantity));
    used = used.add(quantity);
    const last = within.at(-1);
    if (last !== undefined) curve.mark(last.at, used, undefined);
  }
  const remaining = unusedCapacity(terms, { start, end }, used);
  const state = {
    agreement: agreement.id,
    kind: agreement.kind,
    start,
    end,
    measure: 'quantity' as const,
    used,
    ...(remaining === undefined ? {} : { remaining }),
    crossings: [],
    curve: curve.points,
  };
  return { costs, extras: idle.extras(), states: start < end ? [state] : [] };
}

/** Hours of the clock, those at the ends cut. */
function* hours(start: number, end: number): Iterable<Span> {
  for (let at = start; at < end; ) {
    const until = Math.min(end, (Math.floor(at / HOUR) + 1) * HOUR);
    yield { start: at, end: until };
    at = until;
  }
}

function feeOf({ hourlyPrice, units }: ProvisionedTerms, span: Span): Decimal {
  return partOfHour(hourlyPrice.multiply(Decimal.from(units)), span).roundHalfEven(MONEY_SCALE);
}

function partOfHour(amount: Decimal, { start, end }: Span): Decimal {
  return share(amount, Decimal.from(end - start), Decimal.from(HOUR));
}

function idleOf(
  fee: Decimal,
  used: Decimal,
  { capacityPerHour, units }: ProvisionedTerms,
  hour: Span,
): Decimal {
  if (used.isZero) return fee;
  if (capacityPerHour === undefined) return Decimal.ZERO;
  const capacity = partOfHour(capacityPerHour.multiply(Decimal.from(units)), hour);
  const unused = capacity.subtract(used);
  if (unused.isNegative) return Decimal.ZERO;
  return fee.multiply(unused).quotient(capacity, WORKING_PLACES).roundHalfEven(MONEY_SCALE);
}

function split(fee: Decimal, uses: readonly CoveredUse[], quantity: Decimal): Decimal[] {
  if (quantity.isZero) return uses.map(() => Decimal.ZERO);
  const weights = uses.map((use) => positive(use.quantity));
  return allocate(fee, weights, MONEY_SCALE);
}

/** Corrections take nothing of the capacity back: the hour has passed. */
function positive(quantity: Decimal): Decimal {
  return quantity.isNegative ? Decimal.ZERO : quantity;
}

function unusedCapacity(terms: ProvisionedTerms, span: Span, used: Decimal): Decimal | undefined {
  if (terms.capacityPerHour === undefined || span.end <= span.start) return undefined;
  const capacity = partOfHour(terms.capacityPerHour.multiply(Decimal.from(terms.units)), span);
  return positive(capacity.subtract(used));
}

/** Sums what was idle by day. */
class IdleDays {
  private readonly agreement: string;
  private readonly context: AgreementContext;
  private readonly days = new Map<number, { at: number; amount: Decimal }>();
  private day: Span = { start: 0, end: 0 };

  constructor(agreement: string, context: AgreementContext) {
    this.agreement = agreement;
    this.context = context;
  }

  add(at: number, amount: Decimal): void {
    if (amount.isZero) return;
    if (at < this.day.start || at >= this.day.end) this.day = this.context.spanOf('day', at);
    const known = this.days.get(this.day.start);
    this.days.set(this.day.start, {
      at: known?.at ?? at,
      amount: (known?.amount ?? Decimal.ZERO).add(amount),
    });
  }

  extras(): AgreementExtra[] {
    return [...this.days].map(([day, { at, amount }]) => ({
      agreement: this.agreement,
      key: `${this.agreement}/idle/${new Date(day).toISOString()}`,
      kind: 'idle',
      at,
      amount,
    }));
  }
}
