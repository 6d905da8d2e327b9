import type { ChargeCategory, StatementLine } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { z } from 'zod';
import { type BillFormat, billSettings, type Understood } from '../files/bill.ts';
import { type Columns, currencyOf, endAfter, matcher, type Row, remembering } from '../files/columns.ts';
import { lineId } from '../sources/identity.ts';
import type { RowContext } from '../sources/port.ts';
import { modelId } from './models.ts';
import { parseUsageType, type UsageType, unitScale } from './usage-type.ts';

const settings = z
  .object({
    ...billSettings,
    /** Product codes whose rows are taken; `*` stands for anything. Marketplace models on Bedrock are taken besides. */
    products: z.array(z.string().min(1)).default(['AmazonBedrock*']),
    /** As `provider` of the lines: what calls over Bedrock are billed as. */
    provider: z.string().min(1).default('aws'),
    /** `net`: after private discounts, where the export has net columns. */
    cost: z.enum(['unblended', 'net']).default('unblended'),
    /** Model of the price list by the name on the bill, for those that Weir does not know. */
    models: z.record(z.string(), z.string()).default({}),
  })
  .strict();
type Settings = z.infer<typeof settings>;

/** Cost and Usage Report: CUR 2.0 of Data Exports, and the legacy one by its column names. CSV or Parquet. */
export const awsCur: BillFormat<Settings> = {
  kind: 'aws-cur',
  name: 'AWS Cost and Usage Report',
  provider: 'aws',
  settings,
  defaultRole: 'statement',
  defaultSchedule: '17 * * * *',
  restatesDays: 45,
  understand,
};

const usageOf = remembering(parseUsageType);
const BEDROCK_EDITION = /\(amazon bedrock edition\)/i;
const MARKETPLACE_TOKENS = /MP:.*token/i;

const isProduct = new WeakMap<Settings, (code: string | undefined) => boolean>();

function understand(
  fields: Parameters<Columns['of']>[0],
  ctx: RowContext,
  options: Settings,
  columns: Columns,
): Understood {
  const row = columns.of(fields);
  const unblended = row.decimal('line_item_unblended_cost');
  const invoiceId = row.text('bill_invoice_id');
  const invoice =
    invoiceId === undefined || unblended === undefined ? {} : { invoice: { id: invoiceId, cost: unblended } };
  const usageType = row.text('line_item_usage_type') ?? '';
  const product = row.map('product');
  const description = row.text('line_item_line_item_description') ?? usageType;
  const productName = product['product_name'] ?? row.text('product_product_name');
  if (!taken(row, options, usageType, `${productName ?? ''} ${description}`))
    return { lines: [], ...invoice };

  const usage = usageOf(usageType);
  const type = row.text('line_item_line_item_type') ?? 'Usage';
  const category = categoryOf(type, usage);
  const counts = category === 'model_usage';
  const name = usage.model ?? marketplaceName(productName, description);
  const model =
    name === undefined ? undefined : (options.models[name] ?? modelId(name, usage.routing === 'global'));
  const scale = counts ? unitScale(row.text('pricing_unit'), description) : undefined;
  const amount = row.decimal('line_item_usage_amount');
  const unit = counts && scale !== undefined ? usage.unit : undefined;
  const known = !counts || (model !== undefined && unit !== undefined) || usage.kind === 'tool';
  const cost = costsOf(row, type, options);
  const since = row.instant('line_item_usage_start_date', 'bill_billing_period_start_date');
  const until = endAfter(since, row.instant('line_item_usage_end_date', 'line_item_usage_start_date'));
  const tags = tagsOf(row);
  const line: StatementLine = {
    source: ctx.source,
    id: lineId(...identity(row, type, usageType, description, tags)),
    version: ctx.version,
    tells: 'both',
    provider: options.provider,
    ...given('account', row.text('bill_payer_account_id')),
    ...given('project', row.text('line_item_usage_account_id')),
    ...given('key', row.text('line_item_resource_id')),
    ...given('model', model),
    ...given('unit', unit),
    category,
    ...given('tier', usage.tier),
    ...given(
      'region',
      product['region_code'] ?? product['region'] ?? row.text('product_region_code', 'product_region'),
    ),
    since,
    until,
    ...(unit === undefined || amount === undefined || scale === undefined
      ? {}
      : { quantity: amount.multiply(Decimal.from(scale)).toString() }),
    ...cost.lines,
    currency: currencyOf(row.text('line_item_currency_code', 'pricing_currency'), options.currency),
    ...given('invoice', invoiceId),
    description,
    tags,
    further: furtherOf(row, type, usageType, amount),
  };
  return {
    lines: [line],
    ...invoice,
    ...(known ? {} : { unknown: name === undefined || unit === undefined ? usageType : name }),
    ...(contradicts(row, type, amount)
      ? { contradiction: `Amount times rate is not the cost of rows of ${usageType}` }
      : {}),
  };
}

function taken(row: Row, options: Settings, usageType: string, words: string): boolean {
  let matches = isProduct.get(options);
  if (matches === undefined) {
    matches = matcher(options.products);
    isProduct.set(options, matches);
  }
  if (matches(row.text('line_item_product_code')) || matches(row.text('product_servicecode'))) return true;
  return MARKETPLACE_TOKENS.test(usageType) || BEDROCK_EDITION.test(words);
}

