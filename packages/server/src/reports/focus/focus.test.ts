import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StatementLine } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBytes } from '../../ingest/files/open.ts';
import { readRows } from '../../ingest/files/read.ts';
import type { Fields } from '../../ingest/files/rows.ts';
import { FocusChecker } from '../../ingest/focus/check.ts';
import { type LineOptions, lineOfRow, rowOfLine } from '../../ingest/focus/line-of-row.ts';
import { openChdbEngine } from '../../ledger/chdb/engine.ts';
import type { SqlEngine } from '../../ledger/sql/engine.ts';
import { createSqlLedger } from '../../ledger/sql/store.ts';
import { callOf, chargeOf } from '../../ledger/testing/facts.ts';
import { loadCatalog } from '../../platform/catalog.ts';
import { silentLogger } from '../../platform/log.ts';
import { createFocusExporter, type FocusExporter } from './export.ts';
import type { FocusQuery } from './query.ts';

const { units } = loadCatalog();
let path = '';
let engine: SqlEngine;
let exporter: FocusExporter;

const QUERY: FocusQuery = {
  version: '1.2',
  since: new Date('2026-10-01T00:00:00Z'),
  until: new Date('2026-11-01T00:00:00Z'),
  dataset: 'usage',
  granularity: 'day',
  timeZone: 'UTC',
  organization: { id: 'acme', name: 'Acme' },
  tags: [],
  sandbox: 'exclude',
};

const tags = { workload: 'bot', team: 'care', cost_center: 'cc-1', outcome: 'resolved', session: 's-1' };
const at = (started_at: string) => ({ started_at, ended_at: started_at, tags, tag_sources: {} });

beforeAll(async () => {
  path = mkdtempSync(join(tmpdir(), 'weir-focus-'));
  engine = openChdbEngine({ path, log: silentLogger });
  const ledger = createSqlLedger(engine);
  await ledger.migrate();
  const cached = chargeOf({
    unit: 'cache_write_1h_tokens',
    quantity: '7',
    list_unit_price: '6',
    contracted_unit_price: '5.4',
    list_cost: '0.000042000000',
    contracted_cost: '0.000037800000',
    effective_cost: '0.000037800000',
    price_ref: 'list:anthropic/claude-sonnet-4@2025-05-14+batch',
  });
  const calls = [
    callOf({ call_id: 'a', ...at('2026-10-05T23:30:00Z') }),
    callOf({ call_id: 'b', ...at('2026-10-05T10:00:00Z') }),
    callOf({
      call_id: 'c',
      ...at('2026-10-06T10:00:00Z'),
      charges: [cached],
      provider: 'anthropic',
      model: 'claude-sonnet-4',
      attempts: [],
    }),
    callOf({ call_id: 'd', ...at('2026-10-07T10:00:00Z'), sandbox: true }),
    callOf({
      call_id: 'e',
      ...at('2026-10-08T10:00:00Z'),
      source: 'books',
      attempts: [],
      usage: {},
      charges: [
        chargeOf({
          quantity: '0',
          list_cost: '0.000000000000',
          contracted_cost: '0.000000000000',
          effective_cost: '-0.500000000000',
          price_ref: 'agreement:a1',
        }),
      ],
      entry: { kind: 'agreement', calls: 0, booked_at: '2026-11-02T00:00:00Z', reason: 'Volume tier' },
    }),
    callOf({
      call_id: 'f',
      ...at('2026-10-09T10:00:00Z'),
      source: 'books',
      attempts: [],
      usage: {},
      charges: [
        chargeOf({
          category: 'tax',
          unit: 'requests',
          per: 1,
          quantity: '1',
          list_unit_price: '3',
          contracted_unit_price: '3',
          list_cost: '3.000000000000',
          contracted_cost: '3.000000000000',
          effective_cost: '3.000000000000',
          price_ref: 'source:bill',
        }),
      ],
      entry: { kind: 'fee', calls: 0, booked_at: '2026-11-02T00:00:00Z', reason: 'Tax', invoice: 'INV-1' },
    }),
    callOf({ call_id: 'g', ...at('2026-10-12T10:00:00Z'), class: 'correction' }),
  ];
  await ledger.append({ token: 't', calls });
  exporter = createFocusExporter(engine, {
    units,
    version: '0.1.0',
    now: () => Date.parse('2026-11-02T00:00:00Z'),
  });
});
afterAll(async () => {
  await engine.close();
  rmSync(path, { recursive: true, force: true });
});

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function rowsOf(bytes: Uint8Array, name = 'focus.csv'): Promise<{ line: number; fields: Fields }[]> {
  const rows: { line: number; fields: Fields }[] = [];
  for await (const row of readRows(openBytes(name, bytes))) {
    if ('reason' in row) throw new Error(row.reason);
    rows.push(row);
  }
  return rows;
}

