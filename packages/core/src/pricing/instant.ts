const INSTANT = /^\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|z|[+-]\d{2}:?\d{2})?)?$/;

/** Epoch milliseconds of an ISO date or date and time; without a zone it is UTC. Undefined when it is neither. */
export function parseInstant(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const match = INSTANT.exec(value);
  if (match === null) return undefined;
  const zoned = value.length === 10 || match[1] !== undefined ? value : `${value}Z`;
  const at = Date.parse(zoned);
  return Number.isNaN(at) ? undefined : at;
}
