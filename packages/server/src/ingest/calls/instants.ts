const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,12}))?)?\s*(Z|[+-]\d{2}:?\d{2}|UTC)?$/i;
const EPOCH = /^\d{10}(\.\d{1,9})?$|^\d{13}$|^\d{16}$/;

/**
 * Reads an instant and returns it as RFC 3339 UTC with microseconds; further digits are dropped. A date and time
 * without zone is UTC; digits alone are epoch seconds, milliseconds or microseconds by their number. Undefined for
 * anything else.
 */
export function parseInstant(text: string): { iso: string; ms: number } | undefined {
  if (EPOCH.test(text)) return fromEpoch(text);
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [, date = '', time = '00:00', fraction = '', zone = 'Z'] = match;
  const clock = time.length === 5 ? `${time}:00` : time;
  const suffix = /^(z|utc)$/i.test(zone)
    ? 'Z'
    : zone.length === 5
      ? `${zone.slice(0, 3)}:${zone.slice(3)}`
      : zone;
  const seconds = Date.parse(`${date}T${clock}${suffix}`);
  if (Number.isNaN(seconds) || !sameDay(date)) return undefined;
  return instantAt(seconds, Number(fraction.slice(0, 6).padEnd(6, '0')));
}

function fromEpoch(text: string): { iso: string; ms: number } {
  const digits = text.replace('.', '');
  return instantAt(Number(digits.slice(0, 10)) * 1000, Number(digits.slice(10, 16).padEnd(6, '0')));
}

/** `seconds` in epoch ms, on a full second. */
function instantAt(seconds: number, micros: number): { iso: string; ms: number } {
  const whole = new Date(seconds).toISOString().slice(0, 19);
  return { iso: `${whole}.${String(micros).padStart(6, '0')}Z`, ms: seconds + Math.floor(micros / 1000) };
}

/** Date.parse takes February 30 for March 2. */
function sameDay(date: string): boolean {
  if (date === lastDay) return true;
  const at = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(at.getTime()) || !at.toISOString().startsWith(date)) return false;
  lastDay = date;
  return true;
}

/** Rows of one day follow each other. */
let lastDay = '';
