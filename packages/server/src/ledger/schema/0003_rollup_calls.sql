-- Hourly sums of calls over the dimensions of bounded cardinality. Queries must sum: rows of one key are merged later.
CREATE TABLE IF NOT EXISTS rollup_calls_hourly
(
    `hour` DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
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
    `cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `list_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `estimated_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `unpriced_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `input_tokens` SimpleAggregateFunction(sum, UInt64),
    `output_tokens` SimpleAggregateFunction(sum, UInt64),
    `cache_read_tokens` SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(hour)
PRIMARY KEY hour
ORDER BY (hour, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, sandbox, currency)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1,
    default_compression_codec = 'ZSTD(1)';

CREATE MATERIALIZED VIEW IF NOT EXISTS rollup_calls_hourly_feed TO rollup_calls_hourly AS
SELECT
    toDateTime(toStartOfHour(started_at), 'UTC') AS hour,
    `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`,
    sandbox,
    currency,
    count() AS calls,
    countIf(status IN ('upstream_error', 'refused', 'lost')) AS errors,
    sum(c.cost) AS cost,
    sum(c.list_cost) AS list_cost,
    sum(c.estimated_cost) AS estimated_cost,
    sum(c.unpriced_cost) AS unpriced_cost,
    sum(c.input_tokens) AS input_tokens,
    sum(c.output_tokens) AS output_tokens,
    sum(c.cache_read_tokens) AS cache_read_tokens
FROM calls AS c
GROUP BY hour, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, sandbox, currency;
