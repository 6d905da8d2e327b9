import { Decimal } from '../../money/index.ts';
import { lessPercent, RunningRounding, share } from './rounding.ts';
import { Curve, countingSpans, endWithin } from './spans.ts';
import type {
  Agreement,
  AgreementContext,
  AgreementExtra,
  AgreementOutcome,
  AgreementState,
  CommitmentTerms,
  CoveredUse,
  Crossing,
  Span,
} from './types.ts';

/**
 * Commitments (formula `commitment`, docs/formulas.md). Use costs contracted cost x (1 - percent / 100) and burns the commitment down
 * by that; beyond it use costs the same, or its contracted cost. Shortfall = amount - what was burned, due in the last
 * millisecond of the period and known once the period is over. Amounts in the agreement's currency, 12 decimals, rounded
 * half-even in the order of use. Source: product.md C3.
 */
export function applyCommitment(
  uses: readonly CoveredUse[],
  terms: CommitmentTerms,
  agreement: Agreement,
  context: AgreementContext,
): AgreementOutcome {
  const costs: Decimal[] = [];
  const extras: AgreementExtra[] = [];
  const states: AgreementState[] = [];
  let next = 0;
  for (const span of countingSpans(terms.period, agreement, context)) {
    const end = endWithin(uses, next, span);
    const burnDown = new BurnDown(terms, new Curve(context.spanOf));
    for (const use of uses.slice(next, end)) costs.push(burnDown.take(use));
    next = end;
    const over = span.end <= context.window.end;
    states.push(burnDown.state(agreement, span, over));
    if (over && !burnDown.shortfall.isZero) extras.push(shortfallOf(agreement, span, burnDown.shortfall));
  }
  return { costs, extras, states };
}

function shortfallOf({ id }: Agreement, { start, end }: Span, amount: Decimal): AgreementExtra {
  const key = `${id}/shortfall/${new Date(start).toISOString()}`;
  return { agreement: id, key, kind: 'shortfall', at: end - 1, amount };
}

/** The counter of one period. Counts exactly; what is paid is rounded. */
class BurnDown {
  private readonly terms: CommitmentTerms;
  private readonly curve: Curve;
  private readonly factor: Decimal;
  private readonly rounding = new RunningRounding();
  private readonly crossings: Crossing[] = [];
  private spent = Decimal.ZERO;
  private paid = Decimal.ZERO;

  constructor(terms: CommitmentTerms, curve: Curve) {
    this.terms = terms;
    this.curve = curve;
    this.factor = lessPercent(terms.discountPercent);
  }

  /** What the use costs. */
  take(use: CoveredUse): Decimal {
    const before = this.spent;
    this.spent = before.add(use.cost.multiply(this.factor));
    const cost = this.rounding.next(this.costOf(use, before));
    this.paid = this.paid.add(cost);
    if (this.crossings.length === 0 && this.isBurned) {
      this.crossings.push({ above: this.terms.amount, at: use.at, key: use.key });
    }
    this.curve.mark(use.at, this.burned, this.remaining);
    return cost;
  }

  private costOf(use: CoveredUse, before: Decimal): Decimal {
    const { amount, beyond } = this.terms;
    const discounted = this.spent.subtract(before);
    if (beyond === 'discounted' || discounted.isZero) return discounted;
    const within = atMost(this.spent, amount).subtract(atMost(before, amount));
    return within.add(share(use.cost, discounted.subtract(within), discounted));
  }

  private get isBurned(): boolean {
    return this.spent.compare(this.terms.amount) >= 0;
  }

  /** What must be paid beside the use, so that at least the amount is. */
  get shortfall(): Decimal {
    const missing = this.terms.amount.subtract(this.paid);
    return this.isBurned || missing.isNegative ? Decimal.ZERO : missing;
  }

  private get burned(): Decimal {
    if (this.isBurned) return this.terms.amount;
    return this.paid.isNegative ? Decimal.ZERO : this.paid;
  }

  private get remaining(): Decimal {
    return this.terms.amount.subtract(this.burned);
  }

  state({ id, kind }: Agreement, span: Span, over: boolean): AgreementState {
    const { burned, remaining, shortfall } = this;
    return {
      agreement: id,
      kind,
      ...span,
      measure: 'amount',
      used: burned,
      remaining,
      ...(over ? { shortfall } : {}),
      ...(this.isBurned ? {} : { next: { above: this.terms.amount, remaining } }),
      crossings: this.crossings,
      curve: this.curve.points,
    };
  }
}

function atMost(value: Decimal, limit: Decimal): Decimal {
  return value.compare(limit) > 0 ? limit : value;
}
