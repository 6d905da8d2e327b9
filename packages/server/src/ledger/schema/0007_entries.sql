-- Entries: records that stand for any number of calls, or for none, and may lower what others cost. `call_count` is how
-- many calls a row stands for; rows written before are one call each. Token totals and sums may be negative now.
ALTER TABLE calls
    ADD COLUMN IF NOT EXISTS `call_count` UInt64 DEFAULT 1,
    ADD COLUMN IF NOT EXISTS `region` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `entry` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `class` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `booked_at` Nullable(DateTime64(6, 'UTC')),
    ADD COLUMN IF NOT EXISTS `proposal` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `corrects` String,
    ADD COLUMN IF NOT EXISTS `source_line` String,
    ADD COLUMN IF NOT EXISTS `invoice` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `entry_reason` String,
    MODIFY COLUMN `input_tokens` Int64,
    MODIFY COLUMN `output_tokens` Int64,
    MODIFY COLUMN `cache_read_tokens` Int64,
    MODIFY COLUMN `cache_write_tokens` Int64;

ALTER TABLE charges
    ADD COLUMN IF NOT EXISTS `call_count` UInt64 DEFAULT 1,
    ADD COLUMN IF NOT EXISTS `region` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `entry` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `class` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `booked_at` Nullable(DateTime64(6, 'UTC')),
    ADD COLUMN IF NOT EXISTS `proposal` LowCardinality(String),
    ADD COLUMN IF NOT EXISTS `corrects` String,
    ADD COLUMN IF NOT EXISTS `source_line` String,
    ADD COLUMN IF NOT EXISTS `invoice` LowCardinality(String);

-- The rollups are made anew from the detail rows, with the new dimensions, by the hour and by the day (of UTC). The feeds go
-- first and come last, so that a migration that broke off begins again from nothing. The new feeds do not know which
-- batches were passed on before: see `upgraded` in sql/store.ts.
DROP TABLE IF EXISTS rollup_calls_daily_feed SYNC;
DROP TABLE IF EXISTS rollup_calls_hourly_feed SYNC;
DROP TABLE IF EXISTS rollup_calls_hourly SYNC;
DROP TABLE IF EXISTS rollup_calls_daily SYNC;
DROP TABLE IF EXISTS rollup_charges_daily_feed SYNC;
DROP TABLE IF EXISTS rollup_charges_hourly_feed SYNC;
DROP TABLE IF EXISTS rollup_charges_hourly SYNC;
DROP TABLE IF EXISTS rollup_charges_daily SYNC;

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
    `purpose` LowCardinality(String),
    `cache` LowCardinality(String),
    `data_class` LowCardinality(String),
    `region` LowCardinality(String),
    `entry` LowCardinality(String),
    `class` LowCardinality(String),
    `sandbox` Bool,
    `currency` LowCardinality(String),
    `calls` SimpleAggregateFunction(sum, UInt64),
    `errors` SimpleAggregateFunction(sum, UInt64),
    `cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `list_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `estimated_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `unpriced_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `input_tokens` SimpleAggregateFunction(sum, Int64),
    `output_tokens` SimpleAggregateFunction(sum, Int64),
    `cache_read_tokens` SimpleAggregateFunction(sum, Int64),
    `cache_write_tokens` SimpleAggregateFunction(sum, Int64),
    `avoided_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `prompt_cache_saving` SimpleAggregateFunction(sum, Decimal(38, 12))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(hour)
PRIMARY KEY hour
ORDER BY (hour, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1,
    default_compression_codec = 'ZSTD(1)';

CREATE TABLE IF NOT EXISTS rollup_calls_daily
(
    `day` Date CODEC(Delta(2), ZSTD(1)),
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
    `purpose` LowCardinality(String),
    `cache` LowCardinality(String),
    `data_class` LowCardinality(String),
    `region` LowCardinality(String),
    `entry` LowCardinality(String),
    `class` LowCardinality(String),
    `sandbox` Bool,
    `currency` LowCardinality(String),
    `calls` SimpleAggregateFunction(sum, UInt64),
    `errors` SimpleAggregateFunction(sum, UInt64),
    `cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `list_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `estimated_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `unpriced_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `input_tokens` SimpleAggregateFunction(sum, Int64),
    `output_tokens` SimpleAggregateFunction(sum, Int64),
    `cache_read_tokens` SimpleAggregateFunction(sum, Int64),
    `cache_write_tokens` SimpleAggregateFunction(sum, Int64),
    `avoided_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `prompt_cache_saving` SimpleAggregateFunction(sum, Decimal(38, 12))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
