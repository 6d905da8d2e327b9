-- Business outcomes, as they were told. One told anew is a further row with a later version; the latest of an id counts. `digest` is of all
-- that it says, so that the same told twice is known. What it is linked to may land later: links are found when figures are asked for.
CREATE TABLE IF NOT EXISTS outcomes
(
    `id` String,
    `version` UInt32,
    `digest` FixedString(16),
    `outcome` LowCardinality(String),
    `at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `recorded_at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
    `success` Bool,
    `workload` LowCardinality(String),
    `task` String,
    `call` String,
    `customer` String,
    `user` String,
    `prompt_version` LowCardinality(String),
    `value` Nullable(Decimal(38, 12)),
    `currency` LowCardinality(String),
    `confidence` LowCardinality(String),
    `class` LowCardinality(String),
    `attributes` String CODEC(ZSTD(3)),
    `source` LowCardinality(String),
    `retracted` Bool,
    `sandbox` Bool,
    INDEX id_bloom id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX task_bloom task TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (at, workload, id, version)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1,
    index_granularity = 1024, default_compression_codec = 'ZSTD(1)';
