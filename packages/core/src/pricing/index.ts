export type {
  CostLine,
  PriceBook,
  PricedUsage,
  PriceQuery,
  RateUsage,
  ResolvedPrice,
  UnitRate,
} from './types.ts';
