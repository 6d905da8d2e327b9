/** RFC 3339 UTC with microseconds (zeros: the clock has milliseconds). The text up to the second is remembered. */
let second = Number.NaN;
let prefix = '';

export function instantOf(epochMs: number): string {
  const whole = Math.floor(epochMs / 1000);
  if (whole !== second) {
    second = whole;
    prefix = new Date(whole * 1000).toISOString().slice(0, 20);
  }
  const ms = Math.floor(epochMs - whole * 1000);
  return `${prefix}${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}000Z`;
}

/** Microsecond precision is what the contract stores; more digits only cost bytes. */
export function milliseconds(value: number): number {
  return Math.round(value * 1000) / 1000;
}
