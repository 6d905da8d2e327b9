import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOCUS_COLUMNS, isIn } from '../ingest/focus/columns.ts';
import { createTestIo, onControl, runWeir } from './testing.ts';

let cwd = '';
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'weir-focus-cli-'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const VALUES: Readonly<Record<string, string>> = {
  decimal: '0',
  time: '2026-10-01T00:00:00Z',
  currency: 'USD',
  json: '{}',
  text: 'some',
};
const GIVEN: Readonly<Record<string, string>> = {
  ChargePeriodEnd: '2026-10-02T00:00:00Z',
  BillingPeriodEnd: '2026-11-01T00:00:00Z',
  ChargeCategory: 'Usage',
  ServiceCategory: 'AI and Machine Learning',
  ChargeFrequency: 'Usage-Based',
};

function file(name: string, given: Record<string, string> = {}): string {
  const columns = FOCUS_COLUMNS.filter((column) => isIn(column, '1.2'));
  const cells = columns.map(
    ({ name: column, type, nullable }) => given[column] ?? GIVEN[column] ?? (nullable ? '' : VALUES[type]),
  );
  writeFileSync(join(cwd, name), `${columns.map((column) => column.name).join(',')}\n${cells.join(',')}\n`);
  return name;
}

describe('weir focus', () => {
  it('checks a file without Weir, and names row and rule', async () => {
    const good = await runWeir(`focus check ${file('good.csv')}`, { io: createTestIo({ cwd }) });
    expect([good.code, good.err]).toEqual([0, 'FOCUS 1.2: 1 rows, 0 violations\n']);
    const bad = await runWeir(`focus check ${file('bad.csv', { BilledCost: 'x' })} --json`, {
      io: createTestIo({ cwd }),
    });
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.out)).toMatchObject({
      violations: 1,
      told: [{ line: 2, rule: 'BilledCost.type' }],
    });
    const none = await runWeir('focus check none.csv', { io: createTestIo({ cwd }) });
    expect(none.err).toContain('Cannot read');
  });

  it('exports a month with its metadata beside it', async () => {
    const query = 'since=2026-12-01&until=2027-01-01&version=1.4&dataset=usage&granularity=day';
    const metadata = {
      FocusVersion: '1.4',
      DataGenerator: { DataGenerator: 'Weir' },
      CreationDate: '2026-11-22T00:00:00Z',
      DatasetConfiguration: {
        Dataset: 'usage',
        PeriodStart: '2026-12-01T00:00:00Z',
        PeriodEnd: '2027-01-01T00:00:00Z',
        TimeZone: 'UTC',
        ChargePeriod: 'day',
      },
      x_Sums: [
        {
          currency: 'USD',
          rows: 1,
          billed_cost: '0',
          list_cost: '1',
          contracted_cost: '1',
          effective_cost: '1',
        },
      ],
      ColumnDefinition: [],
    };
    const { run } = onControl(cwd, {
      [`GET /exports/focus?${query}&format=parquet`]: { body: 'PAR1' },
      [`GET /exports/focus/metadata?${query}`]: { body: metadata },
    });
    const done = await run('focus export --version 1.4 --month 2026-12 --out d.parquet');
    expect([done.code, done.err]).toEqual([0, expect.stringContaining('1 rows, effective cost 1 USD')]);
    expect(JSON.parse(readFileSync(join(cwd, 'd.parquet.metadata.json'), 'utf8'))).toEqual(metadata);
    const wrong = await runWeir('focus export --month 2026-13', { io: createTestIo({ cwd }) });
    expect(wrong.err).toContain('--month must be YYYY-MM');
  });
});
