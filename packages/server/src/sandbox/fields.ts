import { invalidRequest } from './api-error.ts';

export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON type as the error texts of the real APIs name it. */
function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function wrongType(name: string, wanted: string, value: unknown) {
  return invalidRequest(
    `Invalid type for '${name}': expected ${wanted}, but got ${nameOf(value)} instead.`,
    name,
    'invalid_type',
  );
}

export function missing(name: string) {
  return invalidRequest(`Missing required parameter: '${name}'.`, name, 'missing_required_parameter');
}

export function optionalNumber(body: Json, name: string, low: number, high: number): number | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongType(name, 'a number', value);
  if (value < low || value > high) {
    throw invalidRequest(
      `Invalid '${name}': expected a value between ${low} and ${high}, but got ${value} instead.`,
      name,
      value < low ? 'decimal_below_min_value' : 'decimal_above_max_value',
    );
  }
  return value;
}

export function optionalInteger(body: Json, name: string, low: number, high: number): number | undefined {
  const value = optionalNumber(body, name, low, high);
  if (value !== undefined && !Number.isInteger(value)) throw wrongType(name, 'an integer', value);
  return value;
}

export function optionalBoolean(body: Json, name: string): boolean {
  const value = body[name];
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw wrongType(name, 'a boolean', value);
  return value;
}

export function requiredString(body: Json, name: string): string {
  const value = body[name];
  if (value === undefined || value === null || value === '') throw missing(name);
  if (typeof value !== 'string') throw wrongType(name, 'a string', value);
  return value;
}

export function objectList(body: Json, name: string): Json[] {
  const value = body[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw wrongType(name, 'an array of objects', value);
  return value.map((item, i) => {
    if (!isObject(item)) throw wrongType(`${name}[${i}]`, 'an object', item);
    return item;
  });
}

export function textList(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
