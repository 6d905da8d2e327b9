import { truncate } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { collect } from './collect.fixture.ts';
import { openPath } from './open.ts';
import { withParquet } from './parquet.fixture.ts';
import { exactParsers } from './parquet-values.ts';
import { readRows } from './read.ts';
import type { FileRow } from './rows.ts';

async function rowsOf(path: string, columns?: string[]): Promise<FileRow[]> {
  const file = await openPath(path);
  try {
    return await collect(readRows(file, columns ? { columns } : {}));
  } finally {
    await file.close();
  }
}

describe('Parquet', () => {
  it('keeps every digit of decimals, timestamps and 64-bit integers, and maps, lists and structs as such', async () => {
    const sql = `select
      toDecimal128('12345678901234567890.123456789012345678', 18) as cost,
      toDecimal32('-0.05', 4) as small, toDecimal64('-1234567890.123456', 6) as wide,
      toDecimal256('0.00000000000000000000000000000000001', 35) as tiny,
      toInt64('9223372036854775807') as big, 0.1::Float64 as double, 0.1::Float32 as single,
      toDateTime64('2026-11-05 10:11:12.123456', 6, 'UTC') as at, toDate32('2026-11-05') as day,
      map('user:team', 'a', 'x', 'ü') as tags,
      [tuple('k', toDecimal64('1.10', 2))::Tuple(name String, amount Decimal(18, 2))] as credits,
      null::Nullable(Decimal(38, 10)) as missing, ['a', 'b'] as names`;
    const [row] = await withParquet(sql, rowsOf);
    expect(row).toEqual({
      line: 1,
      fields: {
        cost: '12345678901234567890.123456789012345678',
        small: '-0.0500',
        wide: '-1234567890.123456',
        tiny: '0.00000000000000000000000000000000001',
        big: '9223372036854775807',
        double: '0.1',
        single: '0.1',
        at: '2026-11-05T10:11:12.123456Z',
        day: '2026-11-05',
        tags: { 'user:team': 'a', x: 'ü' },
        credits: [{ name: 'k', amount: '1.10' }],
        missing: null,
        names: ['a', 'b'],
      },
    });
  });

  it.each(['snappy', 'zstd', 'gzip', 'lz4', 'brotli', 'none'])(
    'reads row groups packed with %s',
    async (codec) => {
      const sql = `select number as n, toDecimal64(number, 2) / 4 as cost from numbers(2500)`;
      const settings = `output_format_parquet_row_group_size = 1000, output_format_parquet_compression_method = '${codec}'`;
      const rows = await withParquet(sql, (path) => rowsOf(path, ['cost', 'unknown']), settings);
      expect(rows).toHaveLength(2500);
      expect(rows[2401]).toEqual({ line: 2402, fields: { cost: '600.25' } });
    },
  );

  it('reads the INT96 timestamps of old writers to the nanosecond', () => {
    expect(exactParsers.timestampFromNanoseconds(1_793_873_472_123_456_789n)).toBe(
      '2026-11-05T10:11:12.123456789Z',
    );
    expect(exactParsers.timestampFromNanoseconds(-1n)).toBe('1969-12-31T23:59:59.999999999Z');
  });

  it('tells a file without its end as cut', async () => {
    const rows = await withParquet('select 1 as a', async (path) => {
      await truncate(path, 60);
      return rowsOf(path);
    });
    expect(rows).toEqual([
      expect.objectContaining({ cut: true, reason: expect.stringContaining('ends in the middle') }),
    ]);
  });
});
