import { type PriceHistory, type PriceOverride, toRateViews } from '@weir/core/contract';
import type { PriceOverride as CatalogOverride, DatedBook } from '@weir/core/pricing';

export interface HistoryInput {
  provider: string;
  model: string;
  since: Date;
  until: Date;
  /** In the order in which they hold. */
  books: readonly DatedBook[];
  /** Of the organization, those that concern the model. */
  overrides: readonly PriceOverride[];
  catalog: readonly CatalogOverride[];
}

type Step = PriceHistory['steps'][number];

/** What applied to a model in standard service, step by step: asked of the book at every instant at which something may change. */
export function historyOf(input: HistoryInput): PriceHistory {
  const { provider, model, since, until, books, overrides } = input;
  const instants = [...changesOf(input)].sort((a, b) => a - b);
  const steps: Step[] = [];
  for (const [index, from] of instants.entries()) {
    const end = instants[index + 1] ?? until.getTime();
    const step = stepOf(input, from, end);
    const last = steps.at(-1);
    if (last !== undefined && isSame(last, step)) last.until = step.until;
    else steps.push(step);
  }
  const concerned = overrides.filter(
    (one) =>
      Date.parse(one.from) < until.getTime() &&
      (one.until === undefined || Date.parse(one.until) > since.getTime()),
  );
  return {
    provider,
    model: books.at(-1)?.book.resolve({ provider, model, at: until.getTime() })?.model ?? model,
    since: since.toISOString(),
    until: until.toISOString(),
    steps,
    overrides: concerned,
  };
}

function changesOf({ provider, model, since, until, books, overrides, catalog }: HistoryInput): Set<number> {
  const instants = [
    ...books.flatMap(({ from }) => from ?? []),
    ...books.flatMap(({ book }) =>
      book.priceHistory(provider, model).flatMap(({ from }) => (from === undefined ? [] : Date.parse(from))),
    ),
    ...overrides.flatMap(({ from, until: end }) => [
      Date.parse(from),
      end === undefined ? Number.NaN : Date.parse(end),
    ]),
    ...catalog.filter((one) => one.provider === provider).flatMap(({ from, until: end }) => [from, end]),
  ];
  const within = instants.filter((at) => at > since.getTime() && at < until.getTime());
  return new Set([since.getTime(), ...within]);
}

function stepOf({ provider, model, books }: HistoryInput, from: number, until: number): Step {
  const index = Math.max(
    0,
    books.findLastIndex((one) => one.from === undefined || one.from <= from),
  );
  const later = books
    .slice(index)
    .find(({ book }) => book.resolve({ provider, model, at: from }) !== undefined);
  const { book, version } = later ?? books[index] ?? noBook();
  const price = book.resolveOrFallback({ provider, model, at: from });
  return {
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    ref: price.ref,
    priced: price.priced,
    currency: price.currency,
    list: version,
    rates: toRateViews(price.rates),
  };
}

function isSame({ from: _, until: __, ...a }: Step, { from: ___, until: ____, ...b }: Step): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function noBook(): never {
  throw new Error('there is always a price list');
}
