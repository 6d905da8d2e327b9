-- Hourly sums of charges by unit. `calls` counts each call once per unit, `calls_by_category` once per
-- category.
CREATE TABLE IF NOT EXISTS rollup_charges_hourly
(
    `hour` DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    `unit` LowCardinality(String),
    `category` LowCardinality(String),
    `organization` LowCardinality(String),
    `cost_center` LowCardinality(String),
    `team` LowCardinality(String),
    `application` LowCardinality(String),
    `workload` LowCardinality(String),
    `environment` LowCardinality(String),
    `owner` LowCardinality(String),
    `use_case` LowCardinality(String),
    `business_process` LowCardinality(String),
    `request_type` LowCardinality(String),
    `prompt_version` LowCardinality(String),
    `provider` LowCardinality(String),
    `model` LowCardinality(String),
    `key` LowCardinality(String),
    `status` LowCardinality(String),
    `source` LowCardinality(String),
    `attribution` LowCardinality(String),
    `dialect` LowCardinality(String),
    `sandbox` Bool,
    `currency` LowCardinality(String),
    `calls` SimpleAggregateFunction(sum, UInt64),
    `errors` SimpleAggregateFunction(sum, UInt64),
    `calls_by_category` SimpleAggregateFunction(sum, UInt64),
    `errors_by_category` SimpleAggregateFunction(sum, UInt64),
    `cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `list_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `estimated_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `unpriced_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `quantity` SimpleAggregateFunction(sum, Decimal(38, 6))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(hour)
PRIMARY KEY (hour, unit)
ORDER BY (hour, unit, category, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, sandbox, currency)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1,
    default_compression_codec = 'ZSTD(1)';

CREATE MATERIALIZED VIEW IF NOT EXISTS rollup_charges_hourly_feed TO rollup_charges_hourly AS
SELECT
    toDateTime(toStartOfHour(started_at), 'UTC') AS hour,
    unit,
    category,
    `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`,
    sandbox,
    currency,
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
GROUP BY hour, unit, category, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, sandbox, currency;
