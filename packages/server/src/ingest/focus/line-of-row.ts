import type { ChargeCategory, StatementLine } from '@weir/core/contract';
import { CHARGE_CATEGORIES } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { Fields } from '../files/rows.ts';
import { lineId } from '../sources/identity.ts';
import { type RowContext, RowProblem } from '../sources/port.ts';
import { focusColumn, isFocus, isNull } from './columns.ts';
import { providerId } from './providers.ts';

export interface LineOptions {
  /** Which cost counts as what the provider bills. */
  cost: 'billed' | 'contracted' | 'effective';
  /** `ai`: rows of other services become no line. */
  rows: 'all' | 'ai';
  /** For rows that do not name one. */
  currency?: string | undefined;
  /** Weir's id of the provider, where the rows' own name is not to count. */
  provider?: string | undefined;
}

const COSTS = { billed: 'BilledCost', contracted: 'ContractedCost', effective: 'EffectiveCost' } as const;
/** Columns whose values are figures: they name nothing, and may change when a row is told anew. */
const FIGURE = /(cost|price|quantity|amount|rate|count|calls|rows|usage)$/i;
const DECIMAL = /^-?\d+(\.\d+)?([eE][-+]?\d{1,3})?$/;

/**
 * The line of a FOCUS row; every column is kept in `further`, so that `rowOfLine` gives the same row back. Undefined for rows
 * that are not asked for. Throws `RowProblem` that names the column.
 */
export function lineOfRow(fields: Fields, ctx: RowContext, options: LineOptions): StatementLine | undefined {
  const row = new FocusRow(fields);
  const service = row.text('ServiceName') ?? '';
  const isAi = row.text('ServiceCategory') === 'AI and Machine Learning';
  if (options.rows === 'ai' && !isAi) return undefined;
  const seller = row.text('ServiceProviderName') ?? row.text('ProviderName') ?? row.text('InvoiceIssuerName');
  const details = row.json('SkuPriceDetails');
  const unit = row.text('x_Unit') ?? textIn(details, 'x_Unit') ?? unitOf(row);
  const known = unit !== undefined && ctx.isUnit(unit) ? unit : undefined;
  const quantity = known === undefined ? undefined : quantityOf(row);
  const list = row.decimal('ListCost');
  const effective = row.decimal('EffectiveCost');
  const cost = row.decimal(COSTS[options.cost]) ?? row.decimal('BilledCost');
  const requests = row.text('x_Calls');
  return {
    source: ctx.source,
    id: lineId(...naming(fields)),
    version: ctx.version,
    tells: 'both',
    provider: options.provider ?? providerId(seller ?? '', service),
    ...given('account', row.text('BillingAccountId')),
    ...given('project', row.text('SubAccountId')),
    ...given('key', row.text('ResourceType') === 'API Key' ? row.text('ResourceId') : undefined),
    ...given('model', row.text('x_Model') ?? textIn(details, 'x_Model')),
    ...given('unit', known),
    category: categoryOf(row, isAi),
    ...given('tier', row.text('x_ServiceTier') ?? textIn(details, 'x_ServiceTier')),
    ...given('region', row.text('RegionId')),
    since: row.time('ChargePeriodStart'),
    until: row.time('ChargePeriodEnd'),
    ...given('quantity', quantity),
    ...(requests !== undefined && /^\d{1,15}$/.test(requests) ? { requests: Number(requests) } : {}),
    ...given('cost', cost),
    ...given('list_cost', list),
    ...given('effective_cost', effective),
    currency: row.text('BillingCurrency') ?? options.currency ?? '',
    ...given('invoice', row.text('InvoiceId') ?? row.text('x_InvoiceId')),
    description: row.text('ChargeDescription') ?? row.text('SkuMeter') ?? service,
    tags: tagsOf(row.json('Tags')),
    further: furtherOf(fields),
  };
}

/** What a row gives back to a file: its columns as they came, empty where it had none. */
export function rowOfLine(line: Pick<StatementLine, 'further'>, columns: readonly string[]): string[] {
  return columns.map((name) => line.further?.[name] ?? '');
}

class FocusRow {
  private readonly fields: Fields;

  constructor(fields: Fields) {
    if (!isFocus(Object.keys(fields))) {
      throw new RowProblem(
        'This is no row of FOCUS: BilledCost, BillingCurrency, ChargeCategory, ChargePeriodStart and ChargePeriodEnd must be columns. Add them and replay the row.',
      );
    }
    this.fields = fields;
  }

