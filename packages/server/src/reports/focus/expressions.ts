import { SERVICE_TIERS } from '@weir/core/pricing';
import type { UnitRegistry } from '@weir/core/usage';
import { FOCUS_COLUMNS, isIn } from '../../ingest/focus/columns.ts';
import { FOCUS_PROVIDERS } from '../../ingest/focus/providers.ts';
import type { SqlParameters } from '../../ledger/sql/engine.ts';
import { type FocusQuery, ROW_TAGS } from './query.ts';

interface FocusExpression {
  name: string;
  /** SQL over the columns of `priced_sums`. */
  sql: string;
  meaning: string;
}

/** Family of a unit, and what one and many of it are called. */
const UNIT_NAMES: Readonly<Record<string, string>> = {
  tokens: 'Tokens',
  durations: 'Seconds',
  characters: 'Characters',
  pixels: 'Pixels',
  document_pages: 'Pages',
  messages: 'Messages',
  tool_calls: 'Requests',
  requests: 'Requests',
  rerank: 'Searches',
};

const USAGE = `category IN ('model_usage', 'evaluation', 'tools', 'infrastructure')`;
/** A change of cost without use: agreements, late prices, reconciliations. */
const BARE = `quantity = 0`;
const CATEGORY = `multiIf(category = 'tax', 'Tax', category = 'credit', 'Credit', category = 'seats', 'Purchase', ${USAGE} AND NOT (${BARE}), 'Usage', 'Adjustment')`;
const IS_USAGE = `(${USAGE} AND NOT (${BARE}))`;
const SKU = `concat(toString(provider), '/', toString(model), '/', toString(unit))`;
const ALLOCATED = `entry = 'agreement'`;

const text = (sql: string) => `nullIf(toString(${sql}), '')`;
const time = (sql: string, csv: boolean) =>
  csv ? `formatDateTime(${sql}, '%Y-%m-%dT%H:%i:%SZ', 'UTC')` : `toDateTime64(${sql}, 3, 'UTC')`;
const whenUsage = (sql: string) => `if(${IS_USAGE}, ${sql}, NULL)`;
const json = (pairs: readonly (readonly [string, string])[]) =>
  `toJSONString(mapFilter((k, v) -> v != '', map(${pairs.map(([name, sql]) => `'${name}', toString(${sql})`).join(', ')})))`;
const orNull = (sql: string) => `nullIf(${sql}, '{}')`;

/** With a point even when it is whole: readers that guess types take a column of whole numbers for integers. */
const decimalText = (sql: string) => `replaceRegexpOne(toString(${sql}), '^(-?[0-9]+)$', '\\\\1.0')`;

/** Columns of the export with what they hold, in the order of the specification, those of Weir behind them. */
export function expressionsOf(query: FocusQuery, csv: boolean): FocusExpression[] {
  const tags = json([
    ...ROW_TAGS.map((name) => [name, name] as const),
    ['outcome', 'outcome'] as const,
    ...query.tags.map((name, i) => [name, `tag_${i}`] as const),
  ]);
  const sql = focusSql(query, tags, csv);
  const own = FOCUS_COLUMNS.flatMap((column) => {
    const expression = sql[column.name];
    if (!isIn(column, query.version) || expression === undefined) return [];
    const shown = csv && column.type === 'decimal' ? decimalText(expression) : expression;
    return [{ name: column.name, sql: shown, meaning: column.meaning }];
  });
  return [...own, ...WEIR_COLUMNS];
}

