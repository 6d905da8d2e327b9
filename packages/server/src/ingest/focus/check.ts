import type { Fields } from '../files/rows.ts';
import {
  CHARGE_CATEGORIES,
  FOCUS_COLUMNS,
  type FocusColumn,
  type FocusVersion,
  isIn,
  isNull,
  versionOf,
} from './columns.ts';

export interface Violation {
  /** Line of the file; absent where the whole data set is at fault. */
  line?: number;
  column: string;
  /** Stable name: `ChargeClass.allowed`. */
  rule: string;
  problem: string;
}

const DECIMAL = /^-?\d+(\.\d+)?([eE][-+]?\d{1,3})?$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const NAMES_KEPT = 100;

/** Checks rows against the rules of FOCUS, one at a time. */
export class FocusChecker {
  rows = 0;
  violations = 0;
  private wanted: FocusVersion | undefined;
  private present: readonly FocusColumn[] = [];
  private currency: string | undefined;

  /** Without a version: that of the columns. */
  constructor(version?: FocusVersion) {
    this.wanted = version;
  }

  get version(): FocusVersion | undefined {
    return this.wanted;
  }

  *check(line: number, fields: Fields): Generator<Violation> {
    if (this.rows === 0) yield* this.counted(this.header(Object.keys(fields)));
    this.rows++;
    yield* this.counted(this.row(line, fields));
  }

  /** A line that is no row. */
  *unreadable(line: number, reason: string): Generator<Violation> {
    yield* this.counted([{ line, column: '', rule: 'row.readable', problem: reason }]);
  }

  private *counted(found: Iterable<Violation>): Generator<Violation> {
    for (const violation of found) {
      this.violations++;
      yield violation;
    }
  }

  private *header(names: readonly string[]): Generator<Violation> {
    const version = this.wanted ?? versionOf(names);
    this.wanted = version;
    const has = new Set(names);
    this.present = FOCUS_COLUMNS.filter((column) => has.has(column.name) && isIn(column, version));
    for (const column of FOCUS_COLUMNS) {
      if (column.mandatory && isIn(column, version) && !has.has(column.name)) {
        yield rule(column.name, 'present', `the column is missing, which ${version} demands`);
      }
      if (has.has(column.name) && !isIn(column, version)) {
        yield rule(column.name, 'version', `FOCUS ${version} has no such column`);
      }
    }
    const known = new Set(FOCUS_COLUMNS.map(({ name }) => name));
    for (const name of names.slice(0, NAMES_KEPT)) {
      if (!known.has(name) && !name.startsWith('x_'))
        yield rule(name, 'prefix', 'columns of its own begin with x_');
    }
  }

  private *row(line: number, fields: Fields): Generator<Violation> {
    const text = (name: string) => {
      const value = fields[name];
      return value === undefined || value === null
        ? ''
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value);
    };
    for (const column of this.present) {
      const fault = faultOf(column, text(column.name));
      if (fault !== undefined) yield { line, ...rule(column.name, ...fault) };
    }
    yield* this.together(line, (name) => (isNull(text(name)) ? undefined : text(name)));
  }

  /** Rules over several columns of a row. */
  private *together(line: number, at: (name: string) => string | undefined): Generator<Violation> {
    const category = at('ChargeCategory');
    const pairs = [
      ['ConsumedQuantity', 'ConsumedUnit'],
      ['PricingQuantity', 'PricingUnit'],
      ['CommitmentDiscountId', 'CommitmentDiscountType'],
    ] as const;
    for (const [one, other] of pairs) {
      if (at(one) !== undefined && at(other) === undefined && this.has(other)) {
        yield { line, ...rule(other, 'with', `is null although ${one} is not`) };
      }
    }
    if (category === 'Tax') {
      for (const name of ['ListUnitPrice', 'ContractedUnitPrice', 'PricingQuantity', 'SkuPriceId']) {
        if (at(name) !== undefined) yield { line, ...rule(name, 'tax', 'must be null for a tax') };
      }
    }
    if (isOther(category) && at('ConsumedQuantity') !== undefined) {
      yield { line, ...rule('ConsumedQuantity', 'usage', `must be null when ChargeCategory is ${category}`) };
    }
    if (category === 'Purchase' && at('ChargeFrequency') === 'Usage-Based') {
      yield { line, ...rule('ChargeFrequency', 'purchase', 'must not be Usage-Based for a purchase') };
    }
    for (const [start, end] of [
      ['BillingPeriodStart', 'BillingPeriodEnd'],
      ['ChargePeriodStart', 'ChargePeriodEnd'],
    ] as const) {
      if (Date.parse(at(start) ?? '') >= Date.parse(at(end) ?? ''))
        yield { line, ...rule(end, 'after', `is not after ${start}`) };
    }
    yield* this.products(line, at);
    const currency = at('BillingCurrency');
    this.currency ??= currency;
    if (currency !== this.currency && currency !== undefined) {
      yield {
        line,
        ...rule(
          'BillingCurrency',
          'same',
          `is ${currency}, but ${this.currency} in rows above: sums mix currencies`,
        ),
      };
    }
  }

  private *products(line: number, at: (name: string) => string | undefined): Generator<Violation> {
    if (at('ChargeClass') === 'Correction') return;
    for (const [cost, price] of [
      ['ListCost', 'ListUnitPrice'],
      ['ContractedCost', 'ContractedUnitPrice'],
    ] as const) {
      const [amount, unit, quantity] = [at(cost), at(price), at('PricingQuantity')].map(Number);
      if ([amount, unit, quantity].some((n) => n === undefined || Number.isNaN(n))) continue;
      const product = (unit ?? 0) * (quantity ?? 0);
      if (Math.abs(product - (amount ?? 0)) > 1e-6 + Math.abs(product) * 1e-6) {
        yield { line, ...rule(cost, 'product', `is not ${price} times PricingQuantity`) };
      }
    }
  }

  private has(name: string): boolean {
    return this.present.some((column) => column.name === name);
  }
}

/** A category, and not Usage; what is no category is told elsewhere. */
function isOther(category: string | undefined): boolean {
  return category !== 'Usage' && CHARGE_CATEGORIES.some((known) => known === category);
}

function rule(column: string, name: string, problem: string): Violation {
  return { column, rule: `${column}.${name}`, problem };
}

function faultOf(column: FocusColumn, text: string): [rule: string, problem: string] | undefined {
  if (isNull(text)) return column.nullable ? undefined : ['not-null', 'is null'];
  const shown = JSON.stringify(text.slice(0, 40));
  switch (column.type) {
    case 'decimal':
      if (!DECIMAL.test(text)) return ['type', `${shown} is no number`];
      break;
    case 'time':
      if (!TIME.test(text) || Number.isNaN(Date.parse(text)))
        return ['type', `${shown} is no UTC time such as 2026-11-01T00:00:00Z`];
      break;
    case 'currency':
      if (!/^[A-Z]{3}$/.test(text)) return ['type', `${shown} is no currency code such as USD`];
      break;
    case 'json':
      if (!isObject(text)) return ['type', `${shown} is no JSON object`];
      break;
    case 'text':
  }
  if (column.allowed !== undefined && !column.allowed.includes(text)) {
    return ['allowed', `${shown} is not one of ${column.allowed.join(', ')}`];
  }
  return undefined;
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
