-- One immutable row per priced quantity, the atom of cost. It repeats the dimensions of its call, so that no cost
-- query needs a join. `position` is its place among the charges of the call, `first_of_unit` and
-- `first_of_category` mark the row that stands for its call when calls are counted by unit or by category.
CREATE TABLE IF NOT EXISTS charges
(
    `call_id` String,
    `position` UInt16,
    `first_of_unit` Bool,
    `first_of_category` Bool,
    `started_at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `attempt` UInt16,
    `unit` LowCardinality(String),
    `category` LowCardinality(String),
    `quantity` Decimal(38, 6),
    `per` UInt64,
    `list_unit_price` Decimal(38, 12),
    `contracted_unit_price` Decimal(38, 12),
    `list_cost` Decimal(38, 12),
    `contracted_cost` Decimal(38, 12),
    `effective_cost` Decimal(38, 12),
    `currency` LowCardinality(String),
    `price_ref` LowCardinality(String),
    `priced` Bool,
    `estimated` Bool,
    `estimate_reason` LowCardinality(String),
    -- provider and model of the attempt that was billed; those of the call are further below
    `billed_provider` LowCardinality(String),
    `billed_model` LowCardinality(String),
    `sandbox` Bool,
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
    `task` String,
    `step` String,
    `user` String,
    `customer` String,
    `tags` Map(LowCardinality(String), String),
    INDEX call_id_range call_id TYPE minmax GRANULARITY 1,
    INDEX call_id_bloom call_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(started_at)
ORDER BY (started_at, call_id, position)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1,
    default_compression_codec = 'ZSTD(1)';