PRIMARY KEY day
ORDER BY (day, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1,
    default_compression_codec = 'ZSTD(1)';

INSERT INTO rollup_calls_hourly
SELECT
    toDateTime(toStartOfHour(started_at), 'UTC') AS hour,
    `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency,
    sum(call_count) AS calls,
    sumIf(call_count, status IN ('upstream_error', 'refused', 'lost')) AS errors,
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
GROUP BY hour, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency
SETTINGS max_execution_time = 0, max_partitions_per_insert_block = 0, max_bytes_before_external_group_by = 400000000;

INSERT INTO rollup_calls_daily
SELECT
    toDate(hour) AS day,
    `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency,
    sum(r.calls) AS calls,
    sum(r.errors) AS errors,
    sum(r.cost) AS cost,
    sum(r.list_cost) AS list_cost,
    sum(r.estimated_cost) AS estimated_cost,
    sum(r.unpriced_cost) AS unpriced_cost,
    sum(r.input_tokens) AS input_tokens,
    sum(r.output_tokens) AS output_tokens,
    sum(r.cache_read_tokens) AS cache_read_tokens,
    sum(r.cache_write_tokens) AS cache_write_tokens,
    sum(r.avoided_cost) AS avoided_cost,
    sum(r.prompt_cache_saving) AS prompt_cache_saving
FROM rollup_calls_hourly AS r
GROUP BY day, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency
SETTINGS max_execution_time = 0, max_partitions_per_insert_block = 0, max_bytes_before_external_group_by = 400000000;

CREATE MATERIALIZED VIEW IF NOT EXISTS rollup_calls_hourly_feed TO rollup_calls_hourly AS
SELECT
    toDateTime(toStartOfHour(started_at), 'UTC') AS hour,
    `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency,
    sum(call_count) AS calls,
    sumIf(call_count, status IN ('upstream_error', 'refused', 'lost')) AS errors,
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
GROUP BY hour, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency;

CREATE MATERIALIZED VIEW IF NOT EXISTS rollup_calls_daily_feed TO rollup_calls_daily AS
SELECT
    toDate(hour) AS day,
    `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency,
    sum(r.calls) AS calls,
    sum(r.errors) AS errors,
    sum(r.cost) AS cost,
    sum(r.list_cost) AS list_cost,
    sum(r.estimated_cost) AS estimated_cost,
    sum(r.unpriced_cost) AS unpriced_cost,
    sum(r.input_tokens) AS input_tokens,
    sum(r.output_tokens) AS output_tokens,
    sum(r.cache_read_tokens) AS cache_read_tokens,
    sum(r.cache_write_tokens) AS cache_write_tokens,
    sum(r.avoided_cost) AS avoided_cost,
    sum(r.prompt_cache_saving) AS prompt_cache_saving
FROM rollup_calls_hourly AS r
GROUP BY day, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency;

CREATE TABLE IF NOT EXISTS rollup_charges_hourly
(
    `hour` DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    `unit` LowCardinality(String),
    `category` LowCardinality(String),
    `billed_provider` LowCardinality(String),
    `billed_model` LowCardinality(String),
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
    `purpose` LowCardinality(String),
    `cache` LowCardinality(String),
    `data_class` LowCardinality(String),
    `region` LowCardinality(String),
    `entry` LowCardinality(String),
    `class` LowCardinality(String),
    `sandbox` Bool,
    `currency` LowCardinality(String),
    `calls` SimpleAggregateFunction(sum, UInt64),
    `errors` SimpleAggregateFunction(sum, UInt64),
    `calls_by_category` SimpleAggregateFunction(sum, UInt64),
    `errors_by_category` SimpleAggregateFunction(sum, UInt64),
    `cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `list_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `contracted_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `estimated_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `unpriced_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `quantity` SimpleAggregateFunction(sum, Decimal(38, 6))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(hour)
PRIMARY KEY (hour, unit)
ORDER BY (hour, unit, category, billed_provider, billed_model, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1,
    default_compression_codec = 'ZSTD(1)';

CREATE TABLE IF NOT EXISTS rollup_charges_daily
(
    `day` Date CODEC(Delta(2), ZSTD(1)),
    `unit` LowCardinality(String),
    `category` LowCardinality(String),
    `billed_provider` LowCardinality(String),
    `billed_model` LowCardinality(String),
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
    `purpose` LowCardinality(String),
    `cache` LowCardinality(String),
    `data_class` LowCardinality(String),
    `region` LowCardinality(String),
    `entry` LowCardinality(String),
    `class` LowCardinality(String),
    `sandbox` Bool,
    `currency` LowCardinality(String),
    `calls` SimpleAggregateFunction(sum, UInt64),
    `errors` SimpleAggregateFunction(sum, UInt64),
    `calls_by_category` SimpleAggregateFunction(sum, UInt64),
    `errors_by_category` SimpleAggregateFunction(sum, UInt64),
    `cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `list_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `contracted_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `estimated_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `unpriced_cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `quantity` SimpleAggregateFunction(sum, Decimal(38, 6))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
PRIMARY KEY (day, unit)
ORDER BY (day, unit, category, billed_provider, billed_model, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1,
    default_compression_codec = 'ZSTD(1)';

INSERT INTO rollup_charges_hourly
SELECT
    toDateTime(toStartOfHour(started_at), 'UTC') AS hour,
    unit,
    category,
    billed_provider,
    billed_model,
    `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency,
    sumIf(call_count, first_of_unit) AS calls,
    sumIf(call_count, first_of_unit AND status IN ('upstream_error', 'refused', 'lost')) AS errors,
    sumIf(call_count, first_of_category) AS calls_by_category,
    sumIf(call_count, first_of_category AND status IN ('upstream_error', 'refused', 'lost')) AS errors_by_category,
    sum(effective_cost) AS cost,
    sum(c.list_cost) AS list_cost,
    sum(c.contracted_cost) AS contracted_cost,
    sumIf(effective_cost, estimated) AS estimated_cost,
    sumIf(effective_cost, NOT priced) AS unpriced_cost,
    sum(c.quantity) AS quantity
FROM charges AS c
GROUP BY hour, unit, category, billed_provider, billed_model, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency
SETTINGS max_execution_time = 0, max_partitions_per_insert_block = 0, max_bytes_before_external_group_by = 400000000;

INSERT INTO rollup_charges_daily
SELECT
    toDate(hour) AS day,
    unit,
    category,
    billed_provider,
    billed_model,
    `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency,
    sum(r.calls) AS calls,
    sum(r.errors) AS errors,
    sum(r.calls_by_category) AS calls_by_category,
    sum(r.errors_by_category) AS errors_by_category,
    sum(r.cost) AS cost,
    sum(r.list_cost) AS list_cost,
    sum(r.contracted_cost) AS contracted_cost,
    sum(r.estimated_cost) AS estimated_cost,
    sum(r.unpriced_cost) AS unpriced_cost,
    sum(r.quantity) AS quantity
FROM rollup_charges_hourly AS r
GROUP BY day, unit, category, billed_provider, billed_model, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency
SETTINGS max_execution_time = 0, max_partitions_per_insert_block = 0, max_bytes_before_external_group_by = 400000000;

CREATE MATERIALIZED VIEW IF NOT EXISTS rollup_charges_hourly_feed TO rollup_charges_hourly AS
SELECT
    toDateTime(toStartOfHour(started_at), 'UTC') AS hour,
    unit,
    category,
    billed_provider,
    billed_model,
    `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency,
    sumIf(call_count, first_of_unit) AS calls,
    sumIf(call_count, first_of_unit AND status IN ('upstream_error', 'refused', 'lost')) AS errors,
    sumIf(call_count, first_of_category) AS calls_by_category,
    sumIf(call_count, first_of_category AND status IN ('upstream_error', 'refused', 'lost')) AS errors_by_category,
    sum(effective_cost) AS cost,
    sum(c.list_cost) AS list_cost,
    sum(c.contracted_cost) AS contracted_cost,
    sumIf(effective_cost, estimated) AS estimated_cost,
    sumIf(effective_cost, NOT priced) AS unpriced_cost,
    sum(c.quantity) AS quantity
FROM charges AS c
GROUP BY hour, unit, category, billed_provider, billed_model, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency;

CREATE MATERIALIZED VIEW IF NOT EXISTS rollup_charges_daily_feed TO rollup_charges_daily AS
SELECT
    toDate(hour) AS day,
    unit,
    category,
    billed_provider,
    billed_model,
    `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency,
    sum(r.calls) AS calls,
    sum(r.errors) AS errors,
    sum(r.calls_by_category) AS calls_by_category,
    sum(r.errors_by_category) AS errors_by_category,
    sum(r.cost) AS cost,
    sum(r.list_cost) AS list_cost,
    sum(r.contracted_cost) AS contracted_cost,
    sum(r.estimated_cost) AS estimated_cost,
    sum(r.unpriced_cost) AS unpriced_cost,
    sum(r.quantity) AS quantity
FROM rollup_charges_hourly AS r
GROUP BY day, unit, category, billed_provider, billed_model, `organization`, `cost_center`, `team`, `application`, `workload`, `environment`, `owner`, `use_case`, `business_process`, `request_type`, `prompt_version`, `provider`, `model`, `key`, `status`, `source`, `attribution`, `dialect`, `purpose`, `cache`, `data_class`, `region`, `entry`, `class`, sandbox, currency;
