import type { ChargeCategory, StatementLine } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { z } from 'zod';
import { type BillFormat, billSettings, type Understood } from '../files/bill.ts';
import { type Columns, currencyOf, matcher, type Row } from '../files/columns.ts';
import { lineId } from '../sources/identity.ts';
import type { RowContext } from '../sources/port.ts';
import { DATE_FORMATS, dayOf } from './dates.ts';
import { type Meter, measureScale, parseMeterName } from './meter-name.ts';

const settings = z
  .object({
    ...billSettings,
    /** Meter categories whose rows are taken; `*` stands for anything. */
    meter_categories: z
      .array(z.string().min(1))
      .default(['Cognitive Services', 'Azure OpenAI*', 'Foundry*', 'Azure AI*', 'AI + Machine Learning']),
    provider: z.string().min(1).default('azure'),
    date_format: z.enum(DATE_FORMATS).default('auto'),
    /** Model by meter name, for those that Weir does not know. */
    models: z.record(z.string(), z.string()).default({}),
  })
  .strict();
type Settings = z.infer<typeof settings>;

/** Cost exports of Azure Cost Management, actual or amortized, of enterprise, customer and pay-as-you-go agreements. */
export const azureCosts: BillFormat<Settings> = {
  kind: 'azure-cost',
  name: 'Azure cost export',
  provider: 'azure',
  settings,
  defaultRole: 'statement',
  defaultSchedule: '27 * * * *',
  restatesDays: 45,
  understand,
};

const isCategory = new WeakMap<Settings, (name: string | undefined) => boolean>();

function understand(
  fields: Parameters<Columns['of']>[0],
  ctx: RowContext,
  options: Settings,
  columns: Columns,
): Understood {
  const row = columns.of(fields);
  const cost = row.decimal('costInBillingCurrency', 'cost', 'preTaxCost', 'extendedCost');
  const invoiceId = row.text('invoiceId', 'invoiceNumber');
  const invoice = invoiceId === undefined || cost === undefined ? {} : { invoice: { id: invoiceId, cost } };
  if (!taken(row, options)) return { lines: [], ...invoice };

  const meterName = row.text('meterName') ?? row.text('productName', 'product') ?? '';
  const meter = parseMeterName(meterName, row.text('productName', 'product', 'meterSubCategory') ?? '');
  const category = categoryOf(row.text('chargeType') ?? 'Usage', meter);
  const counts = category === 'model_usage';
  const model = options.models[meterName] ?? meter.model;
  const scale = counts ? measureScale(row.text('unitOfMeasure')) : undefined;
  const unit = counts && scale !== undefined ? meter.unit : undefined;
  const quantity = row.decimal('quantity', 'usageQuantity', 'consumedQuantity');
  const dateName = row.text('date') === undefined ? 'usageDateTime' : 'date';
  const { since, until } = dayOf(
    row.required('date', 'usageDateTime', 'usageDate'),
    options.date_format,
    dateName,
  );
  const tags = row.map('tags');
  const line: StatementLine = {
    source: ctx.source,
    id: lineId(...identity(row, since, meterName, tags)),
    version: ctx.version,
    tells: 'both',
    provider: options.provider,
    ...given('account', row.text('billingAccountId', 'billingAccountName')),
    ...given('project', row.text('subscriptionId', 'subscriptionGuid')),
    ...given('key', resourceOf(row)),
    ...given('model', model),
    ...given('unit', unit),
    category,
    ...given('tier', meter.tier),
    ...given('region', row.text('resourceLocation', 'resourceLocationNormalized', 'meterRegion', 'location')),
    since,
    until,
    ...(unit === undefined || quantity === undefined || scale === undefined
      ? {}
      : { quantity: quantity.multiply(Decimal.from(scale)).toString() }),
    ...given('cost', cost?.toString()),
    ...given('list_cost', row.decimal('paygCostInBillingCurrency')?.toString()),
    ...given('effective_cost', cost?.toString()),
    currency: currencyOf(
      row.text('billingCurrency', 'billingCurrencyCode', 'currency', 'currencyCode'),
      options.currency,
    ),
    ...given('invoice', invoiceId),
    description: meterName,
    tags,
    further: furtherOf(row, meter, quantity),
  };
  const known = !counts || (model !== undefined && unit !== undefined);
  return {
    lines: [line],
    ...invoice,
    ...(known ? {} : { unknown: meterName }),
    ...(contradicts(row, quantity, cost)
      ? { contradiction: `Quantity times effective price is not the cost of rows of ${meterName}` }
      : {}),
  };
}

