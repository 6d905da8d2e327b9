import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../platform/log.ts';
import { readMigrations } from '../migrations.ts';
import { DataRefused, type SqlEngine } from '../sql/engine.ts';
import { migrate } from '../sql/migrate.ts';
import { CALL_COLUMNS, CHARGE_COLUMNS, SHARED_COLUMNS } from '../sql/rows/encode.ts';
import { BlockBuilder } from '../sql/rows/native/block.ts';
import { NATIVE } from '../sql/rows/native/columns.ts';
import { kindOf } from '../sql/rows/native/kinds.ts';
import { openChdbEngine } from './engine.ts';

const NAMES = [
  'call_id',
  'started_at',
  'model',
  'tags',
  'missing_tags',
  'usage',
  'cost',
  'ttft_ms',
  'booked_at',
];
/** More than one byte tells apart. */
const ROWS = 600;
/** More than two bytes tell apart, and more than the engine reads at once by default. */
const MANY = 70_000;

let directory: string;
let engine: SqlEngine;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weir-blocks-'));
  mkdirSync(join(directory, 'ledger', 'tmp'), { recursive: true });
  writeFileSync(join(directory, 'ledger', 'tmp', 'landing-of-one-killed'), 'x');
  engine = openChdbEngine({ path: join(directory, 'ledger'), log: silentLogger });
  await migrate(engine, readMigrations());
});
afterAll(async () => {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('blocks', () => {
  it.each([
    ['calls', CALL_COLUMNS],
    ['charges', CHARGE_COLUMNS],
  ])('have the types of the table %s', async (table, own) => {
    const columns = await engine.select<{ name: string; type: string }>(
      'SELECT name, type FROM system.columns WHERE table = {table:String} AND database = currentDatabase()',
      { table },
    );
    const types = new Map(columns.map(({ name, type }) => [name, type]));
    for (const name of [...own, ...SHARED_COLUMNS]) {
      expect([name, NATIVE[kindOf(name)]().type]).toEqual([name, types.get(name)]);
    }
  });

  it('come back as they were written, once, and leave no file behind', async () => {
    const block = blockOf(ROWS);
    await engine.insertBlock('calls', block, 'one');
    await engine.insertBlock('calls', block, 'one');
    const [sums] = await engine.select(
      `SELECT count() AS rows, uniqExact(model) AS models, toString(sum(cost)) AS cost, (SELECT sum(calls) FROM rollup_calls_daily) AS summed,
  countIf(call_id = concat('c-', substring(model, 3)) AND tags['n'] = substring(model, 3)) AS matching FROM calls`,
    );
    const pico = Array.from({ length: ROWS }, (_, i) => amountOf(i)).reduce(
      (sum, amount) => sum + amount,
      0n,
    );
    expect(sums).toEqual({
      rows: ROWS,
      models: ROWS,
      cost: `-${textOf(-pico)}`,
      summed: ROWS,
      matching: ROWS,
    });
    const rows = await engine.select<Record<string, unknown>>(
      `SELECT toString(started_at) AS at, missing_tags, toString(usage['u']) AS u, toString(cost) AS cost, ttft_ms, toString(booked_at) AS booked, length(source_line) AS line FROM calls WHERE call_id IN ('c-0', 'c-1') ORDER BY call_id`,
    );
    expect(rows).toEqual([
      {
        at: '2026-11-01 10:00:00.123456',
        missing_tags: [],
        u: '0',
        cost: '-12345678901234567890.123456789012',
        ttft_ms: null,
        booked: null,
        line: 0,
      },
      {
        at: '2026-11-01 08:00:00.000001',
        missing_tags: ['a', 'b'],
        u: '1.5',
        cost: '0.000000000001',
        ttft_ms: 1.25,
        booked: '2026-11-02 00:00:00.100000',
        line: 0,
      },
    ]);
    expect(readdirSync(join(directory, 'ledger', 'tmp'))).toEqual([]);
    expect(existsSync(join(directory, 'ledger', 'tmp', 'landing-of-one-killed'))).toBe(false);
  });

  it('hold text of any length and in any script, half a surrogate pair as U+FFFD', async () => {
    const texts = ['é🙂'.repeat(50), 'x'.repeat(100_000), 'y'.repeat(42), 'z'.repeat(43), 'cut \ud83d'];
    const builder = new BlockBuilder(['call_id', 'started_at', 'model']);
    for (const text of texts) builder.add([[text, '2027-01-01T00:00:00Z']], [text]);
    await engine.insertBlock('calls', built(builder), 'texts');
    const rows = await engine.select<{ call_id: string; model: string }>(
      "SELECT call_id, model FROM calls WHERE started_at = '2027-01-01 00:00:00'",
    );
    const expected = texts.map((text) =>
      text.replace('\ud83d', (half, at: number, all: string) =>
        all.charCodeAt(at + 1) > 0xdbff ? half : '\ufffd',
      ),
    );
    expect(new Set(rows.map(({ call_id }) => call_id))).toEqual(new Set(expected));
    expect(rows.every(({ call_id, model }) => call_id === model)).toBe(true);
  });

  it('stay one block however many rows and values they have', async () => {
    await engine.command(
      `CREATE TABLE wide (call_id String, model LowCardinality(String)) ENGINE = MergeTree ORDER BY call_id SETTINGS non_replicated_deduplication_window = 10`,
    );
    const builder = new BlockBuilder(['call_id', 'model']);
    for (let i = 0; i < MANY; i++) builder.add([[`c-${i}`]], [`c-${i}`]);
    const block = built(builder);
    await engine.insertBlock('wide', block, 'wide');
    await engine.insertBlock('wide', block, 'wide');
    const [row] = await engine.select(
      `SELECT count() AS rows, countIf(call_id = model) AS matching,
  (SELECT count() FROM system.parts WHERE table = 'wide' AND active) AS parts FROM wide`,
    );
    expect(row).toEqual({ rows: MANY, matching: MANY, parts: 1 });
  });

  it('that do not fit a table are refused', async () => {
    const { columns, bytes } = blockOf(1);
    const cut = engine.insertBlock('calls', { columns, bytes: bytes.subarray(0, bytes.length - 3) }, 'cut');
    await expect(cut).rejects.toBeInstanceOf(DataRefused);
  });
});

function amountOf(i: number): bigint {
  return i === 0 ? -12345678901234567890123456789012n : BigInt(i) ** 3n;
}

function textOf(pico: bigint): string {
  const digits = pico.toString().padStart(13, '0');
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`;
}

function blockOf(rows: number) {
  const builder = new BlockBuilder([...NAMES, 'source_line']);
  for (let i = 0; i < rows; i++) {
    const amount = amountOf(i);
    builder.add(
      [
        [
          `c-${i}`,
          i === 0 ? '2026-11-01T10:00:00.1234569Z' : '2026-11-01T10:00:00.000001+02:00',
          `m-${i}`,
          { n: String(i) },
          i === 0 ? [] : ['a', 'b'],
          i === 0 ? {} : { u: '1.5' },
          amount < 0n ? `-${textOf(-amount)}` : textOf(amount),
        ],
      ],
      [i === 0 ? null : 1.25, i === 0 ? null : '2026-11-02T00:00:00.1', ''],
    );
  }
  return built(builder);
}

function built(builder: BlockBuilder) {
  const block = builder.done();
  if (block === undefined) throw new Error('no rows');
  return block;
}
