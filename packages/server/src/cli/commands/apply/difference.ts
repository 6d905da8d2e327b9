/** A field as two texts, before and after. */
export interface Difference {
  name: string;
  from: unknown;
  to: unknown;
}

/**
 * What became different, in parts: of a field that holds several values only those that changed, as `value_metric.value`.
 * Whole objects side by side hide what is taken away.
 */
export function differences(name: string, from: unknown, to: unknown): Difference[] {
  if (!holdsParts(from) || !holdsParts(to)) return same(from, to) ? [] : [{ name, from, to }];
  const parts = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...parts].flatMap((part) => differences(`${name}.${part}`, from[part], to[part]));
}

function holdsParts(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
