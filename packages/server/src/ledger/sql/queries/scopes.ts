import type { Scope } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { CostScope } from '../../port.ts';
import { Parameters, resolveDimension } from './dimensions.ts';

const PLACE: ReadonlySet<string> = new Set(['provider', 'model', 'tier']);

/** Whether it asks where calls went: that is known charge by charge. Throws for a tier without its models. */
export function isOfPlace({ scope, models }: CostScope): boolean {
  if (scope['tier'] !== undefined && models === undefined) {
    throw new WeirError('invalid_argument', 'What a tier costs is known only through its models', {
      field: 'scope.tier',
    });
  }
  return models !== undefined || Object.keys(scope).some((name) => PLACE.has(name));
}

/** Whether sums know all that it asks for: a tier they know by its models. */
export function isInRollup(scope: Scope): boolean {
  const unused = new Parameters();
  return Object.keys(scope).every((name) => name === 'tier' || resolveDimension(name, unused).inRollup);
}

/** Conditions of many scopes over columns they share: each column is read, or worked out, once per row. */
export class ScopeConditions {
  private readonly parameters: Parameters;
  /** Name by expression. */
  private readonly columns = new Map<string, string>();
  private readonly placeholders = new Map<string, string>();

  constructor(parameters: Parameters) {
    this.parameters = parameters;
  }

  /** For the select list under the conditions, once all of them have been made. */
  get selected(): string[] {
    return [...this.columns].map(([expression, name]) => `${expression} AS ${name}`);
  }

  /** All must hold; empty when everything matches. */
  of({ scope, models }: CostScope): string[] {
    const conditions: string[] = [];
    for (const [name, value] of Object.entries(scope)) {
      if (name === 'tier') continue;
      if (name === 'provider') conditions.push(this.equals('billed_provider', value));
      else if (name === 'model') conditions.push(this.isModel(value));
      else conditions.push(this.equals(this.expressionOf(name), value));
    }
    if (models !== undefined) {
      const pairs = models.map(({ provider, model }) => `${provider}/${model}`);
      const list = this.parameters.add(pairs, 'Array(String)');
      conditions.push(pairs.length === 0 ? 'false' : `${this.column(PAIR)} IN ${list}`);
    }
    return conditions;
  }

  /** Not the calls of these gateways that ended after an instant (epoch ms; 0 for all of them). */
  countedByLedger(after: Readonly<Record<string, number>>): string[] {
    const instances = Object.keys(after);
    if (instances.length === 0) return [];
    const instance = this.column('instance');
    const wholly = instances.filter((name) => after[name] === 0);
    const conditions = wholly.map((name) => `${instance} != ${this.text(name)}`);
    for (const name of instances) {
      const at = after[name] ?? 0;
      if (at === 0) continue;
      // the first instant whose whole milliseconds are later
      const next = this.placeholder(`ms ${at}`, () => this.parameters.add(at + 1, 'Int64'));
      const until = `${this.column('ended_at')} < fromUnixTimestamp64Milli(${next}, 'UTC')`;
      conditions.push(`(${instance} != ${this.text(name)} OR ${until})`);
    }
    return conditions;
  }

  private isModel(value: string): string {
    const name = this.equals('billed_model', value);
    return value.includes('/') ? `(${name} OR ${this.equals(PAIR, value)})` : name;
  }

  private equals(expression: string, value: string): string {
    return `${this.column(expression)} = ${this.text(value)}`;
  }

  private expressionOf(dimension: string): string {
    return this.placeholder(`dimension ${dimension}`, () => {
      const resolved = resolveDimension(dimension, this.parameters);
      return resolved.expression;
    });
  }

  private column(expression: string): string {
    const name = this.columns.get(expression) ?? `s${this.columns.size}`;
    this.columns.set(expression, name);
    return name;
  }

  private text(value: string): string {
    return this.placeholder(`text ${value}`, () => this.parameters.add(value, 'String'));
  }

  private placeholder(key: string, make: () => string): string {
    const known = this.placeholders.get(key) ?? make();
    this.placeholders.set(key, known);
    return known;
  }
}

/** As budgets write it: ids of providers hold no slash. */
const PAIR = `concat(billed_provider, '/', billed_model)`;
