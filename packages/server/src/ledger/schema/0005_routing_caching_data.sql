-- Routing, response cache, data rules and evaluation copies. Rows written before read as absent: '' and NULL.
-- `prompt_cache_saving` is worked out per call when it lands, from the unit prices its charges were made at.
ALTER TABLE calls
    ADD COLUMN IF NOT EXISTS `purpose` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `cache` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `data_class` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `parent_call` String,
    ADD COLUMN IF NOT EXISTS `trace_id` String,
    ADD COLUMN IF NOT EXISTS `routing` String,
    ADD COLUMN IF NOT EXISTS `avoided_cost` Nullable(Decimal(38, 12)),
    ADD COLUMN IF NOT EXISTS `detections` Map(LowCardinality(String), UInt64),
    ADD COLUMN IF NOT EXISTS `detection_action` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `cache_write_tokens` UInt64,
    ADD COLUMN IF NOT EXISTS `prompt_cache_saving` Decimal(38, 12);

ALTER TABLE charges
    ADD COLUMN IF NOT EXISTS `purpose` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `cache` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `data_class` LowCardinality(String);

-- The new dimensions join the key of the rollups. A feed that was changed does not know which batches it has passed on
-- before: see `upgraded` in sql/store.ts.
ALTER TABLE rollup_calls_hourly
    ADD COLUMN IF NOT EXISTS `purpose` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `cache` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `data_class` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `cache_write_tokens` SimpleAggregateFunction(sum, UInt64),
    ADD COLUMN IF NOT EXISTS `avoided_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    ADD COLUMN IF NOT EXISTS `prompt_cache_saving` SimpleAggregateFunction(sum, Decimal(38, 12)),
    MODIFY ORDER BY (hour, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, sandbox, currency, `purpose`, `cache`, `data_class`);

ALTER TABLE rollup_calls_hourly_feed MODIFY QUERY
SELECT
    toDateTime(toStartOfHour(started_at), 'UTC') AS hour,
    `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`,
    sandbox,
    currency,
    `purpose`, `cache`, `data_class`,
    count() AS calls,
    countIf(status IN ('upstream_error', 'refused', 'lost')) AS errors,
    sum(c.cost) AS cost,
    sum(c.list_cost) AS list_cost,
    sum(c.estimated_cost) AS estimated_cost,
    sum(c.unpriced_cost) AS unpriced_cost,
    sum(c.input_tokens) AS input_tokens,
    sum(c.output_tokens) AS output_tokens,
    sum(c.cache_read_tokens) AS cache_read_tokens,
    sum(c.cache_write_tokens) AS cache_write_tokens,
    sum(ifNull(c.avoided_cost, toDecimal128(0, 12))) AS avoided_cost,
    sum(c.prompt_cache_saving) AS prompt_cache_saving
FROM calls AS c
GROUP BY hour, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, sandbox, currency, `purpose`, `cache`, `data_class`;

ALTER TABLE rollup_charges_hourly
    ADD COLUMN IF NOT EXISTS `purpose` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `cache` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `data_class` LowCardinality(String),
    MODIFY ORDER BY (hour, unit, category, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, sandbox, currency, `purpose`, `cache`, `data_class`);

ALTER TABLE rollup_charges_hourly_feed MODIFY QUERY
SELECT
    toDateTime(toStartOfHour(started_at), 'UTC') AS hour,
    unit,
    category,
    `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`,
    sandbox,
    currency,
    `purpose`, `cache`, `data_class`,
    countIf(first_of_unit) AS calls,
    countIf(first_of_unit AND status IN ('upstream_error', 'refused', 'lost')) AS errors,
    countIf(first_of_category) AS calls_by_category,
    countIf(first_of_category AND status IN ('upstream_error', 'refused', 'lost')) AS errors_by_category,
    sum(effective_cost) AS cost,
    sum(c.list_cost) AS list_cost,
    sumIf(effective_cost, estimated) AS estimated_cost,
    sumIf(effective_cost, NOT priced) AS unpriced_cost,
    sum(c.quantity) AS quantity
FROM charges AS c
GROUP BY hour, unit, category, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, sandbox, currency, `purpose`, `cache`, `data_class`;
