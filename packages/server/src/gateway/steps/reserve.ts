import { estimateCost, type PriceBook, type ResolvedPrice } from '@weir/core/pricing';
import type { Reservation, Reservations } from '../../limits/port.ts';
import type { RequestFacts } from '../../providers/index.ts';
import type { ModelCatalog } from '../ports.ts';
import type { Principal } from './authenticate.ts';
import type { Target } from './route.ts';

/** The most a call is expected to use, worked out before it is made. */
export interface Expected {
  /** Charged where the provider does not say: no more than the model can read. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly price: ResolvedPrice;
  /** Pico-units: what is reserved. */
  readonly amount: bigint;
}

/** JSON around the text outweighs what dense scripts and code cost more than four bytes per token. */
const BYTES_PER_TOKEN = 4;
/** Output assumed where neither the request nor the catalog bounds it. */
const DEFAULT_MAX_OUTPUT = 4_096;

export function expect(
  bodyBytes: number,
  facts: RequestFacts,
  target: Target,
  book: PriceBook,
  models: ModelCatalog,
  now: number,
): Expected {
  const { priceProvider } = target.provider;
  const price = book.resolveOrFallback({ provider: priceProvider, model: target.model, at: now });
  const estimate = Math.ceil(bodyBytes / BYTES_PER_TOKEN);
  // a body of images is far longer than its tokens: an estimated charge stops at what the model can read, but what is
  // held against a budget does not, for a lenient server may read, and bill, all of it
  const window = estimate > 8_192 ? models.contextWindow(priceProvider, target.model) : undefined;
  const inputTokens = window === undefined ? estimate : Math.min(estimate, window);
  const perChoice =
    facts.maxOutputTokens ?? models.maxOutputTokens(priceProvider, target.model) ?? DEFAULT_MAX_OUTPUT;
  const outputTokens = perChoice * facts.choices;
  const amount = estimateCost(price, { inputTokens: estimate, outputTokens });
  return { inputTokens, outputTokens, price, amount };
}

/** Holds the expected cost. Throws or rejects with WeirError `budget_exhausted`, `limits_unavailable`. */
export function reserve(
  principal: Principal,
  expected: Expected,
  reservations: Reservations,
): Reservation | Promise<Reservation> {
  return reservations.reserve(principal.workload.id, expected.amount);
}
