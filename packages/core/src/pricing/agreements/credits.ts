import { Decimal, MONEY_SCALE } from '../../money/index.ts';
import { share } from './rounding.ts';
import { Curve, liveGrants } from './spans.ts';
import type {
  Agreement,
  AgreementContext,
  AgreementExtra,
  AgreementOutcome,
  AgreementState,
  CoveredUse,
  CreditGrant,
  CreditTerms,
  Crossing,
} from './types.ts';

/**
 * Prepaid credits (formula `prepaid_credits`, docs/formulas.md). Use burns the grants that are valid at its instant, the oldest first, and
 * costs what was paid for what it burned, burned x cost / amount, and its own cost for the rest. A negative use (a correction) gives back
 * to the grants burned last. Grants that lapsed before the window, or begin after it, are left out. Breakage = cost of what lapsed. Costs of a grant's uses and its breakage sum to what was paid, exactly:
 * each is a difference of running sums rounded half-even to 12 decimals. Source: product.md C3.
 */
export function applyCredits(
  uses: readonly CoveredUse[],
  terms: CreditTerms,
  agreement: Agreement,
  context: AgreementContext,
): AgreementOutcome {
  const grants = liveGrants(terms, context.window.start).filter(({ from }) => from < context.window.end);
  const purses = grants.sort(byAge).map((grant) => new Purse(grant, new Curve(context.spanOf)));
  const costs = uses.map((use) => (use.cost.isNegative ? giveBack(use, purses) : burn(use, purses)));
  const ended = purses.filter(({ grant }) => grant.expires <= context.window.end);
  return {
    costs,
    extras: ended.flatMap((purse) => purse.breakage(agreement.id)),
    states: purses.map((purse) => purse.state(agreement, context.window.end)),
  };
}

function byAge(a: CreditGrant, b: CreditGrant): number {
  return a.from - b.from || compareInstants(a.expires, b.expires) || (a.id < b.id ? -1 : 1);
}

/** Subtraction would make NaN of two infinities. */
function compareInstants(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function burn(use: CoveredUse, purses: readonly Purse[]): Decimal {
  let left = use.cost;
  let cost = Decimal.ZERO;
  for (const purse of purses) {
    if (left.isZero) break;
    if (!purse.validAt(use.at)) continue;
    const part = least(left, purse.remaining);
    if (part.isZero) continue;
    cost = cost.add(purse.move(part, use));
    left = left.subtract(part);
  }
  return cost.add(left);
}

function giveBack(use: CoveredUse, purses: readonly Purse[]): Decimal {
  let left = Decimal.ZERO.subtract(use.cost);
  let cost = Decimal.ZERO;
  for (const purse of [...purses].reverse()) {
    if (left.isZero) break;
    if (!purse.validAt(use.at)) continue;
    const part = least(left, purse.burned);
    if (part.isZero) continue;
    cost = cost.add(purse.move(Decimal.ZERO.subtract(part), use));
    left = left.subtract(part);
  }
  return cost.subtract(left);
}

function least(a: Decimal, b: Decimal): Decimal {
  return a.compare(b) < 0 ? a : b;
}

/** What is left of one grant. */
class Purse {
  readonly grant: CreditGrant;
  burned = Decimal.ZERO;
  private amortised = Decimal.ZERO;
  private readonly curve: Curve;
  private readonly crossings: Crossing[] = [];

  constructor(grant: CreditGrant, curve: Curve) {
    this.grant = grant;
    this.curve = curve;
  }

  get remaining(): Decimal {
    return this.grant.amount.subtract(this.burned);
  }

  validAt(at: number): boolean {
    return at >= this.grant.from && at < this.grant.expires;
  }

  /** Burns (or gives back) a part and tells its part of what was paid. */
  move(part: Decimal, use: CoveredUse): Decimal {
    const { amount, cost } = this.grant;
    const before = this.amortised;
    this.burned = this.burned.add(part);
    this.amortised = share(cost, this.burned, amount).roundHalfEven(MONEY_SCALE);
    if (this.remaining.isZero) this.crossings.push({ above: amount, at: use.at, key: use.key });
    this.curve.mark(use.at, this.burned, this.remaining);
    return this.amortised.subtract(before);
  }

  breakage(agreement: string): AgreementExtra[] {
    const { id, cost, expires } = this.grant;
    const amount = cost.subtract(this.amortised);
    if (amount.isZero) return [];
    return [{ agreement, key: `${agreement}/breakage/${id}`, kind: 'breakage', at: expires - 1, amount }];
  }

  state({ id, kind }: Agreement, knownUntil: number): AgreementState {
    const { from, expires } = this.grant;
    const lapsed = expires <= knownUntil;
    return {
      agreement: id,
      kind,
      grant: this.grant.id,
      start: from,
      end: expires,
      measure: 'amount',
      used: this.burned,
      remaining: lapsed ? Decimal.ZERO : this.remaining,
      ...(lapsed ? { lapsed: this.remaining } : {}),
      crossings: this.crossings,
      curve: this.curve.points,
    };
  }
}
