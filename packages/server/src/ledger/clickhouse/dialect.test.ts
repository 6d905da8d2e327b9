import { describe, expect, it } from 'vitest';
import { readMigrations } from '../migrations.ts';
import { BOOKKEEPING, statements } from '../sql/migrate.ts';
import { clusterDialect, singleServer } from './dialect.ts';

const all = [BOOKKEEPING, ...readMigrations().flatMap(({ sql }) => statements(sql))];
const onCluster = clusterDialect('main', 'weir');
const rewritten = all.flatMap((statement) => onCluster.rewrite(statement));

describe('the schema on one server', () => {
  it('is what the migrations say', () => {
    expect(all.flatMap((statement) => singleServer.rewrite(statement))).toEqual(all);
  });
});

describe('the schema on a cluster', () => {
  it('is made on every host, whichever migration makes it', () => {
    const schema = rewritten.filter((statement) => /^(CREATE|ALTER|DROP)/.test(statement));
    expect(schema.length).toBeGreaterThan(all.length);
    for (const statement of schema) expect(statement).toMatch(/^[^\n]* ON CLUSTER 'main'/);
  });

  it('keeps every row on the replicas of its shard', () => {
    const tables = rewritten.filter((statement) => /^CREATE TABLE/.test(statement));
    const [replicated, distributed] = [
      tables.filter((statement) => /ENGINE = Replicated\w*MergeTree/.test(statement)),
      tables.filter((statement) => /ENGINE = Distributed/.test(statement)),
    ];
    expect(tables).toHaveLength(replicated.length + distributed.length);
    expect(replicated).toHaveLength(distributed.length);
    for (const statement of replicated) {
      expect(statement).toContain("MergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}'");
      expect(statement).not.toContain('non_replicated_deduplication_window');
      expect(statement).toMatch(/^CREATE TABLE IF NOT EXISTS \w+_local /);
    }
  });

  it('remembers tokens on the replicas, so that a batch lands once whichever of them takes it', () => {
    const [calls] = rewritten.filter((statement) => statement.includes('TABLE IF NOT EXISTS calls_local '));
    expect(calls).toContain(' replicated_deduplication_window = 1000');
  });

  it('keeps the charges of a call beside it', () => {
    for (const table of ['calls', 'charges']) {
      expect(rewritten).toContain(
        `CREATE TABLE IF NOT EXISTS ${table} ON CLUSTER 'main' AS ${table}_local
ENGINE = Distributed('main', 'weir', '${table}_local', cityHash64(call_id))`,
      );
    }
  });

  it('feeds rollups within a shard', () => {
    const feeds = rewritten.filter((statement) => /MATERIALIZED VIEW|MODIFY QUERY/.test(statement));
    expect(feeds.length).toBeGreaterThan(3);
    for (const feed of feeds) {
      const read = [...feed.matchAll(/\bFROM (\w+)/g)].map(([, table]) => table);
      expect(read.length).toBeGreaterThan(0);
      for (const table of read) expect(table).toMatch(/_local$/);
      if (feed.startsWith('CREATE')) expect(feed).toMatch(/ TO \w+_local\b/);
    }
  });

  it('tells the tables in front of new columns, and of nothing else', () => {
    const written = onCluster.rewrite(`-- why
ALTER TABLE calls
    ADD COLUMN IF NOT EXISTS \`a\` Decimal(38, 12) CODEC(Delta(8), ZSTD(1)),
    ADD INDEX i a TYPE minmax GRANULARITY 1,
    MODIFY ORDER BY (started_at, call_id, a)`);
    expect(written).toEqual([
      `ALTER TABLE calls_local ON CLUSTER 'main'
    ADD COLUMN IF NOT EXISTS \`a\` Decimal(38, 12) CODEC(Delta(8), ZSTD(1)),
    ADD INDEX i a TYPE minmax GRANULARITY 1,
    MODIFY ORDER BY (started_at, call_id, a)`,
      `ALTER TABLE calls ON CLUSTER 'main'
    ADD COLUMN IF NOT EXISTS \`a\` Decimal(38, 12)`,
    ]);
  });

  it('drops months where they lie, and passes what is not about tables', () => {
    expect(onCluster.rewrite("ALTER TABLE calls DROP PARTITION ID '202601'")).toEqual([
      "ALTER TABLE calls_local ON CLUSTER 'main'\n    DROP PARTITION ID '202601'",
    ]);
    expect(onCluster.rewrite('SELECT 1')).toEqual(['SELECT 1']);
    expect(onCluster.rewrite('DETACH TABLE rollup_calls_hourly_feed')).toEqual([
      "DETACH TABLE rollup_calls_hourly_feed ON CLUSTER 'main'",
    ]);
    expect(onCluster.rewrite('DROP VIEW IF EXISTS a_feed')).toEqual([
      "DROP VIEW IF EXISTS a_feed ON CLUSTER 'main' SYNC",
    ]);
  });

  it('refuses what it does not know, rather than making half a schema', () => {
    expect(() => onCluster.rewrite('RENAME TABLE a TO b')).toThrow('no way is known');
    expect(() => clusterDialect("main' x", 'weir')).toThrow('no name of a cluster');
  });
});
