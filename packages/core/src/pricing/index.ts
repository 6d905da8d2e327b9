export * from './agreements/index.ts';
export type { OverrideLayers } from './book.ts';
export { compilePrice } from './compile.ts';
export { findPriceConflicts, type PriceConflict } from './conflicts.ts';
export { createPriceBook } from './create-book.ts';
export { type DescribedPrice, type DescribedRate, describePrice } from './describe.ts';
export { diffLists, type ListChange, type PriceChangeKind } from './diff-lists.ts';
export { type ExpectedTokens, estimateCost } from './estimate.ts';
export { type Converted, type ExchangeRate, ExchangeRates } from './exchange-rates.ts';
export { type ModelCatalog, type ModelFacts, type ModelTier, modelFacts, parseModels } from './facts.ts';
export type { ListModel, ListPrice, ListProvider, ListRate, PriceList } from './list.ts';
export { type PriceOverride, parseOverrides } from './overrides.ts';
export { parsePriceList } from './parse-list.ts';
export { type Quote, type QuoteDeps, type QuoteFailure, quoteLine } from './quote.ts';
export { QUOTIENT_PLACES, rateUsage } from './rate.ts';
export { type PriceRef, parsePriceRef } from './ref.ts';
export {
  type CostLine,
  type PriceBook,
  type PricedUsage,
  type PriceHistoryEntry,
  type PriceQuery,
  type RateUsage,
  type ResolvedPrice,
  SERVICE_TIERS,
  type ServiceTier,
  type UnitRate,
} from './types.ts';
export { unitsNamed } from './unit-names.ts';
export { usageOf } from './usage-of.ts';
export { type DatedBook, joinPriceBooks, type ListVersion } from './versions.ts';
