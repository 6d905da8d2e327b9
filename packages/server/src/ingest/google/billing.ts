import type { ChargeCategory, StatementLine } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { z } from 'zod';
import { type BillFormat, billSettings, type Understood } from '../files/bill.ts';
import { type Columns, currencyOf, endAfter, isRecord, matcher, type Row } from '../files/columns.ts';
import { parseExactJson } from '../files/exact-json.ts';
import type { Value } from '../files/rows.ts';
import { lineId } from '../sources/identity.ts';
import { type RowContext, RowProblem } from '../sources/port.ts';
import { parseSku, type Sku } from './sku.ts';

const settings = z
  .object({
    ...billSettings,
    /** Descriptions of the services whose rows are taken; `*` stands for anything. */
    services: z
      .array(z.string().min(1))
      .default([
        'Vertex AI*',
        'Gemini*',
        'Generative Language*',
        'Agent Platform*',
        'Claude*',
        'Mistral*',
        'Llama*',
      ]),
    provider: z.string().min(1).default('google'),
    /** Model by SKU description, for those that Weir does not know. */
    models: z.record(z.string(), z.string()).default({}),
  })
  .strict();
type Settings = z.infer<typeof settings>;

/** Standard and detailed export of Cloud Billing, taken out of BigQuery as JSON lines, CSV or Parquet. */
export const googleBilling: BillFormat<Settings> = {
  kind: 'google-billing',
  name: 'Google Cloud billing export',
  provider: 'google',
  settings,
  defaultRole: 'statement',
  defaultSchedule: '37 * * * *',
  restatesDays: 10,
  understand,
};

const isService = new WeakMap<Settings, (name: string | undefined) => boolean>();

function understand(
  fields: Parameters<Columns['of']>[0],
  ctx: RowContext,
  options: Settings,
  columns: Columns,
): Understood {
  const row = columns.of(fields);
  const cost = row.decimal('cost');
  const credits = creditsOf(row);
  const month = row.text('invoice.month');
  const invoice =
    month === undefined || cost === undefined
      ? {}
      : { invoice: { id: month, cost: credits.reduce((sum, credit) => sum.add(credit.amount), cost) } };
  if (!taken(row, options)) return { lines: [], ...invoice };

  const description = row.text('sku.description') ?? row.required('service.description');
  const sku = parseSku(description);
  const category = categoryOf(row.text('cost_type') ?? 'regular', sku);
  const counted = category === 'model_usage' || category === 'tools';
  const model = options.models[description] ?? sku.model;
  const quantity = counted ? tokensOf(row) : undefined;
  const unit = quantity === undefined ? undefined : sku.unit;
  const since = row.instant('usage_start_time');
  const tags = {
    ...labels(row, 'project.labels', 'project.'),
    ...labels(row, 'labels', ''),
    ...labels(row, 'tags', ''),
  };
  const names = identity(row, tags);
  const base = {
    source: ctx.source,
    version: ctx.version,
    provider: options.provider,
    ...given('account', row.text('billing_account_id')),
    ...given('project', row.text('project.id')),
    ...given('key', row.text('resource.global_name', 'resource.name')),
    ...given('model', model),
    ...given('tier', sku.tier),
    ...given('region', row.text('location.region', 'location.location')),
    since,
    until: endAfter(since, row.instant('usage_end_time')),
    currency: currencyOf(row.text('currency'), options.currency),
    ...given('invoice', month),
    tags,
  };
  const line: StatementLine = {
    ...base,
    id: lineId(...names),
    tells: 'both',
    ...given('unit', unit),
    category,
    ...given('quantity', unit === undefined ? undefined : quantity?.toString()),
    ...given('cost', cost?.toString()),
    ...given('list_cost', row.decimal('cost_at_list')?.toString()),
    ...given('effective_cost', cost?.toString()),
    description,
    further: furtherOf(row, sku),
  };
  const lines = credits.map(
    (credit): StatementLine => ({
      ...base,
      id: lineId(...names, 'credit', credit.id, credit.name, credit.type),
      tells: 'cost',
      category: 'credit',
      cost: credit.amount.toString(),
      effective_cost: credit.amount.toString(),
      description: `${credit.name ?? credit.type ?? 'Credit'}: ${description}`,
      further: { ...given('credit_type', credit.type), ...given('sku', row.text('sku.id')) },
    }),
  );
  const known = category !== 'model_usage' || (model !== undefined && unit !== undefined);
  return { lines: [line, ...lines], ...invoice, ...(known ? {} : { unknown: description }) };
}

