-- The side that bills, line by line. A line told anew is a further row with a later version; the latest of (source, id)
-- counts. `line` is the whole line as JSON, exactly as it was told; the other columns are to find and to sum by.
-- `digest` is of everything a line says but its version.
CREATE TABLE IF NOT EXISTS statement_lines
(
    `source` LowCardinality(String),
    `id` String,
    `version` DateTime64(6, 'UTC'),
    `gone` Bool,
    `digest` FixedString(16),
    `tells` LowCardinality(String),
    `provider` LowCardinality(String),
    `account` LowCardinality(String),
    `project` LowCardinality(String),
    `key` LowCardinality(String),
    `model` LowCardinality(String),
    `unit` LowCardinality(String),
    `category` LowCardinality(String),
    `tier` LowCardinality(String),
    `region` LowCardinality(String),
    `since` DateTime64(6, 'UTC'),
    `until` DateTime64(6, 'UTC'),
    `quantity` Nullable(Decimal(38, 12)),
    `requests` Nullable(Int64),
    `cost` Nullable(Decimal(38, 12)),
    `list_cost` Nullable(Decimal(38, 12)),
    `effective_cost` Nullable(Decimal(38, 12)),
    `currency` LowCardinality(String),
    `invoice` LowCardinality(String),
    `line` String CODEC(ZSTD(3)),
    INDEX id_bloom id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(since)
ORDER BY (since, source, id, version)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1,
    index_granularity = 1024, default_compression_codec = 'ZSTD(1)';
