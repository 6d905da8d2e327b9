import type { PriceOverride } from '@weir/core/contract';
import { formatInstant } from '../../../output/figures.ts';
import type { Output } from '../../../output/output.ts';

export function printOverride(out: Output, override: PriceOverride): void {
  if (out.json) {
    out.data(override);
    return;
  }
  out.fields([
    ['override', out.style('bold', override.id)],
    ['provider', override.provider],
    ['model', override.model],
    ['tier', override.tier],
    ['region', override.region],
    ['terms', termsText(override)],
    ['from', `${formatInstant(override.from)} UTC`],
    ['until', override.until && `${formatInstant(override.until)} UTC`],
    ['source', override.source],
  ]);
}

/** "12.5% off", "x 1.1", "input_tokens 2.00, output_tokens 8.00"; with the units it is limited to. */
export function termsText({ discount_percent, multiplier, rates = {}, units }: PriceOverride): string {
  const only = units === undefined ? '' : ` on ${units.join(', ')}`;
  if (discount_percent !== undefined) return `${discount_percent}% off${only}`;
  if (multiplier !== undefined) return `x ${multiplier}${only}`;
  return Object.entries(rates)
    .map(([unit, rate]) => `${unit} ${typeof rate === 'string' ? rate : `${rate.base} (in steps)`}`)
    .join(', ');
}
