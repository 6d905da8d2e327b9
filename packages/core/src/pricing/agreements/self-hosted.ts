import { Decimal } from '../../money/index.ts';
import type { UnitId } from '../../usage/index.ts';
import { RunningRounding, share, WORKING_PLACES } from './rounding.ts';
import { Curve, countingSpans, endWithin } from './spans.ts';
import type {
  Agreement,
  AgreementContext,
  AgreementOutcome,
  AgreementState,
  CoveredUse,
  SelfHostedTerms,
} from './types.ts';

const HOUR = Decimal.from(3_600);
const HUNDRED = Decimal.from(100);

/**
 * Rate of `per` units on machines of one's own (formula `self_hosted_rate`, docs/formulas.md):
 * GPU-hour cost x GPUs x per / (units per second at full load x 3600 x utilisation). In the currency of the GPU-hour, 24 decimals,
 * half-even. Undefined for a unit whose throughput is not known. Source: product.md C25.
 */
export function selfHostedRate(terms: SelfHostedTerms, unit: UnitId, per: number): Decimal | undefined {
  return costOf(terms, unit, Decimal.from(per));
}

/** Uses cost quantity x rate, rounded half-even to 12 decimals in the order of use; units without a throughput keep their cost. */
export function applySelfHosted(
  uses: readonly CoveredUse[],
  terms: SelfHostedTerms,
  agreement: Agreement,
  context: AgreementContext,
): AgreementOutcome {
  const rounding = new RunningRounding();
  const costs = uses.map((use) => rounding.next(costOf(terms, use.unit, use.quantity) ?? use.cost));
  return { costs, extras: [], states: statesOf(uses, costs, terms, agreement, context) };
}

function costOf(terms: SelfHostedTerms, unit: UnitId, quantity: Decimal): Decimal | undefined {
  const throughput = terms.throughput.get(unit);
  if (throughput === undefined) return undefined;
  const hourly = terms.gpuHourCost.multiply(Decimal.from(terms.gpus));
  const perHour = throughput.multiply(HOUR).multiply(terms.utilisationPercent);
  return quantity.multiply(hourly).multiply(HUNDRED).quotient(perHour, WORKING_PLACES);
}

/** By month: what the machines cost in it (`used` + `remaining`), what its use bore (`used`), what nobody did (`remaining`, negative when busier than planned). */
function statesOf(
  uses: readonly CoveredUse[],
  costs: readonly Decimal[],
  terms: SelfHostedTerms,
  agreement: Agreement,
  context: AgreementContext,
): AgreementState[] {
  let next = 0;
  return countingSpans('month', agreement, context).map((month) => {
    const curve = new Curve(context.spanOf);
    const end = endWithin(uses, next, month);
    const hosting = hostingCost(
      terms,
      Math.min(month.end, context.window.end) - Math.max(month.start, context.window.start),
    );
    let used = Decimal.ZERO;
    for (; next < end; next++) {
      used = used.add(costs[next] ?? Decimal.ZERO);
      curve.mark(uses[next]?.at ?? month.start, used, hosting.subtract(used));
    }
    return {
      agreement: agreement.id,
      kind: agreement.kind,
      ...month,
      measure: 'amount',
      used,
      remaining: hosting.subtract(used),
      crossings: [],
      curve: curve.points,
    };
  });
}

function hostingCost({ gpuHourCost, gpus }: SelfHostedTerms, milliseconds: number): Decimal {
  const hourly = gpuHourCost.multiply(Decimal.from(gpus));
  return share(hourly, Decimal.from(milliseconds), Decimal.from(3_600_000)).roundHalfEven(12);
}
