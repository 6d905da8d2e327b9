import { gzipSync } from 'node:zlib';
import { Decimal } from '@weir/core/money';
import { describe, expect, it } from 'vitest';
import { connector } from '../files/connectors.fixture.ts';
import { openBytes, openPath } from '../files/open.ts';
import { withParquet } from '../files/parquet.fixture.ts';
import { deliver } from '../files/testing.fixture.ts';

const cur = connector('aws-cur');

const BASE: Record<string, string> = {
  identity_line_item_id: 'changes-in-every-report',
  bill_billing_period_start_date: '2026-11-01T00:00:00.000Z',
  bill_invoice_id: '',
  bill_payer_account_id: '111122223333',
  bill_billing_entity: 'AWS',
  line_item_usage_account_id: '444455556666',
  line_item_line_item_type: 'Usage',
  line_item_usage_start_date: '2026-11-05T10:00:00.000Z',
  line_item_usage_end_date: '2026-11-05T11:00:00.000Z',
  line_item_product_code: 'AmazonBedrock',
  line_item_usage_type: 'USE1-Claude4.6Sonnet-input-tokens',
  line_item_operation: 'InvokeModelInference',
  line_item_resource_id: 'arn:aws:bedrock:us-east-1:444455556666:application-inference-profile/abc',
  line_item_usage_amount: '1234.567',
  line_item_currency_code: 'USD',
  line_item_unblended_rate: '0.003',
  line_item_unblended_cost: '3.703701',
  line_item_line_item_description: '$0.003 per 1K input tokens for Claude4.6Sonnet',
  product: '{"product_name":"Amazon Bedrock","region_code":"us-east-1"}',
  pricing_unit: '1K tokens',
  pricing_public_on_demand_cost: '3.703701',
  savings_plan_savings_plan_effective_cost: '',
  resource_tags: '{"user_team":"support, eu","user_env":"prod"}',
};

function csv(...rows: Record<string, string>[]): Buffer {
  const names = Object.keys(BASE);
  const line = (values: string[]) =>
    `${values.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')}\n`;
  return Buffer.from(
    line(names) + rows.map((row) => line(names.map((name) => row[name] ?? BASE[name] ?? ''))).join(''),
  );
}

const read = (bytes: Uint8Array, settings = {}) => deliver(cur, openBytes('cur.csv.gz', bytes), settings);