function taken(row: Row, options: Settings): boolean {
  let matches = isService.get(options);
  if (matches === undefined) {
    matches = matcher(options.services);
    isService.set(options, matches);
  }
  return matches(row.text('service.description'));
}

function categoryOf(costType: string, sku: Sku): ChargeCategory {
  if (costType === 'tax') return 'tax';
  if (costType === 'rounding_error' || costType === 'adjustment') return 'credit';
  if (sku.kind === 'capacity') return 'commitment';
  if (sku.kind === 'storage') return 'infrastructure';
  return sku.kind === 'tool' ? 'tools' : 'model_usage';
}

/** Tokens and requests are counted one by one; hours, bytes and characters are no unit of Weir. */
function tokensOf(row: Row): Decimal | undefined {
  const unit = row.text('usage.unit');
  const pricing = row.text('usage.pricing_unit');
  const counted = /^(?:count|tokens?|requests?)$/i;
  if (unit !== undefined && counted.test(unit)) return row.decimal('usage.amount');
  return pricing !== undefined && counted.test(pricing)
    ? row.decimal('usage.amount_in_pricing_units')
    : undefined;
}

interface Credit {
  name?: string;
  id?: string;
  type?: string;
  amount: Decimal;
}

function creditsOf(row: Row): Credit[] {
  return list(row, 'credits').map((credit) => {
    const amount = text(credit['amount']);
    if (amount === undefined || !/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(amount)) {
      throw new RowProblem(
        `credits.amount is ${JSON.stringify(amount)}, not a decimal number. Correct it and replay the row.`,
      );
    }
    return {
      ...given('name', text(credit['full_name']) ?? text(credit['name'])),
      ...given('id', text(credit['id'])),
      ...given('type', text(credit['type'])),
      amount: Decimal.from(amount),
    };
  });
}

/** A repeated column: a list, or a list as JSON in CSV. */
function list(row: Row, name: string): { readonly [name: string]: Value }[] {
  const value = row.value(name);
  if (Array.isArray(value)) return value.filter(isRecord);
  if (typeof value !== 'string') return [];
  try {
    const parsed = parseExactJson(value);
    return Array.isArray(parsed) ? parsed.filter(isRecord) : [];
  } catch {
    throw new RowProblem(
      `${name} is ${JSON.stringify(value.slice(0, 80))}, not a JSON list. Correct it and replay the row.`,
    );
  }
}

function labels(row: Row, name: string, prefix: string): Record<string, string> {
  const pairs = list(row, name).flatMap((label): [string, string][] => {
    const key = text(label['key']);
    return key === undefined ? [] : [[`${prefix}${key}`, text(label['value']) ?? '']];
  });
  return Object.fromEntries(pairs);
}

/** Google adds rows to correct rows: the time it exported them is what tells them apart. */
function identity(row: Row, tags: Readonly<Record<string, string>>): (string | undefined)[] {
  return [
    row.text('billing_account_id'),
    row.text('service.id'),
    row.text('sku.id') ?? row.text('sku.description'),
    row.text('usage_start_time'),
    row.text('usage_end_time'),
    row.text('project.id'),
    row.text('location.location'),
    row.text('resource.global_name', 'resource.name'),
    row.text('cost_type'),
    row.text('invoice.month'),
    row.text('adjustment_info.id'),
    row.text('export_time'),
    JSON.stringify(Object.entries(tags).sort()),
  ];
}

function furtherOf(row: Row, sku: Sku): Record<string, string> {
  return {
    ...given('service', row.text('service.description')),
    ...given('sku', row.text('sku.id')),
    ...given('cost_type', row.text('cost_type')),
    ...given('usage_amount', row.text('usage.amount')),
    ...given('usage_unit', row.text('usage.unit')),
    ...given('long_context', sku.longContext ? 'true' : undefined),
  };
}

function text(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function given<K extends string>(name: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [P in K]?: string });
}
