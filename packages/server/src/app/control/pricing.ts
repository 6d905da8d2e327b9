import { toPriceView } from '@weir/core/contract';
import { quoteLine } from '@weir/core/pricing';
import type { AdminDeps } from '../../http/index.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Stores } from './stores.ts';

/** What the API tells of prices, from the book in force. */
export function pricingOf({ catalog, priceBook }: Stores): AdminDeps['pricing'] {
  const { list, units } = catalog;
  return {
    show(provider, model, at) {
      if (!list.providers.some(({ id }) => id === provider)) return undefined;
      return toPriceView(priceBook().resolveOrFallback({ provider, model, at: at.getTime() }), at);
    },
    quote: (lines) =>
      lines.map((line) => quoteLine(line, { book: priceBook(), list, units, now: systemClock.now() })),
  };
}
