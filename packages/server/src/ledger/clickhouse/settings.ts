import type { ClickHouseSettings } from '@clickhouse/client';

const READING: ClickHouseSettings = {
  max_memory_usage: '4000000000',
  max_bytes_before_external_group_by: '1000000000',
  max_bytes_before_external_sort: '1000000000',
  // a page of calls is found by few columns, the many others are read for its rows only
  query_plan_max_limit_for_lazy_materialization: 0,
  output_format_json_quote_decimals: 1,
  output_format_json_quote_64bit_integers: 0,
  output_format_decimal_trailing_zeros: 1,
  output_format_parquet_row_group_size: '100000',
  cancel_http_readonly_queries_on_client_close: 1,
  // a subquery sees all shards: tasks span them
  distributed_product_mode: 'global',
};

/** An error is told as one and not within the rows: the server answers when it has all. */
export const SELECT_SETTINGS: ClickHouseSettings = {
  ...READING,
  max_execution_time: 60,
  wait_end_of_query: 1,
};

export const STREAM_SETTINGS: ClickHouseSettings = { ...READING, max_execution_time: 0 };

/** One block, landed before it is answered, on every shard it belongs to. */
export const INSERT_SETTINGS: ClickHouseSettings = {
  date_time_input_format: 'best_effort',
  deduplicate_blocks_in_dependent_materialized_views: 1,
  input_format_parallel_parsing: 0,
  max_insert_threads: '1',
  max_partitions_per_insert_block: '0',
  async_insert: 0,
  distributed_foreground_insert: 1,
};