  text(name: string): string | undefined {
    const value = textOf(this.fields[name]);
    return isNull(value) ? undefined : value.trim();
  }

  decimal(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!DECIMAL.test(text)) throw problem(name, text, 'a number such as 12.5');
    return Decimal.from(text).toString();
  }

  time(name: string): string {
    const text = this.text(name);
    if (text === undefined) throw new RowProblem(`${name} is missing. Add it and replay the row.`);
    const zoned = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)
      ? `${text.replace(' ', 'T')}Z`
      : text;
    const ms = Date.parse(zoned.replace(' UTC', 'Z').replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, '$1T'));
    if (Number.isNaN(ms)) throw problem(name, text, 'a date and time such as 2026-11-01T00:00:00Z');
    return new Date(ms).toISOString();
  }

  json(name: string): Readonly<Record<string, unknown>> {
    const value = this.fields[name];
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    const text = this.text(name);
    if (text === undefined) return {};
    try {
      const parsed: unknown = JSON.parse(text);
      if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
        return parsed as Record<string, unknown>;
    } catch {
      // told below, as for other content that is no object
    }
    throw problem(name, text, 'a JSON object such as {"team":"care"}');
  }
}

function problem(name: string, text: string, wanted: string): RowProblem {
  return new RowProblem(
    `${name} is ${JSON.stringify(text.slice(0, 60))}, not ${wanted}. Correct it and replay the row.`,
  );
}

/** Usage of AI is of models unless our own column says otherwise; what else a cloud sells is infrastructure. */
function categoryOf(row: FocusRow, isAi: boolean): ChargeCategory {
  const own = CHARGE_CATEGORIES.find((category) => category === row.text('x_Category'));
  if (own !== undefined) return own;
  switch (row.text('ChargeCategory')) {
    case 'Tax':
      return 'tax';
    case 'Credit':
      return 'credit';
    case 'Purchase':
      if (row.text('CommitmentDiscountId') !== undefined) return 'commitment';
      return isAi && row.text('ChargeFrequency') === 'Recurring' ? 'seats' : 'infrastructure';
    default:
      return isAi ? 'model_usage' : 'infrastructure';
  }
}

/** `Input Tokens`, `Output Tokens` as the specification's example has them. */
function unitOf(row: FocusRow): string | undefined {
  if (!/token/i.test(row.text('ConsumedUnit') ?? row.text('PricingUnit') ?? '')) return undefined;
  const meter = (row.text('SkuMeter') ?? '').toLowerCase();
  if (/cache.*read|cached/.test(meter)) return 'cache_read_tokens';
  if (/cache.*write/.test(meter)) return 'cache_write_tokens';
  if (/\boutput\b|completion/.test(meter)) return 'output_tokens';
  return /\binput\b|prompt/.test(meter) ? 'input_tokens' : undefined;
}

/** Units used; else what the price is for times how often: `1000000 Tokens`. */
function quantityOf(row: FocusRow): string | undefined {
  const consumed = row.decimal('ConsumedQuantity');
  if (consumed !== undefined) return consumed;
  const pricing = row.decimal('PricingQuantity');
  const per = /^(\d{1,12}) /.exec(row.text('PricingUnit') ?? '')?.[1] ?? '1';
  return pricing === undefined ? undefined : Decimal.from(pricing).multiply(Decimal.from(per)).toString();
}

/** Everything that names a row: all columns that hold no figures, in the order of their names. */
function naming(fields: Fields): string[] {
  return Object.keys(fields)
    .filter((name) => !isFigure(name))
    .sort()
    .flatMap((name) => {
      const text = textOf(fields[name]);
      return isNull(text) ? [] : [name, text];
    });
}

function isFigure(name: string): boolean {
  const column = focusColumn(name);
  // an invoice is known only once the month is over: the row is the same one
  return column === undefined
    ? FIGURE.test(name) || name === 'x_InvoiceId'
    : column.type === 'decimal' || name === 'InvoiceId';
}

function furtherOf(fields: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, textOf(value)]));
}

function textOf(value: Fields[string] | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function textIn(details: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = details[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function tagsOf(tags: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([name, value]) =>
      value === null ? [] : [[name, typeof value === 'string' ? value : JSON.stringify(value)]],
    ),
  );
}

function given<K extends string>(name: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [P in K]?: string });
}
