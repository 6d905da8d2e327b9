/** Versions of FOCUS, the FinOps Open Cost and Usage Specification, that are read; 1.2 and 1.4 are written. */
export const FOCUS_VERSIONS = ['1.0', '1.1', '1.2', '1.3', '1.4'] as const;
export type FocusVersion = (typeof FOCUS_VERSIONS)[number];

export type FocusType = 'text' | 'decimal' | 'time' | 'json' | 'currency';

/** A column of the data set of cost and usage. */
export interface FocusColumn {
  name: string;
  type: FocusType;
  /** First and last version that has it. */
  since: FocusVersion;
  last?: FocusVersion;
  /** Must be a column of every data set; others where what they tell is supported. */
  mandatory: boolean;
  nullable: boolean;
  /** Closed list of values. */
  allowed?: readonly string[];
  /** One sentence for the data dictionary. */
  meaning: string;
}

type Given = Partial<Pick<FocusColumn, 'since' | 'last' | 'mandatory' | 'nullable' | 'allowed'>>;

function column(name: string, type: FocusType, meaning: string, given: Given = {}): FocusColumn {
  return { name, type, since: '1.0', mandatory: false, nullable: true, ...given, meaning };
}

const MUST = { mandatory: true, nullable: false } as const;
const MAY_BE_NULL = { mandatory: true } as const;

export const CHARGE_CATEGORIES = ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'] as const;
const SERVICE_CATEGORIES = [
  'AI and Machine Learning',
  'Analytics',
  'Business Applications',
  'Compute',
  'Databases',
  'Developer Tools',
  'Multicloud',
  'Identity',
  'Integration',
  'Internet of Things',
  'Management and Governance',
  'Media',
  'Migration',
  'Mobile',
  'Networking',
  'Security',
  'Storage',
  'Web',
  'Other',
] as const;

