import type { Decimal } from '@weir/core/money';
import {
  type AgreementExtra,
  type AgreementState,
  applyAgreements,
  type ExchangeRates,
  type PricingAgreement,
  type SpanOf,
} from '@weir/core/pricing';
import type { Use } from './use.ts';

/** What one agreement changes about each use, in the agreement's currency. */
export interface Effect {
  agreement: PricingAgreement;
  /** By position of the use; only those it changes. */
  changes: ReadonlyMap<number, { contracted: Decimal; effective: Decimal }>;
  extras: readonly AgreementExtra[];
  states: readonly AgreementState[];
  /** Positions of the uses it covers. */
  covered: ReadonlySet<number>;
}

export interface Effects {
  of: readonly Effect[];
  /** By position of the use, under all agreements. */
  after: readonly { contracted: Decimal; effective: Decimal }[];
  /** Before any, in the agreements' currency. */
  before: readonly Decimal[];
}

export interface EffectContext {
  window: { start: number; end: number };
  spanOf: SpanOf;
  rates: ExchangeRates;
}

/**
 * What agreements of one currency make of the use, told apart by agreement: each is applied after those before it, and what it
 * changes is the difference. Use in another currency counts at the rate of its day.
 */
export function effectsOf(
  uses: readonly Use[],
  agreements: readonly PricingAgreement[],
  { window, spanOf, rates }: EffectContext,
): Effects {
  const [first] = agreements;
  const currency = first?.currency ?? '';
  const charges = uses.map(({ key, at, facts, quantity, list, contracted }) => ({
    key,
    at,
    provider: facts.provider,
    model: facts.model,
    unit: facts.unit,
    quantity,
    listCost: rates.convert(list, facts.currency, currency, at).amount,
    contractedCost: rates.convert(contracted, facts.currency, currency, at).amount,
  }));
  const before = charges.map(({ contractedCost }) => contractedCost);
  let last = before.map((cost) => ({ contracted: cost, effective: cost }));
  const of: Effect[] = [];
  for (let count = 1; count <= agreements.length; count++) {
    const agreement = agreements[count - 1];
    if (agreement === undefined) break;
    const result = applyAgreements(charges, agreements.slice(0, count), { spanOf, window });
    const now = result.rows.map(({ contractedCost, effectiveCost }) => ({
      contracted: contractedCost,
      effective: effectiveCost,
    }));
    of.push({
      agreement,
      changes: changesBetween(last, now),
      extras: result.extras.filter((extra) => extra.agreement === agreement.id),
      states: result.states.filter((state) => state.agreement === agreement.id),
      covered: new Set(
        result.rows.flatMap((row, index) => (row.agreements.includes(agreement.id) ? [index] : [])),
      ),
    });
    last = now;
  }
  return { of, after: last, before };
}

type Cost = { contracted: Decimal; effective: Decimal };

function changesBetween(before: readonly Cost[], after: readonly Cost[]): Map<number, Cost> {
  const changes = new Map<number, Cost>();
  for (const [index, now] of after.entries()) {
    const was = before[index];
    if (was === undefined) continue;
    const change = {
      contracted: now.contracted.subtract(was.contracted),
      effective: now.effective.subtract(was.effective),
    };
    if (!change.contracted.isZero || !change.effective.isZero) changes.set(index, change);
  }
  return changes;
}