function taken(row: Row, options: Settings): boolean {
  let matches = isCategory.get(options);
  if (matches === undefined) {
    matches = matcher(options.meter_categories);
    isCategory.set(options, matches);
  }
  const category = row.text('meterCategory') ?? row.text('productName', 'product');
  return matches(category) || matches(row.text('serviceFamily'));
}

function categoryOf(chargeType: string, meter: Meter): ChargeCategory {
  switch (chargeType.toLowerCase()) {
    case 'tax':
      return 'tax';
    case 'refund':
    case 'credit':
    case 'adjustment':
    case 'roundingadjustment':
      return 'credit';
    case 'purchase':
    case 'unusedreservation':
    case 'unusedsavingsplan':
      return 'commitment';
    default:
      if (meter.kind === 'capacity') return 'infrastructure';
      return meter.kind === 'tool' ? 'tools' : 'model_usage';
  }
}

/** Name of the resource, where there is one: its id repeats subscription and group. */
function resourceOf(row: Row): string | undefined {
  return row.text('resourceId', 'instanceId', 'instanceName', 'resourceName');
}

function identity(
  row: Row,
  since: string,
  meterName: string,
  tags: Readonly<Record<string, string>>,
): (string | undefined)[] {
  return [
    since,
    row.text('billingPeriodStartDate', 'billingPeriodStart'),
    row.text('billingAccountId', 'billingAccountName'),
    row.text('subscriptionId', 'subscriptionGuid'),
    row.text('resourceGroup', 'resourceGroupName'),
    resourceOf(row)?.toLowerCase(),
    row.text('meterId'),
    meterName,
    row.text('chargeType'),
    row.text('pricingModel'),
    row.text('reservationId', 'benefitId'),
    row.text('frequency'),
    row.text('unitOfMeasure'),
    row.text('costCenter'),
    row.text('additionalInfo'),
    // prices of tiers split a meter's day into rows
    row.decimal('effectivePrice', 'unitPrice', 'resourceRate')?.toString(),
    JSON.stringify(Object.entries(tags).sort()),
  ];
}

function furtherOf(row: Row, meter: Meter, quantity: Decimal | undefined): Record<string, string> {
  return {
    ...given('deployment', meter.deployment),
    ...given('model_version', meter.version),
    ...given('quantity', quantity?.toString()),
    ...given('unit_of_measure', row.text('unitOfMeasure')),
    ...given('meter_id', row.text('meterId')),
    ...given('charge_type', row.text('chargeType')),
    ...given('pricing_model', row.text('pricingModel')),
    ...given('resource_group', row.text('resourceGroup', 'resourceGroupName')),
    ...given('publisher', row.text('publisherName')),
  };
}

/** Prices are in the pricing currency: with another billing currency nothing can be said. */
function contradicts(row: Row, quantity: Decimal | undefined, cost: Decimal | undefined): boolean {
  const price = row.decimal('effectivePrice', 'resourceRate');
  const pricing = row.text('pricingCurrency', 'pricingCurrencyCode');
  const billing = row.text('billingCurrency', 'billingCurrencyCode', 'currency');
  if (price === undefined || price.isZero || quantity === undefined || cost === undefined) return false;
  if (pricing !== undefined && billing !== undefined && pricing !== billing) return false;
  const gap = quantity.multiply(price).subtract(cost);
  const allowed = magnitude(cost).multiply(Decimal.from('0.001')).add(Decimal.from('0.0001'));
  return magnitude(gap).compare(allowed) > 0;
}

function magnitude(value: Decimal): Decimal {
  return value.isNegative ? Decimal.ZERO.subtract(value) : value;
}

function given<K extends string>(name: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [P in K]?: string });
}