function categoryOf(type: string, usage: UsageType): ChargeCategory {
  switch (type) {
    case 'Tax':
      return 'tax';
    case 'Credit':
    case 'Refund':
    case 'SavingsPlanNegation':
      return 'credit';
    case 'Fee':
    case 'RIFee':
    case 'SavingsPlanUpfrontFee':
    case 'SavingsPlanRecurringFee':
      return 'commitment';
    default:
      if (/discount$/i.test(type)) return 'credit';
      if (usage.kind === 'capacity') return 'infrastructure';
      return usage.kind === 'tool' ? 'tools' : 'model_usage';
  }
}

/** `Claude 3.5 Sonnet v2 (Amazon Bedrock Edition)` is how the marketplace calls a model. */
function marketplaceName(product: string | undefined, description: string): string | undefined {
  const named = [product, description].find((text) => /\(amazon bedrock edition\)/i.test(text ?? ''));
  return named
    ?.replace(/\s*\(amazon bedrock edition\).*/i, '')
    .replace(/^.*\|/, '')
    .trim();
}

function costsOf(
  row: Row,
  type: string,
  { cost }: Settings,
): { lines: Pick<StatementLine, 'cost' | 'list_cost' | 'effective_cost'> } {
  const unblended = row.decimal('line_item_unblended_cost');
  const billed = (cost === 'net' ? row.decimal('line_item_net_unblended_cost') : undefined) ?? unblended;
  const list = row.decimal('pricing_public_on_demand_cost');
  const effective = effectiveOf(row, type) ?? billed;
  return {
    lines: {
      ...given('cost', billed?.toString()),
      ...given('list_cost', list?.toString()),
      ...given('effective_cost', effective?.toString()),
    },
  };
}

/** What commitments are spread to; undefined: what is billed. */
function effectiveOf(row: Row, type: string): Decimal | undefined {
  switch (type) {
    case 'SavingsPlanCoveredUsage':
      return row.decimal(
        'savings_plan_savings_plan_effective_cost',
        'savings_plan_net_savings_plan_effective_cost',
      );
    case 'DiscountedUsage':
      return row.decimal('reservation_effective_cost');
    case 'SavingsPlanNegation':
    case 'SavingsPlanUpfrontFee':
      return Decimal.ZERO;
    case 'SavingsPlanRecurringFee': {
      const total = row.decimal('savings_plan_total_commitment_to_date');
      const used = row.decimal('savings_plan_used_commitment');
      return total === undefined || used === undefined ? undefined : total.subtract(used);
    }
    case 'RIFee':
      return row.decimal('reservation_unused_amortized_upfront_fee_for_billing_period');
    default:
      return undefined;
  }
}

function tagsOf(row: Row): Record<string, string> {
  const tags = { ...row.map('resource_tags'), ...row.map('tags') };
  for (const [name, value] of Object.entries(row.fields)) {
    if (name.startsWith('resourceTags/') && typeof value === 'string' && value !== '') {
      tags[name.slice('resourceTags/'.length)] = value;
    }
  }
  return tags;
}

/** AWS numbers rows anew in every report: what names a row is what it is about. The invoice is known only once the month is over. */
function identity(
  row: Row,
  type: string,
  usageType: string,
  description: string,
  tags: Readonly<Record<string, string>>,
): (string | undefined)[] {
  return [
    row.text('bill_billing_period_start_date'),
    row.text('bill_payer_account_id'),
    row.text('bill_billing_entity'),
    row.text('line_item_usage_account_id'),
    row.text('line_item_product_code'),
    type,
    usageType,
    row.text('line_item_operation'),
    row.text('line_item_resource_id'),
    row.text('line_item_availability_zone'),
    row.text('line_item_usage_start_date'),
    row.text('line_item_usage_end_date'),
    row.text('line_item_currency_code'),
    row.text('line_item_tax_type'),
    row.text('savings_plan_savings_plan_a_r_n'),
    row.text('reservation_reservation_a_r_n'),
    description,
    JSON.stringify(Object.entries(tags).sort()),
  ];
}

function furtherOf(
  row: Row,
  type: string,
  usageType: string,
  amount: Decimal | undefined,
): Record<string, string> {
  return {
    line_item_type: type,
    usage_type: usageType,
    ...given('usage_amount', amount?.toString()),
    ...given('product_code', row.text('line_item_product_code')),
    ...given('operation', row.text('line_item_operation')),
    ...given('pricing_unit', row.text('pricing_unit')),
    ...given('billing_entity', row.text('bill_billing_entity')),
    ...given('legal_entity', row.text('line_item_legal_entity')),
  };
}

/** Rates are rounded in the report: a hundredth of a percent and a micro are let pass. */
function contradicts(row: Row, type: string, amount: Decimal | undefined): boolean {
  const rate = row.decimal('line_item_unblended_rate');
  const cost = row.decimal('line_item_unblended_cost');
  if (type !== 'Usage' || amount === undefined || rate === undefined || cost === undefined || rate.isZero)
    return false;
  const gap = magnitude(amount.multiply(rate).subtract(cost));
  const allowed = magnitude(cost).multiply(Decimal.from('0.0001')).add(Decimal.from('0.000001'));
  return gap.compare(allowed) > 0;
}

function magnitude(value: Decimal): Decimal {
  return value.isNegative ? Decimal.ZERO.subtract(value) : value;
}

function given<K extends string>(name: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [P in K]?: string });
}
