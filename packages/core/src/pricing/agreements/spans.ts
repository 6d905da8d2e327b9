import { WeirError } from '../../errors/index.ts';
import type { Decimal } from '../../money/index.ts';
import type {
  Agreement,
  AgreementContext,
  CountingPeriod,
  CreditGrant,
  CreditTerms,
  CurvePoint,
  Span,
  SpanOf,
} from './types.ts';

type Term = Pick<Agreement, 'from' | 'until'>;

/**
 * The counting period of an agreement that holds an instant, cut to the agreement's term. One that is cut counts with its
 * whole limit: terms are best written to begin and end with a period.
 */
export function countingSpan(
  period: CountingPeriod,
  { from, until }: Term,
  at: number,
  spanOf: SpanOf,
): Span {
  if (period === 'term') return { start: from, end: until };
  const { start, end } = spanOf(period, at);
  return { start: Math.max(start, from), end: Math.min(end, until) };
}

/** Counting periods of an agreement that begin before the window ends, those without use included, in order of time. */
export function countingSpans(
  period: CountingPeriod,
  term: Term,
  { spanOf, window }: AgreementContext,
): Span[] {
  const spans: Span[] = [];
  let at = Math.max(term.from, window.start);
  while (at < Math.min(term.until, window.end)) {
    const span = countingSpan(period, term, at, spanOf);
    spans.push(span);
    at = span.end;
  }
  return spans;
}

/** Index of the first use, from an index on, that is not before the end of a span. Uses are in order of time. */
export function endWithin(uses: readonly { at: number }[], from: number, { end }: Span): number {
  let index = from;
  while (index < uses.length && (uses[index]?.at ?? end) < end) index++;
  return index;
}

/**
 * Since when charges must be given so that a window can be priced: the beginning of every counting period that reaches into it, of
 * credits the first grant. One that reaches further back takes others with it, whose periods hold its beginning.
 */
export function chargesNeededSince(agreements: readonly Agreement[], window: Span, spanOf: SpanOf): number {
  const starts = agreements
    .filter(({ from, until }) => from < window.end && until > window.start)
    .map((agreement) => neededSince(agreement, Math.max(agreement.from, window.start), spanOf));
  const start = Math.min(window.start, ...starts);
  return start === window.start ? start : chargesNeededSince(agreements, { start, end: window.end }, spanOf);
}

function neededSince(agreement: Agreement, at: number, spanOf: SpanOf): number {
  switch (agreement.kind) {
    case 'credit':
      return Math.max(
        agreement.from,
        Math.min(at, ...liveGrants(agreement.terms, at).map(({ from }) => from)),
      );
    case 'self_hosted':
    case 'provisioned':
      return at;
    default:
      return countingSpan(agreement.terms.period, agreement, at, spanOf).start;
  }
}

/** Grants that have not lapsed by an instant. */
export function liveGrants({ grants }: CreditTerms, at: number): CreditGrant[] {
  return grants.filter(({ expires }) => expires > at);
}

/** Refuses a window that begins in the middle of what an agreement counts: the figures would be wrong, unseen. */
export function assertWhole(agreements: readonly Agreement[], { window, spanOf }: AgreementContext): void {
  for (const agreement of agreements) {
    const since = chargesNeededSince([agreement], window, spanOf);
    if (since >= window.start) continue;
    const day = new Date(since).toISOString();
    throw new WeirError('invalid_argument', `Agreement ${agreement.id} counts since ${day}.`, {
      field: 'window',
      remedy: 'Give the charges since then.',
    });
  }
}

/** Draws a counter day by day. */
export class Curve {
  readonly points: CurvePoint[] = [];
  private readonly spanOf: SpanOf;
  private day: Span = { start: 0, end: 0 };

  constructor(spanOf: SpanOf) {
    this.spanOf = spanOf;
  }

  mark(at: number, used: Decimal, remaining: Decimal | undefined): void {
    const within = at >= this.day.start && at < this.day.end;
    if (within) this.points.pop();
    else this.day = this.spanOf('day', at);
    this.points.push({ at: this.day.start, used, ...(remaining === undefined ? {} : { remaining }) });
  }
}
