import { describe, expect, it } from 'vitest';
import { connector } from '../files/connectors.fixture.ts';
import { openBytes } from '../files/open.ts';
import { deliver } from '../files/testing.fixture.ts';

const azure = connector('azure-cost');

const BASE: Record<string, string> = {
  invoiceId: 'E0500ABC',
  date: '11/05/2026',
  billingAccountId: '8608480',
  subscriptionId: '0f0f-aa',
  resourceGroup: 'rg-ai',
  ResourceId:
    '/subscriptions/0f0f-aa/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/Support',
  resourceLocation: 'swedencentral',
  meterId: 'm-1',
  meterName: 'gpt-4o 1120 Outp glbl Tokens',
  meterCategory: 'Cognitive Services',
  productName: 'Azure OpenAI',
  quantity: '123.456',
  unitOfMeasure: '1K',
  effectivePrice: '0.01',
  costInBillingCurrency: '1.23456',
  paygCostInBillingCurrency: '1.5',
  billingCurrency: 'EUR',
  pricingCurrency: 'EUR',
  chargeType: 'Usage',
  pricingModel: 'OnDemand',
  tags: '"team": "support","env": "prod"',
};

function csv(...rows: Record<string, string>[]): Buffer {
  const line = (values: string[]) =>
    `${values.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')}\r\n`;
  const names = Object.keys(BASE);
  return Buffer.from(
    `\ufeff${line(names)}${rows.map((row) => line(names.map((name) => row[name] ?? BASE[name] ?? ''))).join('')}`,
  );
}

const read = (bytes: Uint8Array, settings = {}) => deliver(azure, openBytes('costs.csv', bytes), settings);

describe('Azure cost exports', () => {
  it('makes a line of a meter, in tokens and with what it says of the deployment', async () => {
    const { lines, bad, warnings } = await read(csv({}));
    expect({ bad, warnings }).toEqual({ bad: [], warnings: [] });
    expect(lines[0]).toMatchObject({
      provider: 'azure',
      account: '8608480',
      project: '0f0f-aa',
      model: 'gpt-4o',
      unit: 'output_tokens',
      category: 'model_usage',
      region: 'swedencentral',
      since: '2026-11-05T00:00:00.000Z',
      until: '2026-11-06T00:00:00.000Z',
      quantity: '123456',
      cost: '1.23456',
      list_cost: '1.5',
      currency: 'EUR',
      invoice: 'E0500ABC',
      tags: { team: 'support', env: 'prod' },
      further: expect.objectContaining({
        deployment: 'global',
        model_version: '2024-11-20',
        charge_type: 'Usage',
      }),
    });
  });

  it('reads the columns of other agreements, and JSON tags', async () => {
    const text =
      'SubscriptionGuid,UsageDateTime,MeterCategory,MeterName,UsageQuantity,UnitOfMeasure,PreTaxCost,Currency,InstanceId,Tags\n' +
      's,2026-11-05,Azure OpenAI,gpt 4.1 nano Inp glbl Tokens,2,1M,0.2,USD,/x,"{""a"":""b""}"\n';
    expect((await read(Buffer.from(text))).lines[0]).toMatchObject({
      project: 's',
      model: 'gpt-4.1-nano',
      quantity: '2000000',
      cost: '0.2',
      currency: 'USD',
      tags: { a: 'b' },
    });
  });

  it.each([
    ['11/05/2026', {}, '2026-11-05'],
    ['05/11/2026', { date_format: 'dmy' }, '2026-11-05'],
    ['05.11.2026', {}, '2026-11-05'],
    ['2026-11-05T00:00:00Z', {}, '2026-11-05'],
    ['20261105', {}, '2026-11-05'],
  ])('reads the date %s with %j', async (date, settings, day) => {
    expect((await read(csv({ date }), settings)).lines[0]?.since).toBe(`${day}T00:00:00.000Z`);
  });

  it('says of a date that cannot be, that days may come first', async () => {
    const { bad } = await read(csv({ date: '25/11/2026' }));
    expect(bad[0]?.reason).toMatch(
      /date is "25\/11\/2026", not a date. If days come first in this file, set date_format: dmy/,
    );
  });

  it('tells capacity, purchases, refunds and corrections apart, and takes negative quantities as they are', async () => {
    const { lines } = await read(
      csv(
        { meterName: 'Provisioned Managed Global Unit', unitOfMeasure: '1 Hour' },
        { chargeType: 'Purchase', quantity: '1', costInBillingCurrency: '0.01' },
        { chargeType: 'Refund', quantity: '-1', costInBillingCurrency: '-0.01' },
        { quantity: '-10', costInBillingCurrency: '-0.1' },
        { meterCategory: 'Storage' },
      ),
    );
    expect(lines.map(({ category, unit, quantity, cost }) => [category, unit, quantity, cost])).toEqual([
      ['infrastructure', undefined, undefined, '1.23456'],
      ['commitment', undefined, undefined, '0.01'],
      ['credit', undefined, undefined, '-0.01'],
      ['model_usage', 'output_tokens', '-10000', '-0.1'],
    ]);
  });

  it('keeps meters it does not know and names them, and says what contradicts itself', async () => {
    const { lines, warnings } = await read(
      csv({ meterName: 'Brand New Inp glbl Tokens' }, { costInBillingCurrency: '9' }),
      { invoices: { E0500ABC: '10.23456' } },
    );
    expect(lines.map(({ model, unit }) => [model, unit])).toEqual([
      [undefined, 'input_tokens'],
      ['gpt-4o', 'output_tokens'],
    ]);
    expect(warnings).toEqual([
      '"Brand New Inp glbl Tokens" is not known: 1 rows of it became lines without model or unit.',
      'Quantity times effective price is not the cost of rows of gpt-4o 1120 Outp glbl Tokens (1 rows).',
    ]);
  });

  it('reads the same file again as the same lines, in UTF-16 as well', async () => {
    const bytes = csv({}, { date: '11/06/2026' });
    const wide = Buffer.from(bytes.toString(), 'utf16le');
    expect((await read(wide)).lines).toEqual((await read(bytes)).lines);
  });
});
