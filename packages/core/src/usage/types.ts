/** Id of a unit in catalog/units, e.g. `input_tokens`, `cache_write_1h_tokens`, `web_searches`. */
export type UnitId = string;

/**
 * Reported quantities by unit. Inclusive, as in the price data set: `input_tokens` contains cache reads and
 * writes, `output_tokens` contains reasoning. A unit the provider did not report is absent, never 0.
 */
export type Usage = Readonly<Record<UnitId, number>>;

/** One entry of catalog/units.json. */
export interface Unit {
  id: UnitId;
  /** For people: `Cached input tokens`. */
  name: string;
  /**
   * What is counted. A unit whose dimensions are a superset of another's counts a part of it:
   * `cache_read_tokens` {direction, family, token_type} is part of `input_tokens` {direction, family}.
   */
  dimensions: Readonly<Record<string, string>>;
  /** Prices are quoted for this many units. */
  per: number;
  /** Name of its rate in the price list: `input_mtok`. */
  priceKey: string;
}