async function exported(more: Partial<FocusQuery> = {}) {
  const bytes = await bytesOf(exporter.rows({ ...QUERY, ...more }, 'csv'));
  return (await rowsOf(bytes)).map(({ fields }) => fields);
}

const OPTIONS: LineOptions = { cost: 'billed', rows: 'all' };
const CONTEXT = {
  source: 'src_1',
  settings: {},
  version: '2026-11-02T00:00:00.000Z',
  isUnit: (unit: string) => units.get(unit) !== undefined,
};

describe('export', () => {
  it('is a row per day, kind of token and whom it belongs to, at the price that was used', async () => {
    const rows = await exported();
    const input = rows.find(
      (row) => row['ChargePeriodStart'] === '2026-10-05T00:00:00Z' && row['SkuMeter'] === 'Input Tokens',
    );
    expect(input).toMatchObject({
      BilledCost: '0.0',
      BillingAccountId: 'acme',
      BillingAccountName: 'Acme',
      BillingPeriodStart: '2026-10-01T00:00:00Z',
      BillingPeriodEnd: '2026-11-01T00:00:00Z',
      ChargePeriodEnd: '2026-10-06T00:00:00Z',
      ChargeCategory: 'Usage',
      ChargeClass: '',
      ChargeFrequency: 'Usage-Based',
      ConsumedQuantity: '200.0',
      ConsumedUnit: 'Tokens',
      PricingQuantity: '0.0002',
      PricingUnit: '1000000 Tokens',
      ListUnitPrice: '2.5',
      ListCost: '0.0005',
      ContractedCost: '0.0005',
      EffectiveCost: '0.0005',
      ProviderName: 'OpenAI',
      ServiceCategory: 'AI and Machine Learning',
      SkuId: 'openai/gpt-4o/input_tokens',
      SubAccountId: 'cc-1',
      x_Team: 'care',
      x_Workload: 'bot',
      x_Outcome: 'resolved',
      x_Calls: '2',
    });
    expect(JSON.parse(String(input?.['Tags']))).toEqual({
      cost_center: 'cc-1',
      team: 'care',
      workload: 'bot',
      outcome: 'resolved',
    });
    expect(rows.every((row) => row['HostProviderName'] === undefined)).toBe(true);
  });

  it('tells cache, lifetime and tier in the details of the price', async () => {
    const row = (await exported()).find((one) => one['x_Unit'] === 'cache_write_1h_tokens');
    expect(row).toMatchObject({
      SkuMeter: 'Input Tokens',
      ListCost: '0.000042',
      ContractedCost: '0.0000378',
      ContractedUnitPrice: '5.4',
      x_ServiceTier: 'batch',
    });
    expect(JSON.parse(String(row?.['SkuPriceDetails']))).toMatchObject({
      x_CacheAction: 'write',
      x_CacheTtl: '1h',
      x_ServiceTier: 'batch',
    });
    expect(row?.['SkuPriceId']).toBe(
      'anthropic/claude-sonnet-4/cache_write_1h_tokens@list:anthropic/claude-sonnet-4@2025-05-14+batch',
    );
  });

  it('has corrections, taxes and what agreements change as rows of their own', async () => {
    const rows = await exported({ version: '1.4' });
    expect(rows.filter((row) => row['ChargeClass'] === 'Correction')).toHaveLength(2);
    expect(rows.find((row) => row['ChargeCategory'] === 'Tax')).toMatchObject({
      EffectiveCost: '3.0',
      InvoiceId: '',
      x_InvoiceId: 'INV-1',
      ListUnitPrice: '',
      PricingQuantity: '',
      SkuPriceId: '',
    });
    const shared = rows.find((row) => row['x_Entry'] === 'agreement');
    expect(shared).toMatchObject({
      ChargeCategory: 'Adjustment',
      EffectiveCost: '-0.5',
      PricingCategory: 'Committed',
      AllocatedMethodId: 'weir:share-of-contracted-cost',
      AllocatedResourceId: 'bot',
      ServiceProviderName: 'OpenAI',
      HostProviderName: 'OpenAI',
    });
    expect(JSON.parse(String(shared?.['AllocatedMethodDetails']))).toEqual({
      Elements: [{ AllocatedRatio: 1, UsageUnit: 'Tokens', UsageQuantity: 0 }],
    });
    expect(rows.every((row) => row['ProviderName'] === undefined)).toBe(true);
  });

  it('leaves the sandbox out, follows the zone of the organization, and bills only as chargeback', async () => {
    const berlin = await exported({
      timeZone: 'Europe/Berlin',
      since: new Date('2026-09-30T22:00:00Z'),
      dataset: 'chargeback',
    });
    const night = berlin.find((row) => row['ChargePeriodStart'] === '2026-10-05T22:00:00Z');
    expect(night).toMatchObject({
      BillingPeriodStart: '2026-09-30T22:00:00Z',
      BillingPeriodEnd: '2026-10-31T23:00:00Z',
      InvoiceIssuerName: 'Acme',
      InvoiceId: 'chargeback-acme-2026-10',
      BilledCost: night?.['EffectiveCost'],
    });
    expect(berlin.some((row) => String(row['ChargePeriodStart']).startsWith('2026-10-06T22'))).toBe(false);
    const hours = await exported({ granularity: 'hour' });
    expect(hours.map((row) => row['ChargePeriodStart'])).toContain('2026-10-05T23:00:00Z');
  });

  it('sums to the ledger exactly, and says so in its metadata', async () => {
    const rows = await exported({ dataset: 'chargeback' });
    const sum = (name: string) =>
      rows.reduce((all, row) => all.add(Decimal.from(String(row[name]))), Decimal.ZERO).toString();
    const [ledger] = await engine.select<{ cost: string }>(
      'SELECT toString(sum(effective_cost)) AS cost FROM charges WHERE NOT sandbox',
    );
    expect(Decimal.from(sum('EffectiveCost')).compare(Decimal.from(ledger?.cost ?? ''))).toBe(0);
    const metadata = await exporter.metadata({ ...QUERY, dataset: 'chargeback' });
    expect(metadata.x_Sums).toEqual([
      {
        currency: 'USD',
        rows: rows.length,
        billed_cost: sum('BilledCost'),
        list_cost: sum('ListCost'),
        contracted_cost: sum('ContractedCost'),
        effective_cost: sum('EffectiveCost'),
      },
    ]);
    expect(metadata.ColumnDefinition.map(({ ColumnName }) => ColumnName)).toEqual(Object.keys(rows[0] ?? {}));
    for (const row of rows) {
      if (row['ListUnitPrice'] === '') continue;
      const product = Decimal.from(String(row['ListUnitPrice'])).multiply(
        Decimal.from(String(row['PricingQuantity'])),
      );
      expect(product.compare(Decimal.from(String(row['ListCost'])))).toBe(0);
    }
  });

  it.each(['1.2', '1.4'] as const)('keeps the rules of %s', async (version) => {
    for (const dataset of ['usage', 'chargeback'] as const) {
      const checker = new FocusChecker();
      const bytes = await bytesOf(exporter.rows({ ...QUERY, version, dataset }, 'csv'));
      const dump = process.env['WEIR_FOCUS_DUMP'];
      if (dump !== undefined) writeFileSync(join(dump, `focus-${version}-${dataset}.csv`), bytes);
      const found = (await rowsOf(bytes)).flatMap(({ line, fields }) => [...checker.check(line, fields)]);
      expect(found).toEqual([]);
      expect(checker.version).toBe(version);
    }
  });

  it('refuses ranges that are none and tags that are no names', () => {
    expect(() => exporter.rows({ ...QUERY, until: QUERY.since }, 'csv')).toThrow(/until must be later/);
    expect(() => exporter.rows({ ...QUERY, tags: ["x'"] }, 'csv')).toThrow(/tag must be/);
  });
});

