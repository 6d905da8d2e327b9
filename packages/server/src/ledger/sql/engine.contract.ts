import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DataRefused, type SqlEngine, type StreamFormat } from './engine.ts';

export interface EngineUnderTest {
  engine(): SqlEngine;
  /** A directory for files of the test. */
  scratch(): string;
  /** Files the engine has left behind. */
  leftovers?(): string[];
}

/** Some seconds of work on one core. */
const LONG = 'SELECT sum(cityHash64(number)) AS s FROM numbers(40000000000) SETTINGS max_threads = 1';

/** What the ledger relies on in an engine. */
export function describeSqlEngine(name: string, given: EngineUnderTest): void {
  const engine = () => given.engine();
  const running = () =>
    engine().select<{ query: string }>(
      `SELECT query FROM system.processes WHERE position(query, '4000000000') > 0 AND position(query, 'system.processes') = 0`,
    );
  const untilNoneRuns = async () => {
    const until = Date.now() + 15_000;
    while ((await running()).length > 0 && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return running();
  };

  describe(`SQL engine: ${name}`, () => {
    it('hands over values as they are, whatever characters they hold', async () => {
      const text = `it's a \\ "test"\t\n\r é 🙂 {x:String} ; --`;
      const list = [`a'b`, 'c\\', '', 'd,e]'];
      const [row] = await engine().select<{ t: string; l: string[]; n: number; b: boolean }>(
        'SELECT {t:String} AS t, {l:Array(String)} AS l, {n:Int64} AS n, {b:Bool} AS b',
        { t: text, l: list, n: -5n, b: true },
      );
      expect(row).toEqual({ t: text, l: list, n: -5, b: true });
    });

    it('keeps the values of queries that run side by side apart', async () => {
      const asked = Array.from({ length: 120 }, (_, i) => `value-${i}`);
      const found = await Promise.all(
        asked.map((value) =>
          engine().select<{ v: string }>('SELECT {v:String} AS v, sum(number) AS s FROM numbers(20000)', {
            v: value,
          }),
        ),
      );
      expect(found.map(([row]) => row?.v)).toEqual(asked);
    });

    it('stops a query where it runs when its caller leaves, and others do not wait for it', async () => {
      const controller = new AbortController();
      const long = engine().select(LONG, {}, { signal: controller.signal });
      const outcome = long.catch((error: unknown) => error);
      const began = Date.now();
      expect(await engine().select('SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(Date.now() - began).toBeLessThan(1_500);
      controller.abort();
      expect(await outcome).toMatchObject({ code: 'cancelled' });
      expect(await untilNoneRuns()).toEqual([]);
      await expect(engine().select('SELECT 1', {}, { signal: controller.signal })).rejects.toMatchObject({
        code: 'cancelled',
      });
    });

    it.each<[StreamFormat, RegExp]>([
      ['CSVWithNames', /^"number","text"\n0,"x"\n1,"x"\n/],
      ['TabSeparatedWithNames', /^number\ttext\n0\tx\n/],
      ['JSONEachRow', /^\{"number":0,"text":"x"\}\n/],
    ])('streams %s as one document', async (format, begin) => {
      const rows = 200_000;
      const text = (
        await bytesOf(
          engine().stream(
            `SELECT toUInt32(number) AS number, {t:String} AS text FROM numbers(${rows})`,
            { t: 'x' },
            format,
          ),
        )
      ).toString();
      expect(text).toMatch(begin);
      expect(text.split('\n')).toHaveLength(rows + (format === 'JSONEachRow' ? 1 : 2));
      expect(text.match(/text"?\n/g) ?? []).toHaveLength(format === 'JSONEachRow' ? 0 : 1);
    });

    it('writes the header of a result without rows', async () => {
      const bytes = await bytesOf(engine().stream('SELECT 1 AS a WHERE 0', {}, 'CSVWithNames'));
      expect(bytes.toString()).toBe('"a"\n');
    });

    it.each<'Parquet' | 'Native'>(['Parquet', 'Native'])(
      'streams %s that can be loaded again',
      async (format) => {
        const table = `copied_${format.toLowerCase()}`;
        await engine().command(
          `CREATE TABLE ${table} (n UInt64, c Decimal(38, 12), m Map(LowCardinality(String), Decimal(38, 6)), at DateTime64(6, 'UTC'))
ENGINE = MergeTree ORDER BY n`,
        );
        const sql = `SELECT 18446744073709551615 - number AS n, toDecimal128('-12345678901234567890.123456789012', 12) AS c,
  map('a', toDecimal128('1.5', 6))::Map(LowCardinality(String), Decimal(38, 6)) AS m,
  toDateTime64('2026-11-01 00:00:00.123456', 6, 'UTC') AS at FROM numbers(150000)`;
        const path = join(given.scratch(), `copied.${format}`);
        writeFileSync(path, await bytesOf(engine().stream(sql, {}, format)));
        await engine().load(table, ['n', 'c', 'm', 'at'], format, path);
        const [row] = await engine().select<{ rows: number; same: number }>(
          `SELECT count() AS rows, countIf(m['a'] = 1.5 AND c = toDecimal128('-12345678901234567890.123456789012', 12)
  AND at = toDateTime64('2026-11-01 00:00:00.123456', 6, 'UTC')) AS same FROM ${table}`,
        );
        expect(row).toEqual({ rows: 150_000, same: 150_000 });
      },
    );

    it('stops a stream where it runs when its reader leaves', async () => {
      for (const format of ['CSV', 'Parquet'] as const) {
        const sql = 'SELECT number, cityHash64(number) FROM numbers(4000000000) SETTINGS max_threads = 1';
        for await (const piece of engine().stream(sql, {}, format)) {
          expect(piece.length).toBeGreaterThan(0);
          break;
        }
        const controller = new AbortController();
        const read = bytesOf(engine().stream(LONG, {}, format, { signal: controller.signal }));
        setTimeout(() => controller.abort(), 100);
        await expect(read).rejects.toMatchObject({ code: 'cancelled' });
      }
      expect(await untilNoneRuns()).toEqual([]);
      expect(given.leftovers?.() ?? []).toEqual([]);
    });

    it('says that the ledger could not answer when a statement fails', async () => {
      await expect(engine().select('SELECT nothing FROM nowhere')).rejects.toMatchObject({
        code: 'ledger_unavailable',
      });
      await expect(bytesOf(engine().stream('SELECT nope', {}, 'CSV'))).rejects.toMatchObject({
        code: 'ledger_unavailable',
      });
    });

    it('lands the same token once, in the rollups too, and refuses rows it cannot read', async () => {
      await engine().command(
        'CREATE TABLE token (n UInt64) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 100',
      );
      await engine().command(
        'CREATE TABLE token_sum (k UInt8, n SimpleAggregateFunction(sum, UInt64)) ENGINE = AggregatingMergeTree ORDER BY k SETTINGS non_replicated_deduplication_window = 100',
      );
      await engine().command(
        'CREATE MATERIALIZED VIEW token_feed TO token_sum AS SELECT toUInt8(1) AS k, sum(n) AS n FROM token GROUP BY k',
      );
      for (const token of ['a', 'a', 'b', 'a'])
        await engine().insert('token', ['n'], Buffer.from('[1]\n[2]\n'), token);
      const [row] = await engine().select(
        'SELECT count() AS rows, (SELECT sum(n) FROM token_sum) AS summed FROM token',
      );
      expect(row).toEqual({ rows: 4, summed: 6 });
      const bad = engine().insert('token', ['n'], Buffer.from('["none"]\n'), 'c');
      await expect(bad).rejects.toBeInstanceOf(DataRefused);
    });
  });
}

async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}
