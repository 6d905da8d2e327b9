const ZONED = /(?:Z|[+-]\d{2}:?\d{2})$/i;
const FRACTION = /[.,](\d{1,6})/;

/**
 * Microseconds since the epoch of an instant that Date.parse understands; digits beyond are dropped. One without a zone
 * is UTC.
 */
export function microsOf(instant: string): number {
  const milliseconds = Date.parse(ZONED.test(instant) ? instant : `${instant}Z`);
  const fraction = FRACTION.exec(instant)?.[1];
  const seconds = Math.floor(milliseconds / 1_000);
  return seconds * 1_000_000 + (fraction === undefined ? 0 : Number(fraction.padEnd(6, '0')));
}
