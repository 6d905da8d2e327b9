import { WeirError } from '@weir/core/errors';
import type { Fields } from './read-fields.ts';

/** Readers of single fields: absent and null are the same, a wrong type is the caller's error and names the field. */

export function requiredText(fields: Fields, name: string, maxLength: number): string {
  const value = fields[name];
  if (typeof value !== 'string' || value.length === 0) {
    throw invalid(name, `${name} must be a non-empty string`, `Set ${name} in the request body.`);
  }
  if (value.length > maxLength) {
    throw invalid(name, `${name} is longer than ${maxLength} characters`, `Shorten ${name}.`);
  }
  return value;
}

export function optionalFlag(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') {
    throw invalid(name, `${name} must be true or false`, `Send ${name} as a JSON boolean.`);
  }
  return value;
}

export function optionalCount(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw invalid(name, `${name} must be a whole number, 0 or more`, `Send ${name} as a JSON integer.`);
  }
  return value;
}

export function optionalObject(fields: Fields, name: string): Record<string, unknown> | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw invalid(name, `${name} must be an object`, `Send ${name} as a JSON object.`);
  }
  return value as Record<string, unknown>;
}

export function requiredArray(fields: Fields, name: string): void {
  if (!Array.isArray(fields[name])) {
    throw invalid(name, `${name} must be an array`, `Send ${name} as a JSON array.`);
  }
}

/** Longest name (model, finish reason, user) that is taken from the wire. */
const LONGEST_NAME = 256;

/** A hint, not a promise: any other type is left to the provider. Bounded, because it is recorded. */
export function textOrNothing(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length === 0) return undefined;
  return value.length > LONGEST_NAME ? value.slice(0, LONGEST_NAME) : value;
}

export function objectOrNothing(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

export function parseOrNothing(bytes: Buffer, start = 0, end = bytes.length): unknown {
  try {
    return JSON.parse(bytes.toString('utf8', start, end));
  } catch {
    return undefined;
  }
}

/** The bytes as a JSON object, when they are one. */
export function parsedObject(
  bytes: Buffer,
  start = 0,
  end = bytes.length,
): Record<string, unknown> | undefined {
  return objectOrNothing(parseOrNothing(bytes, start, end));
}

/** A member that is an object. */
export function objectIn(
  value: Readonly<Record<string, unknown>> | undefined,
  name: string,
): Record<string, unknown> | undefined {
  return objectOrNothing(value?.[name]);
}

function invalid(field: string, message: string, remedy: string): WeirError {
  return new WeirError('body_invalid', `${message}.`, { field, remedy });
}
