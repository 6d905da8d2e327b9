import type { SqlEngine } from '../sql/engine.ts';

/** A table of the ledger that holds rows of its own. */
export interface LedgerTable {
  name: string;
  columns: { name: string; type: string }[];
  /** The instant its months go by; a table without is small and one piece. */
  time: string | undefined;
  /** Rows of one key are merged as time goes by: their number means nothing, their sums do. */
  summed: boolean;
}

/** Copies that hold a moment still, while a backup reads them. */
export const SNAPSHOT_PREFIX = 'weir_snapshot_';
/** About the database and not of the ledger. */
const OWN_TABLES = new Set(['schema_migrations', 'weir_move']);

interface TableRow {
  name: string;
  engine: string;
  partition_key: string;
}

/** Tables by name. On a cluster those in front, which read all shards, described by the ones behind them. */
export async function ledgerTables(engine: SqlEngine): Promise<LedgerTable[]> {
  const rows = await engine.select<TableRow>(
    `SELECT name, engine, partition_key FROM system.tables
WHERE database = currentDatabase() AND (engine LIKE '%MergeTree' OR engine = 'Distributed') ORDER BY name`,
  );
  const columns = await engine.select<{ table: string; name: string; type: string }>(
    `SELECT table, name, type FROM system.columns
WHERE database = currentDatabase() AND default_kind NOT IN ('MATERIALIZED', 'ALIAS', 'EPHEMERAL') ORDER BY table, position`,
  );
  const distributed = new Set(rows.filter((row) => row.engine === 'Distributed').map(({ name }) => name));
  const behind = new Map(rows.map((row) => [row.name, row]));
  return rows
    .filter(({ name }) => !name.startsWith(SNAPSHOT_PREFIX) && !OWN_TABLES.has(name))
    .filter(({ name }) => !distributed.has(name.replace(/_local$/, '')) || distributed.has(name))
    .map(({ name }) => {
      const stored = distributed.has(name) ? behind.get(`${name}_local`) : behind.get(name);
      return {
        name,
        columns: columns.filter(({ table }) => table === name).map(({ name, type }) => ({ name, type })),
        time: /^toYYYYMM\((\w+)\)$/.exec(stored?.partition_key ?? '')?.[1],
        summed: /(Aggregating|Summing|Replacing)MergeTree$/.test(stored?.engine ?? ''),
      };
    })
    .filter(({ name }) => !OWN_TABLES.has(name.replace(/_local$/, '')));
}

/** Months that a table has rows of, `YYYYMM`; `all` for a table that has none. */
export async function monthsOf(engine: SqlEngine, { name, time }: LedgerTable): Promise<string[]> {
  if (time === undefined) {
    const [row] = await engine.select<{ rows: number }>(`SELECT count() AS rows FROM ${name}`);
    return (row?.rows ?? 0) > 0 ? ['all'] : [];
  }
  const rows = await engine.select<{ month: string }>(
    `SELECT toString(toYYYYMM(${time})) AS month FROM ${name} GROUP BY month ORDER BY month`,
  );
  return rows.map(({ month }) => month);
}

/** What narrows a table to a month, in a way that whole partitions are left out by. */
export function inMonth({ time }: Pick<LedgerTable, 'time'>, month: string): string {
  return time === undefined || month === 'all' ? '1' : `toYYYYMM(${time}) = ${Number(month)}`;
}

/** Rows of a summed table are told merged. */
export function selectAll({ columns, summed }: LedgerTable, from: string, where: string): string {
  const names = columns.map(({ name }) => `\`${name}\``).join(', ');
  return `SELECT ${names} FROM ${from}${summed ? ' FINAL' : ''} WHERE ${where}`;
}

/** Parquet, which everybody reads, unless a column holds what only ClickHouse knows. */
export function formatFor({ columns }: Pick<LedgerTable, 'columns'>): 'Parquet' | 'Native' {
  return columns.some(({ type }) => /(^|\()AggregateFunction\(/.test(type)) ? 'Native' : 'Parquet';
}
