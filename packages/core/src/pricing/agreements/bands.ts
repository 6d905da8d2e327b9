import { Decimal } from '../../money/index.ts';
import { RunningRounding, share, WORKING_PLACES } from './rounding.ts';
import { Curve, countingSpans, endWithin } from './spans.ts';
import type {
  Agreement,
  AgreementContext,
  AgreementOutcome,
  AgreementState,
  CountingPeriod,
  CoveredUse,
  Crossing,
  Span,
} from './types.ts';

/** What use costs that lies above a line: a price per `per` units, or a part of what it cost before. */
export interface Band {
  above: Decimal;
  price?: Decimal;
  factor?: Decimal;
}

/** Prices by position on a counter that starts anew every period. */
export interface Bands {
  measure: 'quantity' | 'spend';
  mode: 'graduated' | 'whole';
  period: CountingPeriod;
  per: number;
  /** Ascending; below the first the cost stays as it was. */
  bands: readonly Band[];
  /** A limit that is told as used up: of free quantities. */
  limit?: Decimal;
}

const UNCHANGED: Band = { above: Decimal.ZERO, factor: Decimal.from(1) };

/**
 * Costs of uses (in order of time) under prices by bands. Graduated: each use moves the counter by what it measures, and is priced by the
 * parts of its way that lie in each band; negative uses move it back at the prices of the way back. Whole: the band in which the
 * period ends prices all of it; a line is crossed by more than `above`. A use without quantity keeps its cost.
 */
export function priceByBands(
  uses: readonly CoveredUse[],
  terms: Bands,
  agreement: Agreement,
  context: AgreementContext,
): AgreementOutcome {
  const costs: Decimal[] = [];
  const states: AgreementState[] = [];
  const rounding = new RunningRounding();
  let next = 0;
  for (const span of countingSpans(terms.period, agreement, context)) {
    const end = endWithin(uses, next, span);
    const within = uses.slice(next, end);
    next = end;
    const moved = count(within, terms, agreement, span, context);
    const flat = terms.mode === 'whole' ? bandAt(moved.used, terms.bands) : undefined;
    let position = Decimal.ZERO;
    for (const use of within) {
      const way = measureOf(use, terms);
      const exact =
        flat === undefined ? graduated(use, position, way, terms) : priced(use, way, way, flat, terms);
      costs.push(rounding.next(exact));
      position = position.add(way);
    }
    states.push(moved);
  }
  return { costs, extras: [], states };
}

function measureOf(use: CoveredUse, { measure }: Bands): Decimal {
  return measure === 'quantity' ? use.quantity : use.cost;
}

function graduated(use: CoveredUse, position: Decimal, way: Decimal, terms: Bands): Decimal {
  if (way.isZero) return use.cost;
  const after = position.add(way);
  const [low, high] = way.isNegative ? [after, position] : [position, after];
  let cost = Decimal.ZERO;
  const bands = [UNCHANGED, ...terms.bands];
  for (const [index, band] of bands.entries()) {
    const start = index === 0 || band.above.compare(low) < 0 ? low : band.above;
    const ceiling = bands[index + 1]?.above;
    const end = ceiling === undefined || ceiling.compare(high) > 0 ? high : ceiling;
    if (end.compare(start) <= 0) continue;
    const length = end.subtract(start);
    const part = way.isNegative ? Decimal.ZERO.subtract(length) : length;
    cost = cost.add(priced(use, part, way, band, terms));
  }
  return cost;
}

/** What a part of a use's way costs in a band. */
function priced(use: CoveredUse, part: Decimal, way: Decimal, band: Band, { per }: Bands): Decimal {
  if (way.isZero) return use.cost;
  if (band.price !== undefined) return part.multiply(band.price).quotient(Decimal.from(per), WORKING_PLACES);
  return share(use.cost, part, way).multiply(band.factor ?? Decimal.ZERO);
}

function bandAt(position: Decimal, bands: readonly Band[]): Band {
  return bands.findLast(({ above }) => position.compare(above) > 0) ?? UNCHANGED;
}

/** Moves the counter through a period without pricing anything. */
function count(
  uses: readonly CoveredUse[],
  terms: Bands,
  { id, kind }: Agreement,
  span: Span,
  { spanOf }: AgreementContext,
): AgreementState {
  const lines = terms.bands.filter(({ above }) => !above.isZero);
  const curve = new Curve(spanOf);
  const crossings: Crossing[] = [];
  let used = Decimal.ZERO;
  for (const use of uses) {
    used = used.add(measureOf(use, terms));
    for (
      let line = lines[crossings.length];
      line && used.compare(line.above) > 0;
      line = lines[crossings.length]
    ) {
      crossings.push({ above: line.above, at: use.at, key: use.key });
    }
    curve.mark(use.at, used, remainingOf(terms.limit, used));
  }
  const remaining = remainingOf(terms.limit, used);
  const next = lines.find(({ above }) => used.compare(above) <= 0);
  return {
    agreement: id,
    kind,
    ...span,
    measure: terms.measure === 'quantity' ? 'quantity' : 'amount',
    used,
    ...(remaining === undefined ? {} : { remaining }),
    ...(next === undefined ? {} : { next: { above: next.above, remaining: next.above.subtract(used) } }),
    crossings,
    curve: curve.points,
  };
}

function remainingOf(limit: Decimal | undefined, used: Decimal): Decimal | undefined {
  if (limit === undefined) return undefined;
  if (used.isNegative) return limit;
  return used.compare(limit) < 0 ? limit.subtract(used) : Decimal.ZERO;
}