describe('CUR 2.0', () => {
  it('makes a line of a row of Bedrock, in tokens and to the last digit', async () => {
    const { lines, bad, warnings, covered } = await read(gzipSync(csv({})));
    expect({ bad, warnings }).toEqual({ bad: [], warnings: [] });
    expect(lines).toEqual([
      {
        source: 'bill',
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        version: '2026-12-03T00:00:00.000Z',
        tells: 'both',
        provider: 'aws',
        account: '111122223333',
        project: '444455556666',
        key: 'arn:aws:bedrock:us-east-1:444455556666:application-inference-profile/abc',
        model: 'regional.anthropic.claude-sonnet-4-6-v1:0',
        unit: 'input_tokens',
        category: 'model_usage',
        region: 'us-east-1',
        since: '2026-11-05T10:00:00.000000Z',
        until: '2026-11-05T11:00:00.000000Z',
        quantity: '1234567',
        cost: '3.703701',
        list_cost: '3.703701',
        effective_cost: '3.703701',
        currency: 'USD',
        description: '$0.003 per 1K input tokens for Claude4.6Sonnet',
        tags: { user_team: 'support, eu', user_env: 'prod' },
        further: expect.objectContaining({ line_item_type: 'Usage', pricing_unit: '1K tokens' }),
      },
    ]);
    expect(covered).toEqual([
      { since: new Date('2026-11-05T10:00:00Z'), until: new Date('2026-11-05T11:00:00Z') },
    ]);
  });

  it('tells credits, taxes, commitments and capacity apart, and what commitments spread', async () => {
    const type = (line_item_line_item_type: string, more: Record<string, string> = {}) => ({
      line_item_line_item_type,
      ...more,
    });
    const { lines } = await read(
      csv(
        type('Tax', { line_item_unblended_cost: '0.70' }),
        type('Credit', { line_item_unblended_cost: '-5' }),
        type('EdpDiscount', { line_item_unblended_cost: '-0.37' }),
        type('SavingsPlanCoveredUsage', { savings_plan_savings_plan_effective_cost: '2.5' }),
        type('SavingsPlanNegation', { line_item_unblended_cost: '-3.703701' }),
        type('SavingsPlanRecurringFee', { line_item_unblended_cost: '10' }),
        type('Usage', {
          line_item_usage_type: 'USE1-NovaPro-ProvisionedThroughput-NoCommit-ModelUnits',
          pricing_unit: 'Hrs',
        }),
      ),
    );
    expect(lines.map(({ category, cost, effective_cost }) => [category, cost, effective_cost])).toEqual([
      ['tax', '0.7', '0.7'],
      ['credit', '-5', '-5'],
      ['credit', '-0.37', '-0.37'],
      ['model_usage', '3.703701', '2.5'],
      ['credit', '-3.703701', '0'],
      ['commitment', '10', '10'],
      ['infrastructure', '3.703701', '3.703701'],
    ]);
    expect(lines.filter(({ unit }) => unit !== undefined)).toHaveLength(1);
  });

  it('knows models of the marketplace by the product, and passes other products over', async () => {
    const { lines, warnings } = await read(
      csv(
        {
          line_item_product_code: '9wlm3xyz',
          bill_billing_entity: 'AWS Marketplace',
          line_item_usage_type: 'USE1-MP:USE1_OutputTokenCount-Units',
          product: '{"product_name":"Claude Opus 4.5 (Amazon Bedrock Edition)"}',
          pricing_unit: 'Units',
          line_item_line_item_description:
            'AWS Marketplace software usage|us-east-1|Million Response Tokens Regional',
          line_item_usage_amount: '0.25',
          line_item_unblended_rate: '25',
          line_item_unblended_cost: '6.25',
        },
        { line_item_product_code: 'AmazonEC2', line_item_usage_type: 'USE1-BoxUsage:m5.large' },
      ),
    );
    expect(warnings).toEqual([]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      model: 'regional.anthropic.claude-opus-4-5-v1:0',
      unit: 'output_tokens',
      quantity: '250000',
      cost: '6.25',
    });
  });

  it('keeps rows of names it does not know, and says each name once', async () => {
    const stranger = { line_item_usage_type: 'USE1-Claude9Sonnet-input-tokens' };
    const { lines, warnings } = await read(csv(stranger, stranger, { line_item_usage_type: 'USE1-Foo' }));
    expect(lines.map(({ model, unit, cost }) => [model, unit, cost])).toEqual([
      [undefined, 'input_tokens', '3.703701'],
      [undefined, 'input_tokens', '3.703701'],
      [undefined, undefined, '3.703701'],
    ]);
    expect(warnings).toEqual([
      expect.stringContaining('"Claude9Sonnet" is not known: 2 rows'),
      expect.stringContaining('"USE1-Foo" is not known: 1 rows'),
    ]);
    const named = await read(csv(stranger), { models: { Claude9Sonnet: 'anthropic.claude-9' } });
    expect([named.lines[0]?.model, named.warnings]).toEqual(['anthropic.claude-9', []]);
  });

  it('gives the same rows the same ids in every delivery, whatever their figures, order and invoice', async () => {
    const first = await read(csv({}, { line_item_usage_type: 'USE1-NovaPro-output-tokens' }));
    const later = await read(
      csv(
        {
          line_item_usage_type: 'USE1-NovaPro-output-tokens',
          bill_invoice_id: '77',
          identity_line_item_id: 'x',
        },
        { line_item_unblended_cost: '4', bill_invoice_id: '77' },
      ),
    );
    expect(later.lines.map(({ id }) => id).sort()).toEqual(first.lines.map(({ id }) => id).sort());
    const twice = await read(csv({}, {}));
    expect(new Set(twice.lines.map(({ id }) => id)).size).toBe(2);
    expect(twice.lines[0]?.id).toBe(first.lines[0]?.id);
  });

  it('quarantines what it cannot take with the reason, and a mended row becomes the line it should have been', async () => {
    const { lines, bad } = await read(
      csv({ line_item_unblended_cost: '3,70' }, { line_item_currency_code: '' }),
    );
    expect(lines).toEqual([]);
    expect(bad.map(({ line, reason }) => [line, reason])).toEqual([
      [2, expect.stringContaining('line_item_unblended_cost is "3,70", not a decimal number')],
      [3, expect.stringContaining('The currency is missing')],
    ]);
    const ctx = { source: 'bill', settings: {}, version: '2026-12-03T00:00:00.000Z', isUnit: () => true };
    const mended = cur.parseRow({ ...bad[0]?.row, line_item_unblended_cost: '3.703701' }, ctx);
    expect(mended).toEqual((await read(csv({}))).lines);
    expect((await read(csv({ line_item_currency_code: '' }), { currency: 'EUR' })).lines[0]?.currency).toBe(
      'EUR',
    );
  });

  it('lands what stands before a cut, and the whole file later adds only the rest', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => ({ line_item_resource_id: `arn:${i}` }));
    const whole = gzipSync(csv(...rows));
    const cut = await read(whole.subarray(0, whole.length - 200));
    const all = await read(whole);
    expect(cut.lines.length).toBeGreaterThan(20);
    expect(cut.lines).toEqual(all.lines.slice(0, cut.lines.length));
    expect(cut.bad).toEqual([
      expect.objectContaining({
        line: cut.lines.length + 2,
        reason: expect.stringContaining('ends in the middle'),
      }),
    ]);
    expect(cut.covered).toEqual([]);
    expect(all.lines).toHaveLength(200);
  });

  it('says which rows contradict themselves, and which invoice its rows', async () => {
    const invoices = { '77': '7.407402', '78': '100' };
    const rows: Record<string, string>[] = [
      { bill_invoice_id: '77' },
      { bill_invoice_id: '77', line_item_product_code: 'AmazonEC2' },
      { bill_invoice_id: '78', line_item_unblended_cost: '99.5' },
    ];
    const { warnings } = await read(csv(...rows), { invoices });
    expect(warnings).toEqual([
      'Amount times rate is not the cost of rows of USE1-Claude4.6Sonnet-input-tokens (1 rows).',
      'Invoice "78" is over 100, but its rows in this file sum to 99.5: a difference of -0.5.',
    ]);
  });

  it('says what is gone when the file tells its whole period', async () => {
    const { covered } = await read(csv({}), { replaces: true });
    expect(covered[0]).toEqual({
      since: new Date('2026-11-05T10:00:00Z'),
      until: new Date('2026-11-05T11:00:00Z'),
      gone: 'unmentioned',
      of: { account: '111122223333' },
      provisional: true,
    });
  });

  it('reads Parquet with its maps and decimals, and the columns of the legacy report', async () => {
    const sql = `select '2026-11-01 00:00:00' as bill_billing_period_start_date, 'AmazonBedrock' as line_item_product_code, 'Usage' as line_item_line_item_type,
      toDateTime64('2026-11-05 10:00:00', 3, 'UTC') as line_item_usage_start_date, toDateTime64('2026-11-05 11:00:00', 3, 'UTC') as line_item_usage_end_date,
      'USE1-NovaPro-input-tokens' as line_item_usage_type, 1.5e-7::Float64 as line_item_usage_amount, 'USD' as line_item_currency_code,
      toDecimal128('0.000000000120000000000001', 24) as line_item_unblended_cost, '1K tokens' as pricing_unit, map('user_team', 'a') as resource_tags`;
    const { lines } = await withParquet(sql, async (path) => deliver(cur, await openPath(path)));
    expect(lines[0]).toMatchObject({
      quantity: '0.00015',
      cost: '0.000000000120000000000001',
      tags: { user_team: 'a' },
    });
    const legacy =
      'lineItem/ProductCode,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/UsageType,lineItem/UsageAmount,lineItem/UnblendedCost,lineItem/CurrencyCode,pricing/unit,resourceTags/user:team\n' +
      'AmazonBedrock,Usage,2026-11-05T10:00:00Z,2026-11-05T11:00:00Z,USE1-NovaPro-input-tokens,2,0.0016,USD,1K tokens,a\n';
    expect((await read(Buffer.from(legacy))).lines[0]).toMatchObject({
      quantity: '2000',
      cost: '0.0016',
      tags: { 'user:team': 'a' },
    });
  });

  it('sums to the whole however many rows share a name', async () => {
    const rows = Array.from({ length: 50 }, (_, i) => ({ line_item_unblended_cost: `0.${i + 1}` }));
    const { lines } = await read(csv(...rows));
    const sum = (texts: (string | undefined)[]) =>
      texts.reduce((total, text) => total.add(Decimal.from(text ?? '0')), Decimal.ZERO);
    expect(sum(lines.map(({ cost }) => cost)).toString()).toBe(
      sum(rows.map((row) => row.line_item_unblended_cost)).toString(),
    );
    expect(new Set(lines.map(({ id }) => id)).size).toBe(50);
  });
});