function focusSql(query: FocusQuery, tags: string, csv: boolean): Readonly<Record<string, string>> {
  const chargeback = query.dataset === 'chargeback';
  const provider = (names: string) =>
    `transform(toString(provider), {provider_ids:Array(String)}, {${names}:Array(String)}, toString(provider))`;
  const seller = provider('provider_sellers');
  const none = `CAST(NULL, 'Nullable(String)')`;
  return {
    AllocatedMethodDetails: `if(${ALLOCATED}, concat('{"Elements":[{"AllocatedRatio":', toString(ratio), ',"UsageUnit":', toJSONString(${unitName()}), ',"UsageQuantity":', toString(shared_quantity), '}]}'), NULL)`,
    AllocatedMethodId: `if(${ALLOCATED}, 'weir:share-of-contracted-cost', NULL)`,
    AllocatedResourceId: `if(${ALLOCATED}, ${text('workload')}, NULL)`,
    AllocatedResourceName: `if(${ALLOCATED}, ${text('workload')}, NULL)`,
    AllocatedTags: `if(${ALLOCATED}, ${orNull(tags)}, NULL)`,
    AvailabilityZone: none,
    BilledCost: chargeback ? 'effective_sum' : `toDecimal128(0, 12)`,
    BillingAccountId: '{organization:String}',
    BillingAccountName: '{organization_name:String}',
    BillingAccountType: `'Organization'`,
    BillingCurrency: 'toString(currency)',
    BillingPeriodEnd: time('month_end', csv),
    BillingPeriodStart: time('month_start', csv),
    ChargeCategory: CATEGORY,
    ChargeClass: `if(class = 'correction', 'Correction', NULL)`,
    ChargeDescription: `concat(${meter()}, if(model = '', '', concat(' of ', toString(model))), if(entry = '', '', concat(' (', toString(entry), ')')))`,
    ChargeFrequency: `multiIf(${IS_USAGE}, 'Usage-Based', category = 'seats', 'Recurring', 'One-Time')`,
    ChargePeriodEnd: time('period_end', csv),
    ChargePeriodStart: time('period_start', csv),
    CommitmentDiscountCategory: none,
    CommitmentDiscountId: none,
    CommitmentDiscountName: none,
    CommitmentDiscountStatus: none,
    CommitmentDiscountType: none,
    ConsumedQuantity: whenUsage('quantity'),
    ConsumedUnit: whenUsage(unitName()),
    ContractedCost: `if(contracted_explained, contracted_product, CAST(contracted_sum, 'Decimal(38, 24)'))`,
    ContractedUnitPrice: `if(contracted_explained AND category != 'tax', contracted_price, NULL)`,
    EffectiveCost: 'effective_sum',
    HostProviderName: provider('provider_hosts'),
    InvoiceId: chargeback ? INTERNAL_INVOICE : none,
    InvoiceIssuerName: chargeback ? '{organization_name:String}' : seller,
    ListCost: `if(list_explained, list_product, CAST(list_sum, 'Decimal(38, 24)'))`,
    ListUnitPrice: `if(list_explained AND category != 'tax', list_price, NULL)`,
    PricingCategory: `if(${ALLOCATED}, 'Committed', if(${IS_USAGE}, 'Standard', NULL))`,
    PricingCurrency: 'toString(currency)',
    PricingCurrencyContractedUnitPrice: `if(contracted_explained AND category != 'tax', contracted_price, NULL)`,
    PricingCurrencyEffectiveCost: 'effective_sum',
    PricingCurrencyListUnitPrice: `if(list_explained AND category != 'tax', list_price, NULL)`,
    PricingQuantity: `if(quantity = 0 OR category = 'tax', NULL, pricing_quantity)`,
    PricingUnit: `if(quantity = 0 OR category = 'tax', NULL, if(per = 1, ${unitName()}, concat(toString(per), ' ', ${unitName()})))`,
    ProviderName: seller,
    PublisherName: seller,
    RegionId: text('region'),
    RegionName: text('region'),
    ResourceId: text('key'),
    ResourceName: text('key'),
    ResourceType: `if(key = '', NULL, 'API Key')`,
    ServiceCategory: `'AI and Machine Learning'`,
    ServiceName: provider('provider_services'),
    ServiceProviderName: seller,
    ServiceSubcategory: `'Generative AI'`,
    SkuId: `if(category = 'tax', NULL, ${SKU})`,
    SkuMeter: `if(category = 'tax', NULL, ${meter()})`,
    SkuPriceDetails: `if(category = 'tax', NULL, ${orNull(details())})`,
    // begins with the SKU: one price of the list may be that of several
    SkuPriceId: `if(category = 'tax', NULL, concat(${SKU}, '@', toString(price_ref)))`,
    SubAccountId: text('cost_center'),
    SubAccountName: text('cost_center'),
    SubAccountType: `if(cost_center = '', NULL, 'Cost Center')`,
    Tags: orNull(tags),
  };
}

function of(names: string, otherwise: string): string {
  return `transform(toString(unit), {unit_ids:Array(String)}, {${names}:Array(String)}, ${otherwise})`;
}

