import { CHARGE_CATEGORIES, type MappingRules, type StatementLine } from '@weir/core/contract';
import { startOfNextDay, startOfNextMonth } from '@weir/core/economics';
import { Decimal } from '@weir/core/money';
import { currencyOf, quoted, type Row } from '../files/columns.ts';
import { lineId } from '../sources/identity.ts';
import { type RowContext, RowProblem } from '../sources/port.ts';
import { readDate, readNumber } from './values.ts';

const HOUR_MS = 3_600_000;
const QUANTITY = 'quantity.';
const TAG = 'tag.';
const FIGURES = new Set(['quantity', 'requests', 'cost', 'list_cost', 'effective_cost']);

/** The lines of a row by the rules of a mapping. Throws `RowProblem`. */
export function linesOf(row: Row, rules: MappingRules, ctx: RowContext): StatementLine[] {
  const told = (field: string): string | undefined => {
    const column = rules.columns[field];
    const text = (column === undefined ? undefined : row.text(column)) ?? rules.constants[field];
    if (text === undefined) return undefined;
    const values = (rules.values as Readonly<Record<string, Readonly<Record<string, string>>>>)[field];
    return values?.[text] ?? text;
  };
  const amount = (field: string): Decimal | undefined => {
    const text = told(field);
    return text === undefined ? undefined : readNumber(text, nameOf(field, rules), rules);
  };
  const cost = (field: string): { [name: string]: string } => {
    const value = amount(field);
    if (value === undefined) return {};
    return { [field]: (rules.sign === 'negate' ? Decimal.ZERO.subtract(value) : value).toString() };
  };
  const { since, until } = periodOf(told, rules);
  const names = identity(row, rules);
  const base = {
    source: ctx.source,
    version: ctx.version,
    provider: required(told('provider'), 'provider'),
    ...given('account', told('account')),
    ...given('project', told('project')),
    ...given('key', told('key')),
    ...given('model', told('model')),
    category: categoryOf(told('category')),
    ...given('tier', told('tier')),
    ...given('region', told('region')),
    since,
    until,
    currency: currencyOf(told('currency'), ctx.settings['currency']),
    ...given('invoice', told('invoice')),
    ...given('user', told('user')),
    tags: tagsOf(told, rules),
    further: furtherOf(row, rules),
  };
  const described = (unit: string | undefined) =>
    told('description') ?? [base.model, unit].filter(Boolean).join(' ') ?? base.provider;
  const wide = wideQuantities(told, rules);
  const costs = { ...cost('cost'), ...cost('list_cost'), ...cost('effective_cost') };
  const requests = requestsOf(amount('requests'));
  const unit = told('unit');
  const quantity = amount('quantity');
  const lines: StatementLine[] = wide.map(([of, count]) => ({
    ...base,
    id: lineId(...names, of),
    tells: 'usage',
    unit: of,
    quantity: scaled(count, rules),
    description: described(of) || base.provider,
  }));
  const tells =
    'cost' in costs ? (quantity === undefined && requests === undefined ? 'cost' : 'both') : 'usage';
  if ('cost' in costs || quantity !== undefined || (lines.length === 0 && requests !== undefined)) {
    lines.push({
      ...base,
      id: lineId(...names),
      tells,
      ...given('unit', unit),
      ...(quantity === undefined ? {} : { quantity: scaled(quantity, rules) }),
      ...(requests === undefined ? {} : { requests }),
      ...costs,
      description: described(unit) || base.provider,
    });
  }
  if (lines.length === 0) {
    throw new RowProblem(
      'The row tells neither a cost nor a quantity. Add one of them and replay it, or dismiss it.',
    );
  }
  return lines;
}

function periodOf(
  told: (field: string) => string | undefined,
  rules: MappingRules,
): { since: string; until: string } {
  const from = readDate(required(told('since'), nameOf('since', rules)), nameOf('since', rules), rules);
  const end = told('until');
  const to = end === undefined ? periodEnd(from, rules) : readDate(end, nameOf('until', rules), rules);
  return { since: new Date(from).toISOString(), until: new Date(to).toISOString() };
}

function periodEnd(from: number, { period, time_zone }: MappingRules): number {
  if (period === 'hour') return from + HOUR_MS;
  return period === 'day' ? startOfNextDay(from, time_zone) : startOfNextMonth(from, time_zone);
}

function wideQuantities(
  told: (field: string) => string | undefined,
  rules: MappingRules,
): [string, Decimal][] {
  return Object.keys(rules.columns).flatMap((field): [string, Decimal][] => {
    if (!field.startsWith(QUANTITY)) return [];
    const text = told(field);
    return text === undefined
      ? []
      : [[field.slice(QUANTITY.length), readNumber(text, nameOf(field, rules), rules)]];
  });
}

function scaled(quantity: Decimal, { unit_scale }: MappingRules): string {
  return quantity.multiply(Decimal.from(unit_scale)).toString();
}

function requestsOf(value: Decimal | undefined): number | undefined {
  if (value === undefined) return undefined;
  const count = Number(value.toString());
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RowProblem(
      `requests is ${value.toString()}, not a whole number that is 0 or more. Correct it and replay the row.`,
    );
  }
  return count;
}

function categoryOf(text: string | undefined): StatementLine['category'] {
  if (text === undefined) return 'model_usage';
  const category = CHARGE_CATEGORIES.find((one) => one === text);
  if (category !== undefined) return category;
  throw new RowProblem(
    `category is ${quoted(text)}, not one of ${CHARGE_CATEGORIES.join(', ')}. Name it in values.category of the mapping and replay the row.`,
  );
}

function tagsOf(told: (field: string) => string | undefined, rules: MappingRules): Record<string, string> {
  const fields = new Set([...Object.keys(rules.columns), ...Object.keys(rules.constants)]);
  const tags: Record<string, string> = {};
  for (const field of fields) {
    const value = field.startsWith(TAG) ? told(field) : undefined;
    if (value !== undefined) tags[field.slice(TAG.length)] = value;
  }
  return tags;
}

/** Columns that no field takes, as they are. */
function furtherOf(row: Row, rules: MappingRules): Record<string, string> {
  const mapped = new Set(Object.values(rules.columns));
  const further: Record<string, string> = {};
  for (const [name, value] of Object.entries(row.fields)) {
    if (mapped.has(name) || value === null || value === '') continue;
    further[name] = typeof value === 'string' ? value : JSON.stringify(value);
  }
  return further;
}

/** Everything but figures, unless the mapping says what names a row. */
function identity(row: Row, rules: MappingRules): string[] {
  if (rules.identity !== undefined) return rules.identity.map((column) => row.text(column) ?? '');
  const figures = new Set(
    Object.entries(rules.columns)
      .filter(([field]) => FIGURES.has(field) || field.startsWith(QUANTITY))
      .map(([, column]) => column),
  );
  // currency and scale of a mapping name the line too: another mapping of the same file tells other lines
  const names = Object.entries(row.fields).filter(([name]) => !figures.has(name));
  return names
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
}

function nameOf(field: string, rules: MappingRules): string {
  const column = rules.columns[field];
  return column === undefined || column === field ? field : `${column} (${field})`;
}

function required(text: string | undefined, name: string): string {
  if (text === undefined)
    throw new RowProblem(
      `${name} is missing. Add it and replay the row, or set it in constants of the mapping.`,
    );
  return text;
}

function given<K extends string>(name: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [P in K]?: string });
}
