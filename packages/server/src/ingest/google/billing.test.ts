import { describe, expect, it } from 'vitest';
import { connector } from '../files/connectors.fixture.ts';
import { openBytes, openPath } from '../files/open.ts';
import { withParquet } from '../files/parquet.fixture.ts';
import { deliver } from '../files/testing.fixture.ts';

const google = connector('google-billing');
const read = (text: string, settings = {}) =>
  deliver(google, openBytes('export.json', Buffer.from(text)), settings);

/** As BigQuery writes it: numbers with all their digits. */
const ROW =
  `{"billing_account_id":"01-AB","service":{"id":"C7E2","description":"Vertex AI"},"sku":{"id":"EAC4","description":"Gemini 2.5 Flash GA Text Input - Predictions"},
"usage_start_time":"2026-11-05 10:00:00 UTC","usage_end_time":"2026-11-05 11:00:00 UTC","project":{"id":"support-prod","labels":[{"key":"team","value":"support"}]},
"labels":[{"key":"env","value":"prod"}],"location":{"location":"europe-west4","region":"europe-west4"},"export_time":"2026-11-05 14:00:00 UTC",
"cost":0.1234567890123456789,"currency":"EUR","usage":{"amount":1065040.0,"unit":"requests","pricing_unit":"count","amount_in_pricing_units":1065040.0},
"credits":[{"name":"Committed use","amount":-0.02345678901234,"id":"c1","type":"COMMITTED_USAGE_DISCOUNT"},{"name":"Free","amount":-0.01,"type":"FREE_TIER"}],
"invoice":{"month":"202611"},"cost_type":"regular","cost_at_list":0.2}`.replaceAll('\n', '');

describe('Google billing export', () => {
  it('makes a line of a row to the last digit, and a line of each credit', async () => {
    const { lines, bad, warnings } = await read(`${ROW}\n`);
    expect({ bad, warnings }).toEqual({ bad: [], warnings: [] });
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatchObject({
      provider: 'google',
      account: '01-AB',
      project: 'support-prod',
      model: 'gemini-2.5-flash',
      unit: 'input_tokens',
      category: 'model_usage',
      quantity: '1065040',
      cost: '0.1234567890123456789',
      list_cost: '0.2',
      currency: 'EUR',
      invoice: '202611',
      region: 'europe-west4',
      since: '2026-11-05T10:00:00.000000Z',
      tags: { env: 'prod', 'project.team': 'support' },
    });
    expect(lines.slice(1).map(({ category, cost, model, tells }) => [category, cost, model, tells])).toEqual([
      ['credit', '-0.02345678901234', 'gemini-2.5-flash', 'cost'],
      ['credit', '-0.01', 'gemini-2.5-flash', 'cost'],
    ]);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(3);
  });

  it('reads the same of an array, of CSV with its lists as JSON, and of Parquet', async () => {
    const [line, ...credits] = (await read(ROW)).lines;
    expect((await read(`[${ROW}]`)).lines).toEqual([line, ...credits]);
    const csv =
      'billing_account_id,service.id,service.description,sku.id,sku.description,usage_start_time,usage_end_time,project.id,cost,currency,usage.amount,usage.unit,labels,credits,invoice.month,cost_type\n' +
      '01-AB,C7E2,Vertex AI,EAC4,Gemini 2.5 Flash GA Text Input - Predictions,2026-11-05 10:00:00+00:00,2026-11-05 11:00:00+00:00,support-prod,0.12,EUR,5,count,"[{""key"":""env"",""value"":""prod""}]","[{""name"":""Free"",""amount"":-0.010}]",202611,regular\n';
    expect((await read(csv)).lines).toMatchObject([
      { quantity: '5', cost: '0.12', tags: { env: 'prod' } },
      { category: 'credit', cost: '-0.01' },
    ]);
    const sql = `select tuple('C7E2', 'Vertex AI')::Tuple(id String, description String) as service, tuple('EAC4', 'Gemini 2.5 Pro Text Output - Predictions')::Tuple(id String, description String) as sku,
      toDateTime64('2026-11-05 10:00:00', 6, 'UTC') as usage_start_time, toDateTime64('2026-11-05 11:00:00', 6, 'UTC') as usage_end_time, 0.123456789::Float64 as cost, 'USD' as currency,
      tuple(7.0, 'count')::Tuple(amount Float64, unit String) as usage, [tuple('Free', toDecimal128('-0.000000001', 9))::Tuple(name String, amount Decimal(38, 9))] as credits`;
    const parquet = await withParquet(sql, async (path) => deliver(google, await openPath(path)));
    expect(parquet.lines).toMatchObject([
      { model: 'gemini-2.5-pro', quantity: '7', cost: '0.123456789' },
      { category: 'credit', cost: '-0.000000001' },
    ]);
  });

  it('passes other services over, keeps SKUs it does not know and names them', async () => {
    const other = ROW.replace('Vertex AI', 'Compute Engine');
    const tax = ROW.replace('"regular"', '"tax"').replace(
      /"credits":\[.*?\],"invoice"/,
      '"credits":[],"invoice"',
    );
    const unknown = tax.replace('"tax"', '"regular"').replace(/Gemini 2.5 Flash GA/, 'Strange Model');
    const { lines, warnings } = await read([other, tax, unknown].join('\n'));
    expect(lines.map(({ category, model, unit }) => [category, model, unit])).toEqual([
      ['tax', 'gemini-2.5-flash', undefined],
      ['model_usage', undefined, 'input_tokens'],
    ]);
    expect(warnings).toEqual([
      expect.stringContaining('"Strange Model Text Input - Predictions" is not known'),
    ]);
  });

  it('says when the rows of an invoice do not sum to it, credits and other services included', async () => {
    const { warnings } = await read(ROW, { invoices: { '202611': '0.09' } });
    expect(warnings).toEqual([
      'Invoice "202611" is over 0.09, but its rows in this file sum to 0.0900000000000056789: a difference of 0.0000000000000056789.',
    ]);
  });
});
