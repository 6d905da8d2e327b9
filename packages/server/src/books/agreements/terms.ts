import { type AgreementView, agreement, readAgreement } from '@weir/core/contract';
import { periodAt } from '@weir/core/economics';
import { AGREEMENT_ORDER, chargesNeededSince, type PricingAgreement, type SpanOf } from '@weir/core/pricing';
import type { UnitRegistry } from '@weir/core/usage';

/** Agreements as core applies them, in the order in which it does. */
export function readAgreements(views: readonly AgreementView[], units: UnitRegistry): PricingAgreement[] {
  return views
    .map((view) => readAgreement(agreement.parse(view), units))
    .sort(
      (a, b) =>
        AGREEMENT_ORDER.indexOf(a.kind) - AGREEMENT_ORDER.indexOf(b.kind) ||
        a.from - b.from ||
        (a.id < b.id ? -1 : 1),
    );
}

/** Days, months, quarters and years of the organization's calendar. */
export const calendarOf =
  (timeZone: string): SpanOf =>
  (kind, at) =>
    periodAt(kind, at, timeZone);

/**
 * What must be known to price a window: since when use counts, and all agreements of that time, those included that are over by now but
 * changed what an older period counts.
 */
export async function reachBack(
  window: { start: number; end: number },
  spanOf: SpanOf,
  read: (since: number) => Promise<PricingAgreement[]>,
): Promise<{ since: number; agreements: PricingAgreement[] }> {
  let since = window.start;
  for (;;) {
    const agreements = await read(since);
    const needed = chargesNeededSince(agreements, { start: since, end: window.end }, spanOf);
    if (needed >= since) return { since, agreements };
    since = needed;
  }
}

/** Instants at which what is agreed changes. */
export function boundsOf(agreements: readonly PricingAgreement[]): number[] {
  const bounds = agreements.flatMap((one) => [
    one.from,
    one.until,
    ...(one.kind === 'credit' ? one.terms.grants.flatMap(({ from, expires }) => [from, expires]) : []),
  ]);
  return [...new Set(bounds)].filter(Number.isFinite).sort((a, b) => a - b);
}
