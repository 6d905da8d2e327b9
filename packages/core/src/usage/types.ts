/** Id of a unit in catalog/units, e.g. `input_tokens`, `cache_write_1h_tokens`, `web_searches`. */
export type UnitId = string;

/**
 * Reported quantities by unit. Inclusive, as in the price data set: `input_tokens` contains cache reads and
 * writes, `output_tokens` contains reasoning. A unit the provider did not report is absent, never 0.
 */
export type Usage = Readonly<Record<UnitId, number>>;