/** In alphabetical order, as the specification lists them. */
export const FOCUS_COLUMNS: readonly FocusColumn[] = [
  column('AllocatedMethodDetails', 'json', 'Ratio by which a shared cost was split, and what it follows.', {
    since: '1.3',
  }),
  column('AllocatedMethodId', 'text', 'How a shared cost was split.', { since: '1.3' }),
  column('AllocatedResourceId', 'text', 'What a share of a shared cost belongs to.', { since: '1.3' }),
  column('AllocatedResourceName', 'text', 'Name of what a share of a shared cost belongs to.', {
    since: '1.3',
  }),
  column('AllocatedTags', 'json', 'Tags of what a share of a shared cost belongs to.', { since: '1.3' }),
  column('AvailabilityZone', 'text', 'Part of a region; not known of AI services.'),
  column('BilledCost', 'decimal', 'What the issuer of the invoice asks for.', MUST),
  column('BillingAccountId', 'text', 'Account that is billed.', MUST),
  column('BillingAccountName', 'text', 'Name of the account that is billed.', MAY_BE_NULL),
  column('BillingAccountType', 'text', 'What the billing account is.', { since: '1.2' }),
  column('BillingCurrency', 'currency', 'Currency of all costs of the row.', MUST),
  column('BillingPeriodEnd', 'time', 'End of the month it is billed in, exclusive.', MUST),
  column('BillingPeriodStart', 'time', 'Start of the month it is billed in.', MUST),
  column('CapacityReservationId', 'text', 'Reserved capacity that was used.', { since: '1.1' }),
  column('CapacityReservationStatus', 'text', 'Whether reserved capacity was used.', {
    since: '1.1',
    allowed: ['Used', 'Unused'],
  }),
  column('ChargeCategory', 'text', 'What kind of charge it is.', { ...MUST, allowed: CHARGE_CATEGORIES }),
  column('ChargeClass', 'text', 'Correction: it corrects a period that was closed.', {
    ...MAY_BE_NULL,
    allowed: ['Correction'],
  }),
  column('ChargeDescription', 'text', 'The charge in words.', MAY_BE_NULL),
  column('ChargeFrequency', 'text', 'How often it is charged.', {
    nullable: false,
    allowed: ['One-Time', 'Recurring', 'Usage-Based'],
  }),
  column('ChargePeriodEnd', 'time', 'End of the period it is about, exclusive.', MUST),
  column('ChargePeriodStart', 'time', 'Start of the period it is about.', MUST),
  column('CommitmentDiscountCategory', 'text', 'What a commitment is over.', { allowed: ['Spend', 'Usage'] }),
  column('CommitmentDiscountId', 'text', 'Commitment that covers it.'),
  column('CommitmentDiscountName', 'text', 'Name of the commitment.'),
  column('CommitmentDiscountQuantity', 'decimal', 'How much of the commitment it uses.', { since: '1.1' }),
  column('CommitmentDiscountStatus', 'text', 'Whether the commitment was used.', {
    allowed: ['Used', 'Unused'],
  }),
  column('CommitmentDiscountType', 'text', 'What the commitment is called.'),
  column('CommitmentDiscountUnit', 'text', 'Unit of the commitment.', { since: '1.1' }),
  column('ConsumedQuantity', 'decimal', 'How much was used.'),
  column('ConsumedUnit', 'text', 'Unit of what was used.'),
  column('ContractApplied', 'json', 'Contracts that apply.', { since: '1.3' }),
  column('ContractedCost', 'decimal', 'Contracted unit price times pricing quantity.', MUST),
  column('ContractedUnitPrice', 'decimal', 'Agreed price of a pricing unit.'),
  column('EffectiveCost', 'decimal', 'Cost after commitments and credits are spread.', MUST),
  column('HostProviderName', 'text', 'On whose platform it runs.', { since: '1.3', ...MUST }),
  column('InvoiceId', 'text', 'Invoice that bills it.', { since: '1.2' }),
  column('InvoiceIssuerName', 'text', 'Who bills it.', MUST),
  column('ListCost', 'decimal', 'List unit price times pricing quantity.', MUST),
  column('ListUnitPrice', 'decimal', 'Published price of a pricing unit.'),
  column('PricingCategory', 'text', 'By which kind of price it is charged.', {
    allowed: ['Standard', 'Dynamic', 'Committed', 'Other'],
  }),
  column('PricingCurrency', 'text', 'Currency of the price, where it is not that of the bill.', {
    since: '1.2',
  }),
  column('PricingCurrencyContractedUnitPrice', 'decimal', 'Agreed price in its currency.', { since: '1.2' }),
  column('PricingCurrencyEffectiveCost', 'decimal', 'Effective cost in the currency of the price.', {
    since: '1.2',
  }),
  column('PricingCurrencyListUnitPrice', 'decimal', 'Published price in its currency.', { since: '1.2' }),
  column('PricingQuantity', 'decimal', 'Quantity in pricing units.', MAY_BE_NULL),
  column('PricingUnit', 'text', 'What a price is for.', MAY_BE_NULL),
  column('ProviderName', 'text', 'Who sells it.', { ...MUST, last: '1.3' }),
  column('PublisherName', 'text', 'Who makes it.', { ...MUST, last: '1.3' }),
  column('RegionId', 'text', 'Where it runs.'),
  column('RegionName', 'text', 'Name of where it runs.'),
  column('ResourceId', 'text', 'What was used: the key.'),
  column('ResourceName', 'text', 'Name of what was used.'),
  column('ResourceType', 'text', 'Kind of what was used.'),
  column('ServiceCategory', 'text', 'What kind of service it is.', { ...MUST, allowed: SERVICE_CATEGORIES }),
  column('ServiceName', 'text', 'The service.', MUST),
  column('ServiceProviderName', 'text', 'Who sells it.', { since: '1.3', ...MUST }),
  column('ServiceSubcategory', 'text', 'What kind of service it is, closer.', { since: '1.1' }),
  column('SkuId', 'text', 'What is sold.'),
  column('SkuMeter', 'text', 'What is counted.', { since: '1.1' }),
  column('SkuPriceDetails', 'json', 'What makes the price: unit, cache, tier.', { since: '1.1' }),
  column('SkuPriceId', 'text', 'The price that was used.'),
  column('SubAccountId', 'text', 'Part of the account: the cost center.'),
  column('SubAccountName', 'text', 'Name of the part of the account.'),
  column('SubAccountType', 'text', 'What the part of the account is.', { since: '1.2' }),
  column('Tags', 'json', 'Tags of the calls.'),
];

const BY_NAME: ReadonlyMap<string, FocusColumn> = new Map(FOCUS_COLUMNS.map((one) => [one.name, one]));

export function focusColumn(name: string): FocusColumn | undefined {
  return BY_NAME.get(name);
}

export function isIn({ since, last }: Pick<FocusColumn, 'since' | 'last'>, version: FocusVersion): boolean {
  return since <= version && (last === undefined || version <= last);
}

/** The version that a data set is of, by the columns it has. */
export function versionOf(names: readonly string[]): FocusVersion {
  const has = new Set(names);
  if (has.has('ServiceProviderName') || has.has('HostProviderName'))
    return has.has('ProviderName') ? '1.3' : '1.4';
  const newest = FOCUS_COLUMNS.filter(({ name, since }) => has.has(name) && since < '1.3').map(
    ({ since }) => since,
  );
  return newest.reduce<FocusVersion>((latest, since) => (since > latest ? since : latest), '1.0');
}

/** Whether this is a FOCUS data set at all. */
export function isFocus(names: readonly string[]): boolean {
  const has = new Set(names);
  return ['BilledCost', 'ChargePeriodStart', 'ChargePeriodEnd', 'BillingCurrency', 'ChargeCategory'].every(
    (name) => has.has(name),
  );
}

/** What stands for nothing in CSV files. */
export function isNull(text: string | undefined): boolean {
  return text === undefined || text === '' || text === 'NULL' || text === 'null';
}
