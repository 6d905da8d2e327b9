import type { DriverQuery } from '../../economics-port.ts';
import type { DimensionFilter } from '../../port.ts';

/** The sandbox alone is a filter like others. */
export function filterOf({ filter = {}, sandbox }: DriverQuery): DimensionFilter {
  return sandbox === 'only' ? { ...filter, sandbox: ['true'] } : filter;
}

/** Groups as one list of texts. */
export function listOf(keys: readonly string[]): string {
  return keys.length === 0 ? 'emptyArrayString()' : `[${keys.map((key) => `toString(${key})`).join(', ')}]`;
}
