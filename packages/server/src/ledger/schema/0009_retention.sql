-- What retention has dropped: of each tier everything before the latest `before`. Written before anything is dropped.
CREATE TABLE IF NOT EXISTS retention_floors
(
    `tier` LowCardinality(String),
    `before` DateTime('UTC'),
    `at` DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = MergeTree
ORDER BY (tier, before)
SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1;
