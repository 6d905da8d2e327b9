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
  /** Charged where the gateway dies before it can tell: what is held, as far as the model can read. */
  readonly mostInputTokens: number;
  readonly outputTokens: number;
  readonly price: ResolvedPrice;
  /** Where it will be worked on, where that is known and may cost another rate. */
  readonly region: string | undefined;
  /** Pico-units: what is reserved. */
  readonly amount: bigint;
}

/** How long a request is, in the terms its cost depends on. */
export interface RequestSize {
  /** Tokens its text is worth, by the usual rule of thumb: what an estimate rests on. */
  readonly textTokens: number;
  /** Tokens its text may be worth at most: what is held against a budget. */
  readonly textMost: number;
  /** Bytes of images, audio and documents in base64. */
  readonly mediaBytes: number;
}

/** Usual text of words, and of characters of three bytes. */
const ASCII_BYTES_PER_TOKEN = 4;
const OTHER_BYTES_PER_TOKEN = 3;
/** Digits, base64 and rare characters are cut far finer. */
const ASCII_LEAST_BYTES = 2;
const OTHER_LEAST_BYTES = 1.5;
/** Even the longest words of the plainest text are not longer. */
const MOST_BYTES_PER_TOKEN = 8;
/** Output assumed where neither the request nor the catalog bounds it. */
const DEFAULT_MAX_OUTPUT = 4_096;
/** Context assumed of a model the catalog does not know. */
const DEFAULT_WINDOW = 200_000;
/** Shorter requests fit every model. */
const SHORT = 8_192;

export function sizeOf(body: Buffer, { mediaBytes = 0 }: RequestFacts): RequestSize {
  const bytes = body.length - mediaBytes;
  const ascii = isAscii(body);
  return {
    textTokens: Math.ceil(bytes / (ascii ? ASCII_BYTES_PER_TOKEN : OTHER_BYTES_PER_TOKEN)),
    textMost: Math.ceil(bytes / (ascii ? ASCII_LEAST_BYTES : OTHER_LEAST_BYTES)),
    mediaBytes,
  };
}

/** What the request is worth at the least: only if even this does not fit a model, it is too small. */
export function certainTokens({ textTokens }: RequestSize): number {
  return Math.floor((textTokens * OTHER_BYTES_PER_TOKEN) / MOST_BYTES_PER_TOKEN);
}

/** Things named in a request and tools that the provider runs become input that stands nowhere in it. */
function addsUnseen({ addsInput, resources, needs }: RequestFacts): boolean {
  if (addsInput === true || (resources !== undefined && resources.length > 0)) return true;
  return needs !== undefined && (needs.includes('vision') || needs.includes('audio'));
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
  const region = facts.region ?? target.provider.priceRegion;
  const price = book.resolveOrFallback({
    provider: priceProvider,
    model: target.model,
    at: now,
    tier: tierOf(facts.serviceTier),
    region,
  });
  const { textTokens, textMost, mediaBytes } = size;
  const unseen = addsUnseen(facts);
  const window =
    unseen || textTokens > SHORT || mediaBytes > 0
      ? models.contextWindow(priceProvider, target.model)
      : undefined;
  const whole = textTokens + Math.ceil(mediaBytes / ASCII_BYTES_PER_TOKEN);
  const inputTokens = window === undefined ? whole : Math.min(whole, window);
  // text is held against a budget whole, for a lenient server may read, and bill, more than the model's window; what
  // cannot be counted beforehand (media, stored context, findings of tools) up to the window
  const counted = mediaBytes === 0 ? textMost : textMost + Math.ceil(mediaBytes / ASCII_BYTES_PER_TOKEN);
  const most = unseen ? Math.max(counted, window ?? DEFAULT_WINDOW) : counted;
  const held = window === undefined ? most : Math.max(textMost, Math.min(most, window));
  const perChoice =
    facts.maxOutputTokens ?? models.maxOutputTokens(priceProvider, target.model) ?? DEFAULT_MAX_OUTPUT;
  const outputTokens = perChoice * facts.choices;
  const amount = estimateCost(price, { inputTokens: held, outputTokens });
  const mostInputTokens = window === undefined ? held : Math.min(held, window);
  return { inputTokens, mostInputTokens, outputTokens, price, region, amount };
}
