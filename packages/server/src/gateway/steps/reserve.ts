import { isAscii } from 'node:buffer';
import { estimateCost, type PriceBook, type ResolvedPrice } from '@weir/core/pricing';
import type { RequestFacts } from '../../providers/index.ts';
import type { ModelCatalog } from '../ports.ts';
import type { Target } from '../routing/resolve-target.ts';
import { tierOf } from './service-tier.ts';

/** The most a call is expected to use, worked out before it is made. */
export interface Expected {
  /** Charged where the provider does not say: no more than the model can read. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly price: ResolvedPrice;
  /** Pico-units: what is reserved. */
  readonly amount: bigint;
}

/** How long a request is, in the terms its cost depends on. */
export interface RequestSize {
  /** Tokens its text may be worth at most. */
  readonly textTokens: number;
  /** Bytes of images, audio and documents in base64. */
  readonly mediaBytes: number;
}

/** JSON around the text outweighs what dense code costs more than four bytes per token. */
const ASCII_BYTES_PER_TOKEN = 4;
/** Dense scripts take three bytes for a character that may be more than one token. */
const OTHER_BYTES_PER_TOKEN = 2;
/** Output assumed where neither the request nor the catalog bounds it. */
const DEFAULT_MAX_OUTPUT = 4_096;
/** Even the longest words of the plainest text are not longer. */
const MOST_BYTES_PER_TOKEN = 8;
/** Shorter requests fit every model. */
const SHORT = 8_192;

export function sizeOf(body: Buffer, { mediaBytes = 0 }: RequestFacts): RequestSize {
  const perToken = isAscii(body) ? ASCII_BYTES_PER_TOKEN : OTHER_BYTES_PER_TOKEN;
  return { textTokens: Math.ceil((body.length - mediaBytes) / perToken), mediaBytes };
}

/** What the request is worth at the least: only if even this does not fit a model, it is too small. */
export function certainTokens({ textTokens }: RequestSize): number {
  return Math.floor((textTokens * OTHER_BYTES_PER_TOKEN) / MOST_BYTES_PER_TOKEN);
}

export function expect(
  size: RequestSize,
  facts: RequestFacts,
  target: Target,
  book: PriceBook,
  models: ModelCatalog,
  now: number,
): Expected {
  const { priceProvider } = target.provider;
  const price = book.resolveOrFallback({
    provider: priceProvider,
    model: target.model,
    at: now,
    tier: tierOf(facts.serviceTier),
  });
  const { textTokens, mediaBytes } = size;
  const window =
    textTokens > SHORT || mediaBytes > 0 ? models.contextWindow(priceProvider, target.model) : undefined;
  const whole = textTokens + Math.ceil(mediaBytes / ASCII_BYTES_PER_TOKEN);
  // media are far longer than their tokens; text is held against a budget whole, for a lenient server may read, and
  // bill, more than the model's window
  const held = window === undefined ? whole : Math.max(textTokens, Math.min(whole, window));
  const inputTokens = window === undefined ? whole : Math.min(whole, window);
  const perChoice =
    facts.maxOutputTokens ?? models.maxOutputTokens(priceProvider, target.model) ?? DEFAULT_MAX_OUTPUT;
  const outputTokens = perChoice * facts.choices;
  const amount = estimateCost(price, { inputTokens: held, outputTokens });
  return { inputTokens, outputTokens, price, amount };
}