function meter(): string {
  return of('unit_meters', 'toString(unit)');
}

function unitName(): string {
  return of('unit_names', `'Units'`);
}

/** Keys of our own begin with x_, as the specification demands. */
function details(): string {
  return json([
    ['x_Unit', 'unit'],
    ['x_Model', 'model'],
    ['x_CacheAction', of('unit_cache', `''`)],
    ['x_CacheTtl', of('unit_ttl', `''`)],
    ['x_Modality', of('unit_modality', `''`)],
    ['x_ServiceTier', TIER],
    ['x_PriceRef', 'price_ref'],
  ]);
}

/** As the call was tagged, else as the price says: `list:openai/gpt-4o@2024-08-06+batch`. */
const TIER = `if(tier != '', tier, extract(toString(price_ref), '\\\\+(${SERVICE_TIERS.join('|')})'))`;

/** The usage data set is no bill: the provider's own invoice is told beside it. A chargeback is one per organization and month. */
const INTERNAL_INVOICE = `concat('chargeback-', {organization:String}, '-', formatDateTime(month_start, '%Y-%m', {zone:String}))`;

const WEIR_COLUMNS: readonly FocusExpression[] = [
  { name: 'x_Application', sql: text('application'), meaning: 'Application the calls belong to.' },
  { name: 'x_Calls', sql: 'calls', meaning: 'Calls that have this charge.' },
  { name: 'x_Category', sql: 'toString(category)', meaning: "Weir's category of cost." },
  { name: 'x_Entry', sql: text('entry'), meaning: 'Kind of booking, where it is no use of calls.' },
  { name: 'x_Environment', sql: text('environment'), meaning: 'Environment of the workload.' },
  {
    name: 'x_InvoiceId',
    sql: text('invoice'),
    meaning: 'Invoice of the provider, where a bill tells it.',
  },
  {
    name: 'x_IsEstimated',
    sql: `if(estimated, 'true', 'false')`,
    meaning: 'Whether quantities or price are estimates.',
  },
  { name: 'x_Model', sql: text('model'), meaning: 'Model that was billed.' },
  {
    name: 'x_Outcome',
    sql: text('outcome'),
    meaning: 'Outcome the calls led to, where they are tagged with it.',
  },
  { name: 'x_PriceRef', sql: text('price_ref'), meaning: 'Price that was used.' },
  { name: 'x_ServiceTier', sql: `nullIf(${TIER}, '')`, meaning: 'Service tier.' },
  { name: 'x_Team', sql: text('team'), meaning: 'Team the calls belong to.' },
  { name: 'x_Unit', sql: text('unit'), meaning: "Weir's unit of what was used." },
  { name: 'x_UseCase', sql: text('use_case'), meaning: 'Use case of the calls.' },
  { name: 'x_Workload', sql: text('workload'), meaning: 'Workload the calls belong to.' },
];

/** Names by unit and provider, bound as lists. */
export function nameParameters(units: UnitRegistry, { organization }: FocusQuery): SqlParameters {
  const all = units.all;
  const dimension = (name: string) => all.map((unit) => unit.dimensions[name] ?? '');
  return {
    organization: organization.id,
    organization_name: organization.name,
    provider_ids: FOCUS_PROVIDERS.map(({ id }) => id),
    provider_sellers: FOCUS_PROVIDERS.map(({ seller }) => seller),
    provider_hosts: FOCUS_PROVIDERS.map(({ host }) => host),
    provider_services: FOCUS_PROVIDERS.map(({ service }) => service),
    unit_ids: all.map(({ id }) => id),
    unit_names: all.map(({ dimensions }) => UNIT_NAMES[dimensions['family'] ?? ''] ?? 'Units'),
    unit_meters: all.map(({ name, dimensions }) => meterOf(name, dimensions)),
    unit_cache: dimension('token_type').map((type) => /^cache_(read|write)$/.exec(type)?.[1] ?? ''),
    unit_ttl: dimension('cache_ttl'),
    unit_modality: dimension('modality'),
  };
}

/** Tokens are input or output, what they are besides is in the details; other units go by their names. */
function meterOf(name: string, dimensions: Readonly<Record<string, string>>): string {
  if (dimensions['family'] === 'tokens')
    return dimensions['direction'] === 'output' ? 'Output Tokens' : 'Input Tokens';
  return name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
