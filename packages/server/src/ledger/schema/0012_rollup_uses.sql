-- Who used what: of each workload and hour the tasks, users and customers its calls name, in the order in which pages ask for them. It is
-- detail made narrow, not a sum of bounded size: retention drops it with the calls. `first` is of all calls of a row; `calls` are its rows
-- that were made and stand for calls, `made` those that were made, `cost` is as providers bill; `last` is the last call that is
-- neither an entry nor a copy: when, its model and its prompt version. Queries must sum: rows of one key are merged later.
-- The feed goes first and comes last, so that a migration that broke off begins again from nothing.
DROP TABLE IF EXISTS rollup_uses_hourly_feed SYNC;
DROP TABLE IF EXISTS rollup_uses_hourly SYNC;

CREATE TABLE IF NOT EXISTS rollup_uses_hourly
(
    `workload` LowCardinality(String),
    `hour` DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    `task` String,
    `user` String,
    `customer` String,
    `sandbox` Bool,
    `first` SimpleAggregateFunction(min, DateTime64(6, 'UTC')),
    `calls` SimpleAggregateFunction(sum, UInt64),
    `made` SimpleAggregateFunction(sum, UInt64),
    `cost` SimpleAggregateFunction(sum, Decimal(38, 12)),
    `last` SimpleAggregateFunction(max, Tuple(DateTime64(6, 'UTC'), String, String))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(hour)
ORDER BY (workload, hour, task, user, customer, sandbox)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1,
    default_compression_codec = 'ZSTD(1)';

INSERT INTO rollup_uses_hourly
SELECT
    workload,
    toDateTime(toStartOfHour(started_at), 'UTC') AS hour,
    task,
    user,
    customer,
    sandbox,
    min(c.started_at) AS first,
    countIf(c.status != 'refused' AND c.purpose != 'evaluation' AND c.call_count > 0) AS calls,
    countIf(c.status != 'refused' AND c.purpose != 'evaluation') AS made,
    sum(c.cost) AS cost,
    maxIf((c.started_at, toString(c.model), toString(c.prompt_version)), c.entry = '' AND c.purpose != 'evaluation') AS last
FROM calls AS c
WHERE c.entry != 'allocation' AND (c.task != '' OR c.user != '' OR c.customer != '')
GROUP BY workload, hour, task, user, customer, sandbox
SETTINGS max_execution_time = 0, max_partitions_per_insert_block = 0, max_bytes_before_external_group_by = 400000000;

CREATE MATERIALIZED VIEW IF NOT EXISTS rollup_uses_hourly_feed TO rollup_uses_hourly AS
SELECT
    workload,
    toDateTime(toStartOfHour(started_at), 'UTC') AS hour,
    task,
    user,
    customer,
    sandbox,
    min(c.started_at) AS first,
    countIf(c.status != 'refused' AND c.purpose != 'evaluation' AND c.call_count > 0) AS calls,
    countIf(c.status != 'refused' AND c.purpose != 'evaluation') AS made,
    sum(c.cost) AS cost,
    maxIf((c.started_at, toString(c.model), toString(c.prompt_version)), c.entry = '' AND c.purpose != 'evaluation') AS last
FROM calls AS c
WHERE c.entry != 'allocation' AND (c.task != '' OR c.user != '' OR c.customer != '')
GROUP BY workload, hour, task, user, customer, sandbox;
