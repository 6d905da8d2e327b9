import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { StatementLine } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { describe, expect, it } from 'vitest';
import { connector } from '../files/connectors.fixture.ts';
import { openBytes } from '../files/open.ts';
import { readContext } from '../files/testing.fixture.ts';
import type { BadRow } from '../sources/port.ts';
import { FOCUS_COLUMNS, isIn, versionOf } from './columns.ts';
import { rowOfLine } from './line-of-row.ts';

const SAMPLE = fileURLToPath(new URL('../../../../../../shared/data/focus-sample-1.0.csv', import.meta.url));

async function read(text: string | Buffer, settings: Record<string, unknown> = {}) {
  const lines: StatementLine[] = [];
  const bad: BadRow[] = [];
  const warnings: string[] = [];
  const source = connector('focus');
  const file = openBytes('focus.csv', Buffer.from(text as string));
  for await (const delivery of source.read?.(file, readContext(source.settings.parse(settings))) ?? []) {
    if ('line' in delivery) lines.push(delivery.line);
    if ('bad' in delivery) bad.push(delivery.bad);
    if ('warning' in delivery) warnings.push(delivery.warning);
  }
  return { lines, bad, warnings };
}

const ROW: Readonly<Record<string, string>> = {
  BilledCost: '12.50',
  BillingAccountId: 'acct-1',
  BillingCurrency: 'EUR',
  BillingPeriodEnd: '2026-11-01T00:00:00Z',
  BillingPeriodStart: '2026-10-01T00:00:00Z',
  ChargeCategory: 'Usage',
  ChargeDescription: 'Tokens of a model',
  ChargePeriodEnd: '2026-10-06T00:00:00Z',
  ChargePeriodStart: '2026-10-05T00:00:00Z',
  ConsumedQuantity: '5000000',
  ConsumedUnit: 'Tokens',
  EffectiveCost: '11',
  InvoiceId: 'INV-9',
  ListCost: '15',
  ProviderName: 'Microsoft',
  ServiceCategory: 'AI and Machine Learning',
  ServiceName: 'Azure OpenAI',
  SkuMeter: 'Output Tokens',
  SubAccountId: 'sub-1',
  Tags: '{"team":"care"}',
  x_Own: 'kept',
};

function csv(...rows: Record<string, string>[]): string {
  const names = Object.keys(rows[0] ?? {});
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  return [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))]
    .map((cells) => cells.map(quote).join(','))
    .join('\n');
}

describe('a FOCUS file', () => {
  it('becomes lines of the side that bills, every column kept', async () => {
    const { lines, bad } = await read(csv(ROW));
    expect(bad).toEqual([]);
    expect(lines).toEqual([
      expect.objectContaining({
        tells: 'both',
        provider: 'azure',
        account: 'acct-1',
        project: 'sub-1',
        unit: 'output_tokens',
        category: 'model_usage',
        since: '2026-10-05T00:00:00.000Z',
        until: '2026-10-06T00:00:00.000Z',
        quantity: '5000000',
        cost: '12.5',
        list_cost: '15',
        effective_cost: '11',
        currency: 'EUR',
        invoice: 'INV-9',
        tags: { team: 'care' },
        further: ROW,
      }),
    ]);
  });

  it('keeps the id of a row whose figures or invoice come later, and gives rows named alike ids of their own', async () => {
    const [first] = (await read(csv(ROW))).lines;
    const [told] = (await read(csv({ ...ROW, BilledCost: '13', InvoiceId: 'INV-10', EffectiveCost: '12' })))
      .lines;
    expect(told?.id).toBe(first?.id);
    const [other] = (await read(csv({ ...ROW, SkuMeter: 'Input Tokens' }))).lines;
    expect(other?.id).not.toBe(first?.id);
    const twice = (await read(csv(ROW, ROW))).lines;
    expect(new Set(twice.map(({ id }) => id)).size).toBe(2);
  });

  it('quarantines what cannot be read, with the column and what to do, and takes the rest', async () => {
    const { lines, bad } = await read(
      csv(ROW, { ...ROW, BilledCost: 'much' }, { ...ROW, ChargePeriodStart: '' }, { ...ROW, Tags: '{' }),
    );
    expect(lines).toHaveLength(1);
    expect(bad.map(({ line, reason }) => [line, reason.split('.')[0]])).toEqual([
      [3, 'BilledCost is "much", not a number such as 12'],
      [4, 'ChargePeriodStart is missing'],
      [5, 'Tags is "{", not a JSON object such as {"team":"care"}'],
    ]);
    const { bad: none } = await read('a,b\n1,2\n');
    expect(none[0]?.reason).toMatch(/This is no row of FOCUS/);
  });

  it('tells when an invoice is not what its rows sum to', async () => {
    const { warnings } = await read(csv(ROW), { invoices: { 'INV-9': '20' } });
    expect(warnings.join()).toContain('INV-9');
  });

  it('can be narrowed to AI, and told which cost counts', async () => {
    const other = { ...ROW, ServiceCategory: 'Compute', SkuMeter: 'Hours', ConsumedUnit: 'Hours' };
    expect((await read(csv(ROW, other), { rows: 'ai' })).lines).toHaveLength(1);
    const [, compute] = (await read(csv(ROW, other), { cost: 'effective' })).lines;
    expect(compute).toMatchObject({ category: 'infrastructure', cost: '11' });
    expect(compute?.unit).toBeUndefined();
  });
});

describe('versions', () => {
  it.each(['1.0', '1.1', '1.2', '1.3', '1.4'] as const)('knows %s by its columns', (version) => {
    expect(versionOf(FOCUS_COLUMNS.filter((column) => isIn(column, version)).map(({ name }) => name))).toBe(
      version,
    );
  });
});

describe.skipIf(!existsSync(SAMPLE))(
  'the public sample of 1.0 (skipped where shared/data/focus-sample-1.0.csv is absent)',
  () => {
    it('is read whole, sums to what it says, and comes back unchanged', async () => {
      const bytes = readFileSync(SAMPLE);
      const { lines, bad } = await read(bytes);
      expect(bad).toEqual([]);
      expect(lines.length).toBeGreaterThan(100);
      expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
      const columns = Object.keys(lines[0]?.further ?? {});
      const sum = (values: (string | undefined)[]) =>
        values.reduce((all, one) => all.add(Decimal.from(one ?? '0')), Decimal.ZERO).toString();
      const at = columns.indexOf('BilledCost');
      expect(sum(lines.map(({ cost }) => cost))).toBe(sum(lines.map((line) => rowOfLine(line, columns)[at])));
      expect(new Set(lines.map(({ provider }) => provider))).toContain('aws');
    });
  },
);
