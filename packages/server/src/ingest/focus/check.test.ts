import { describe, expect, it } from 'vitest';
import { FocusChecker, type Violation } from './check.ts';
import { FOCUS_COLUMNS, type FocusVersion, isIn } from './columns.ts';

const GOOD: Readonly<Record<string, string>> = {
  BilledCost: '0',
  BillingAccountId: 'acme',
  BillingCurrency: 'USD',
  BillingPeriodEnd: '2026-11-01T00:00:00Z',
  BillingPeriodStart: '2026-10-01T00:00:00Z',
  ChargeCategory: 'Usage',
  ChargeFrequency: 'Usage-Based',
  ChargePeriodEnd: '2026-10-06T00:00:00Z',
  ChargePeriodStart: '2026-10-05T00:00:00Z',
  ConsumedQuantity: '200',
  ConsumedUnit: 'Tokens',
  ContractedCost: '0.0005',
  EffectiveCost: '0.0005',
  HostProviderName: 'OpenAI',
  InvoiceIssuerName: 'OpenAI',
  ListCost: '0.0005',
  ListUnitPrice: '2.5',
  PricingQuantity: '0.0002',
  PricingUnit: '1000000 Tokens',
  ProviderName: 'OpenAI',
  PublisherName: 'OpenAI',
  ServiceCategory: 'AI and Machine Learning',
  ServiceName: 'OpenAI API',
  ServiceProviderName: 'OpenAI',
};

function rowOf(version: FocusVersion, more: Record<string, string> = {}): Record<string, string> {
  const columns = FOCUS_COLUMNS.filter((column) => isIn(column, version));
  return { ...Object.fromEntries(columns.map(({ name }) => [name, GOOD[name] ?? ''])), ...more };
}

function check(rows: Record<string, string>[], version?: FocusVersion): Violation[] {
  const checker = new FocusChecker(version);
  return rows.flatMap((row, i) => [...checker.check(i + 2, row)]);
}

describe('weir focus check', () => {
  it.each(['1.0', '1.2', '1.4'] as const)('finds nothing wrong with a right row of %s', (version) => {
    expect(check([rowOf(version)])).toEqual([]);
  });

  it.each([
    [{ BilledCost: '' }, 'BilledCost.not-null'],
    [{ ListCost: 'free' }, 'ListCost.type'],
    [{ ChargePeriodStart: '2026-10-05 00:00' }, 'ChargePeriodStart.type'],
    [{ ChargePeriodEnd: '2026-10-05T00:00:00Z' }, 'ChargePeriodEnd.after'],
    [{ BillingCurrency: 'usd' }, 'BillingCurrency.type'],
    [{ Tags: 'team=care' }, 'Tags.type'],
    [{ ChargeClass: 'Fix' }, 'ChargeClass.allowed'],
    [{ ChargeCategory: 'Refund' }, 'ChargeCategory.allowed'],
    [{ ConsumedUnit: '' }, 'ConsumedUnit.with'],
    [{ ListCost: '0.6' }, 'ListCost.product'],
    [{ ChargeCategory: 'Tax', ConsumedQuantity: '' }, 'ListUnitPrice.tax'],
    [{ ChargeCategory: 'Purchase', ConsumedQuantity: '' }, 'ChargeFrequency.purchase'],
  ])('%j breaks %s, and names the row', (wrong, rule) => {
    const found = check([rowOf('1.2'), rowOf('1.2', wrong)]);
    expect(found.map((one) => [one.line, one.rule])).toContainEqual([3, rule]);
  });

  it('tells columns that are missing, of another version, or nobody knows', () => {
    const { ListCost: _, ...less } = rowOf('1.2');
    expect(check([less]).map(({ rule }) => rule)).toContain('ListCost.present');
    expect(check([rowOf('1.4', { ProviderName: 'OpenAI' })], '1.4').map(({ rule }) => rule)).toEqual([
      'ProviderName.version',
    ]);
    expect(check([rowOf('1.2', { Team: 'care', x_Team: 'care' })]).map(({ rule }) => rule)).toEqual([
      'Team.prefix',
    ]);
  });

  it('tells when currencies are mixed', () => {
    const found = check([rowOf('1.2'), rowOf('1.2', { BillingCurrency: 'EUR' })]);
    expect(found).toMatchObject([{ line: 3, rule: 'BillingCurrency.same' }]);
  });
});
