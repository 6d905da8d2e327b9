import { WeirError } from '../../errors/index.ts';
import type { Decimal } from '../../money/index.ts';
import { priceByBands } from './bands.ts';
import { applyCommitment } from './commitment.ts';
import { applyCredits } from './credits.ts';
import { applyProvisioned } from './provisioned.ts';
import { applySelfHosted } from './self-hosted.ts';
import { assertWhole } from './spans.ts';
import { discountBands, freeBands, volumeBands } from './tiers.ts';
import type {
  AgreedCharge,
  Agreement,
  AgreementCharge,
  AgreementContext,
  AgreementExtra,
  AgreementKind,
  AgreementOutcome,
  AgreementState,
  CoveredUse,
} from './types.ts';

/**
 * The order in which agreements apply, each to what the one before left. What is paid by the hour comes first and is then done; free
 * quantities before prices by quantity, prices before discounts, and credits pay what remains.
 */
export const AGREEMENT_ORDER: readonly AgreementKind[] = [
  'self_hosted',
  'provisioned',
  'free',
  'volume',
  'discount',
  'commitment',
  'credit',
];

/** These change the price itself: contracted cost too. The others only change what it effectively costs. */
const CHANGES_PRICE: ReadonlySet<AgreementKind> = new Set(['self_hosted', 'free', 'volume', 'discount']);
/** What such an agreement covers, no further one prices. */
const SETTLES: ReadonlySet<AgreementKind> = new Set(['self_hosted', 'provisioned']);

export interface AgreementsResult {
  /** In the order of the charges. */
  rows: readonly AgreedCharge[];
  extras: readonly AgreementExtra[];
  states: readonly AgreementState[];
}

/**
 * What a window's charges cost under the agreements: effective cost starts as contracted cost, and every agreement that covers a charge
 * (provider, models, units, term) changes it, in the order of AGREEMENT_ORDER, of one kind the earlier first. A charge burns down one
 * commitment only. The same charges and agreements give the same figures. Throws `invalid_argument` when the window begins
 * within a counting period, or agreements are in different currencies.
 */
export function applyAgreements(
  charges: readonly AgreementCharge[],
  agreements: readonly Agreement[],
  context: AgreementContext,
): AgreementsResult {
  assertWhole(agreements, context);
  assertOneCurrency(agreements);
  const rows = charges
    .filter(({ at }) => at >= context.window.start && at < context.window.end)
    .map((charge) => new Row(charge));
  const inOrder = [...rows].sort(
    (a, b) => a.charge.at - b.charge.at || (a.charge.key < b.charge.key ? -1 : 1),
  );
  const extras: AgreementExtra[] = [];
  const states: AgreementState[] = [];
  for (const agreement of [...agreements].sort(byOrder)) {
    const covered = inOrder.filter((row) => row.isOpenTo(agreement));
    const outcome = outcomeOf(
      covered.map((row) => row.use),
      agreement,
      context,
    );
    for (const [index, row] of covered.entries()) row.take(agreement, outcome.costs[index] ?? row.effective);
    extras.push(...outcome.extras);
    states.push(...outcome.states);
  }
  return { rows: rows.map((row) => row.agreed), extras, states };
}

function outcomeOf(
  uses: readonly CoveredUse[],
  agreement: Agreement,
  context: AgreementContext,
): AgreementOutcome {
  switch (agreement.kind) {
    case 'self_hosted':
      return applySelfHosted(uses, agreement.terms, agreement, context);
    case 'provisioned':
      return applyProvisioned(uses, agreement.terms, agreement, context);
    case 'free':
      return priceByBands(uses, freeBands(agreement.terms), agreement, context);
    case 'volume':
      return priceByBands(uses, volumeBands(agreement.terms), agreement, context);
    case 'discount':
      return priceByBands(uses, discountBands(agreement.terms), agreement, context);
    case 'commitment':
      return applyCommitment(uses, agreement.terms, agreement, context);
    case 'credit':
      return applyCredits(uses, agreement.terms, agreement, context);
    default:
      return agreement satisfies never;
  }
}

function byOrder(a: Agreement, b: Agreement): number {
  return (
    AGREEMENT_ORDER.indexOf(a.kind) - AGREEMENT_ORDER.indexOf(b.kind) ||
    a.from - b.from ||
    (a.id < b.id ? -1 : 1)
  );
}

function assertOneCurrency(agreements: readonly Agreement[]): void {
  const [first, ...rest] = agreements;
  const other = rest.find(({ currency }) => currency !== first?.currency);
  if (first === undefined || other === undefined) return;
  throw new WeirError(
    'invalid_argument',
    `Agreements ${first.id} (${first.currency}) and ${other.id} (${other.currency}) are in different currencies.`,
    { field: 'currency', remedy: 'Apply those of one currency at a time.' },
  );
}

/** Whether an agreement covers a charge: provider, model, unit and instant. */
export function covers(
  agreement: Agreement,
  charge: Pick<AgreementCharge, 'at' | 'provider' | 'model' | 'unit'>,
): boolean {
  const { provider, models, units, from, until } = agreement;
  return (
    charge.at >= from &&
    charge.at < until &&
    charge.provider === provider &&
    (units === undefined || units.has(charge.unit)) &&
    (models === undefined || models.some((pattern) => matches(pattern, charge.model.toLowerCase())))
  );
}

function matches(pattern: string, model: string): boolean {
  return pattern.endsWith('*') ? model.startsWith(pattern.slice(0, -1)) : model === pattern;
}

/** A charge on its way through the agreements. */
class Row {
  readonly charge: AgreementCharge;
  effective: Decimal;
  private contracted: Decimal;
  private settled = false;
  private committed = false;
  private readonly by: string[] = [];

  constructor(charge: AgreementCharge) {
    this.charge = charge;
    this.contracted = charge.contractedCost;
    this.effective = charge.contractedCost;
  }

  isOpenTo(agreement: Agreement): boolean {
    if (this.settled || (this.committed && agreement.kind === 'commitment')) return false;
    return covers(agreement, this.charge);
  }

  get use(): CoveredUse {
    const { key, at, unit, quantity } = this.charge;
    return { key, at, unit, quantity, cost: this.effective };
  }

  take({ id, kind }: Agreement, cost: Decimal): void {
    this.effective = cost;
    if (CHANGES_PRICE.has(kind)) this.contracted = cost;
    this.settled ||= SETTLES.has(kind);
    this.committed ||= kind === 'commitment';
    this.by.push(id);
  }

  get agreed(): AgreedCharge {
    return {
      key: this.charge.key,
      contractedCost: this.contracted,
      effectiveCost: this.effective,
      agreements: this.by,
    };
  }
}