describe('round trip', () => {
  it.each(['1.2', '1.4'] as const)('of %s: export, import, export are equal', async (version) => {
    const bytes = await bytesOf(exporter.rows({ ...QUERY, version, tags: ['session'] }, 'csv'));
    const rows = await rowsOf(bytes);
    const columns = Object.keys(rows[0]?.fields ?? {});
    const lines = rows
      .map(({ fields }) => lineOfRow(fields, CONTEXT, OPTIONS))
      .filter((line) => line !== undefined);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(rows.length);
    expect(csv(columns, lines)).toEqual(rows.map(({ fields }) => columns.map((name) => fields[name])));
    expect(lines.find(({ unit }) => unit === 'cache_write_1h_tokens')).toMatchObject({
      provider: 'anthropic',
      model: 'claude-sonnet-4',
      quantity: '7',
      tier: 'batch',
      list_cost: '0.000042',
      cost: '0',
      project: 'cc-1',
      key: 'key_1',
      tags: { team: 'care', session: 's-1' },
    });
    expect(lines.find(({ category }) => category === 'tax')).toMatchObject({
      invoice: 'INV-1',
      effective_cost: '3',
    });
  });

  it('of Parquet tells the same lines as of CSV', async () => {
    const parquet = await bytesOf(exporter.rows(QUERY, 'parquet'));
    const csvBytes = await bytesOf(exporter.rows(QUERY, 'csv'));
    const linesOf = async (bytes: Buffer, name: string) =>
      (await rowsOf(bytes, name)).map(({ fields }) => {
        const { id: _, further: __, ...line } = lineOfRow(fields, CONTEXT, OPTIONS) ?? ({} as StatementLine);
        return line;
      });
    expect(await linesOf(parquet, 'a.parquet')).toEqual(await linesOf(csvBytes, 'a.csv'));
  });

  function csv(columns: readonly string[], lines: readonly StatementLine[]): string[][] {
    return lines.map((line) => rowOfLine(line, columns));
  }
});
