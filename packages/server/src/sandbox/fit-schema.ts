import { integerBetween, pick, type Random, randomText } from './random.ts';

type Schema = Record<string, unknown>;
const MAX_DEPTH = 8;

const WORDS: readonly [string, ...string[]] = [
  'approved',
  'standard',
  'northern region',
  'second quarter',
  'priority',
  'renewal',
  'invoice 4417',
  'customer request',
  'main warehouse',
  'reviewed',
];

/**
 * A value that satisfies a JSON schema: types, enum, const, properties, items, bounds, anyOf/oneOf/allOf, local $ref and
 * common formats. `pattern` and `not` are not looked at. Every property is filled, as strict structured output does.
 */
export function fitSchema(schema: unknown, random: Random): unknown {
  return fit(schema, { random, root: isSchema(schema) ? schema : {} }, 0);
}

interface Context {
  random: Random;
  root: Schema;
}

function fit(schema: unknown, context: Context, depth: number): unknown {
  if (!isSchema(schema)) return 'value';
  const resolved = resolve(schema, context);
  if ('const' in resolved) return resolved['const'];
  const choices = resolved['enum'];
  if (Array.isArray(choices) && choices.length > 0) {
    return choices[integerBetween(context.random, 0, choices.length - 1)];
  }
  const union = resolved['anyOf'] ?? resolved['oneOf'];
  if (Array.isArray(union) && union.length > 0) return fit(preferred(union, depth), context, depth);
  switch (typeOf(resolved)) {
    case 'object':
      return fitObject(resolved, context, depth);
    case 'array':
      return fitArray(resolved, context, depth);
    case 'integer':
      return Math.ceil(fitNumber(resolved, context));
    case 'number':
      return fitNumber(resolved, context);
    case 'boolean':
      return context.random() < 0.5;
    case 'null':
      return null;
    default:
      return fitString(resolved, context);
  }
}

function resolve(schema: Schema, context: Context): Schema {
  const ref = schema['$ref'];
  if (typeof ref === 'string' && ref.startsWith('#')) {
    let target: unknown = context.root;
    for (const part of ref.slice(1).split('/').filter(Boolean)) {
      target = isSchema(target) ? target[part.replace(/~1/g, '/').replace(/~0/g, '~')] : undefined;
    }
    return isSchema(target) && target !== schema ? resolve(target, context) : {};
  }
  const all = schema['allOf'];
  if (!Array.isArray(all)) return schema;
  const parts = all.filter(isSchema).map((part) => resolve(part, context));
  return parts.reduce<Schema>(mergeSchemas, { ...schema, allOf: undefined });
}

function mergeSchemas(a: Schema, b: Schema): Schema {
  const properties = { ...asSchema(a['properties']), ...asSchema(b['properties']) };
  return { ...a, ...b, ...(Object.keys(properties).length === 0 ? {} : { properties }) };
}

/** Deep inside a recursive schema, the simplest alternative ends the recursion. */
function preferred(union: readonly unknown[], depth: number): unknown {
  const simple = union.find((item) => isSchema(item) && item['type'] === 'null');
  return depth >= MAX_DEPTH - 2 && simple !== undefined ? simple : union[0];
}

function typeOf(schema: Schema): string {
  const type = schema['type'];
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) return String(type.find((one) => one !== 'null') ?? 'null');
  if ('properties' in schema) return 'object';
  if ('items' in schema) return 'array';
  return 'string';
}

function fitObject(schema: Schema, context: Context, depth: number): unknown {
  const properties = asSchema(schema['properties']);
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const names = depth >= MAX_DEPTH ? Object.keys(properties).filter((name) => required.includes(name)) : null;
  const value: Record<string, unknown> = {};
  for (const name of names ?? Object.keys(properties)) {
    if (depth > MAX_DEPTH * 2) break;
    value[name] = fit(properties[name], context, depth + 1);
  }
  return value;
}

function fitArray(schema: Schema, context: Context, depth: number): unknown {
  const low = numberOf(schema['minItems']) ?? (depth >= MAX_DEPTH ? 0 : 1);
  const high = Math.min(numberOf(schema['maxItems']) ?? Math.max(low, 2), low + 3);
  const length = depth >= MAX_DEPTH ? low : integerBetween(context.random, low, Math.max(low, high));
  return Array.from({ length }, () => fit(schema['items'], context, depth + 1));
}

function fitNumber(schema: Schema, context: Context): number {
  const low = numberOf(schema['minimum']) ?? add(numberOf(schema['exclusiveMinimum']), 1);
  const high = numberOf(schema['maximum']) ?? add(numberOf(schema['exclusiveMaximum']), -1);
  const from = low ?? (high === undefined ? 1 : high - 100);
  const value = Math.floor(from + context.random() * ((high ?? from + 100) - from));
  const step = numberOf(schema['multipleOf']);
  return step === undefined ? Math.max(value, from) : Math.ceil(Math.max(value, from) / step) * step;
}

function fitString(schema: Schema, context: Context): string {
  const formatted = fitFormat(schema['format'], context.random);
  if (formatted !== undefined) return formatted;
  let text = pick(context.random, WORDS);
  const low = numberOf(schema['minLength']) ?? 0;
  while (text.length < low) text = `${text} ${pick(context.random, WORDS)}`;
  return text.slice(0, numberOf(schema['maxLength']) ?? text.length);
}

function fitFormat(format: unknown, random: Random): string | undefined {
  const day = String(integerBetween(random, 1, 28)).padStart(2, '0');
  const hex = (length: number) =>
    Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
  switch (format) {
    case 'date':
      return `2026-03-${day}`;
    case 'date-time':
      return `2026-03-${day}T09:30:00Z`;
    case 'time':
      return '09:30:00Z';
    case 'email':
      return `${randomText(random, 6).toLowerCase()}@example.com`;
    case 'uri':
    case 'url':
      return `https://example.com/${randomText(random, 6)}`;
    case 'uuid':
      return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
    case 'ipv4':
      return `192.0.2.${integerBetween(random, 1, 254)}`;
    default:
      return undefined;
  }
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asSchema(value: unknown): Schema {
  return isSchema(value) ? value : {};
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function add(value: number | undefined, step: number): number | undefined {
  return value === undefined ? undefined : value + step;
}
