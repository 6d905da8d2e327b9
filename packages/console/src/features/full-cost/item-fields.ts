import type { CostCategory, CostItem, CostTerms } from '@weir/core/contract';
import type { CostItemChange, NewCostItem } from '../../api/full-cost-mutations.ts';

type Kind = CostTerms['kind'];
type Recurring = Extract<CostTerms, { kind: 'recurring' }>;
type Derived = Extract<CostTerms, { kind: 'derived' }>;
export type Bearer = 'workload' | 'rule' | 'counted';

/** The form as it stands in its inputs. */
export interface ItemFields {
  id: string;
  name: string;
  category: CostCategory;
  kind: Kind;
  amount: string;
  currency: string;
  per: Recurring['per'];
  months: string;
  unit: string;
  rate: string;
  driver: Derived['driver'];
  percent: string;
  unitsEach: string;
  from: string;
  until: string;
  bearer: Bearer;
  workload: string;
  rule: string;
  source: string;
  owner: string;
  sandbox: boolean;
}

export const KINDS: readonly Kind[] = ['recurring', 'amortised', 'metered', 'derived'];
export const CATEGORIES = [
  'people',
  'human_review',
  'prompt_engineering',
  'evaluation',
  'safety_compliance',
  'observability_storage',
  'enablement',
  'data_retrieval',
  'infrastructure',
  'egress',
  'seats',
  'integration',
] as const satisfies readonly CostCategory[];

export function emptyItem(currency: string, today: string): ItemFields {
  return {
    id: '',
    name: '',
    category: 'infrastructure',
    kind: 'recurring',
    amount: '',
    currency,
    per: 'month',
    months: '12',
    unit: '',
    rate: '',
    driver: 'outcomes',
    percent: '100',
    unitsEach: '1',
    from: `${today.slice(0, 7)}-01`,
    until: '',
    bearer: 'rule',
    workload: '',
    rule: '',
    source: '',
    owner: '',
    sandbox: false,
  };
}

export function fieldsOfItem(item: CostItem, today: string): ItemFields {
  const { terms } = item;
  return {
    ...emptyItem(terms.currency, today),
    id: item.id,
    name: item.name === item.id ? '' : item.name,
    category: item.category,
    kind: terms.kind,
    ...('amount' in terms ? { amount: terms.amount } : {}),
    ...('rate' in terms ? { rate: terms.rate, unit: terms.unit } : {}),
    ...(terms.kind === 'recurring' ? { per: terms.per } : {}),
    ...(terms.kind === 'amortised' ? { months: String(terms.months) } : {}),
    ...(terms.kind === 'derived'
      ? { driver: terms.driver, percent: terms.percent, unitsEach: terms.units_each }
      : {}),
    from: item.from,
    until: item.until ?? '',
    bearer: item.workload !== undefined ? 'workload' : item.rule !== undefined ? 'rule' : 'counted',
    workload: item.workload ?? '',
    rule: item.rule ?? '',
    source: item.source,
    owner: item.owner ?? '',
    sandbox: item.sandbox,
  };
}

const DECIMAL = /^-?\d{1,26}(\.\d{1,12})?$/;
const CURRENCY = /^[A-Za-z]{3}$/;
export const isDecimal = (value: string) => DECIMAL.test(value.trim());
export const isCurrency = (value: string) => CURRENCY.test(value.trim());
export const isPercent = (value: string) => isDecimal(value) && Number(value) >= 0 && Number(value) <= 100;
export const isMonths = (value: string) =>
  /^\d{1,3}$/.test(value.trim()) && Number(value) >= 1 && Number(value) <= 120;

/** The terms; undefined while a figure is missing or half typed. */
export function termsOf(fields: ItemFields): CostTerms | undefined {
  const { kind } = fields;
  const [amount, rate, unit] = [fields.amount.trim(), fields.rate.trim(), fields.unit.trim()];
  const currency = fields.currency.trim().toUpperCase();
  if (!isCurrency(currency)) return undefined;
  if (kind === 'recurring') {
    return isDecimal(amount) ? { kind, amount, currency, per: fields.per } : undefined;
  }
  if (kind === 'amortised') {
    if (!isDecimal(amount) || !isMonths(fields.months)) return undefined;
    return { kind, amount, currency, months: Number(fields.months) };
  }
  if (!isDecimal(rate) || unit === '') return undefined;
  if (kind === 'metered') return { kind, unit, rate, currency };
  const [percent, unitsEach] = [fields.percent.trim(), fields.unitsEach.trim()];
  if (!isPercent(percent) || !isDecimal(unitsEach)) return undefined;
  return { kind, driver: fields.driver, percent, units_each: unitsEach, unit, rate, currency };
}

const given = (value: string) => (value.trim() === '' ? undefined : value.trim());

/** Body of a create request; the terms are there because the form checked them. */
export function toNewItem(fields: ItemFields, terms: CostTerms): NewCostItem {
  const optional = {
    name: given(fields.name),
    until: given(fields.until),
    workload: fields.bearer === 'workload' ? given(fields.workload) : undefined,
    rule: fields.bearer === 'rule' ? given(fields.rule) : undefined,
    owner: given(fields.owner),
  };
  return {
    id: fields.id.trim(),
    category: fields.category,
    terms,
    from: fields.from,
    sandbox: fields.sandbox,
    source: fields.source.trim(),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

/** Body of a change request: only what differs. */
export function toItemChange(fields: ItemFields, terms: CostTerms, before: CostItem): CostItemChange {
  const next: CostItemChange = {
    name: given(fields.name) ?? before.id,
    terms,
    source: fields.source.trim(),
    until: given(fields.until) ?? null,
    workload: fields.bearer === 'workload' ? (given(fields.workload) ?? null) : null,
    rule: fields.bearer === 'rule' ? (given(fields.rule) ?? null) : null,
    owner: given(fields.owner) ?? null,
  };
  const old: Partial<Record<string, unknown>> = before;
  const sorted = (value: unknown) =>
    JSON.stringify(
      value,
      value !== null && typeof value === 'object' ? Object.keys(value).sort() : undefined,
    );
  return Object.fromEntries(
    Object.entries(next).filter(([name, value]) => sorted(value) !== sorted(old[name] ?? null)),
  );
}
