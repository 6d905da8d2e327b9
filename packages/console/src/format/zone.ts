/**
 * Calendar arithmetic in a named IANA zone. A period of the organization begins when its day begins, not when the
 * browser's does, and days may last 23 or 25 hours.
 */
export interface CivilTime {
  year: number;
  /** 1..12 */
  month: number;
  day: number;
  hour: number;
  minute: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, made);
  return made;
}

export function civilTime(at: Date, zone: string): CivilTime {
  const read: Record<string, number> = {};
  for (const { type, value } of formatter(zone).formatToParts(at)) read[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = read;
  return { year, month, day, hour, minute };
}

const asUtc = (t: CivilTime): number => Date.UTC(t.year, t.month - 1, t.day, t.hour, t.minute);

/** The instant at which clocks of the zone show this. Skipped times move forward, repeated ones take the first. */
export function instantOf(civil: CivilTime, zone: string): Date {
  const wanted = asUtc(civil);
  const offsetAt = (ms: number) => asUtc(civilTime(new Date(ms), zone)) - Math.floor(ms / 60_000) * 60_000;
  const first = wanted - offsetAt(wanted - 86_400_000);
  if (first + offsetAt(first) === wanted) return new Date(first);
  const second = wanted - offsetAt(wanted + 86_400_000);
  return new Date(second + offsetAt(second) === wanted ? second : Math.max(first, second));
}

/** Midnight of the day `addDays` days from the one `at` falls in. */
export function startOfDay(at: Date, zone: string, addDays = 0): Date {
  const { year, month, day } = civilTime(at, zone);
  const moved = new Date(Date.UTC(year, month - 1, day + addDays));
  return instantOf(
    {
      year: moved.getUTCFullYear(),
      month: moved.getUTCMonth() + 1,
      day: moved.getUTCDate(),
      hour: 0,
      minute: 0,
    },
    zone,
  );
}

/** First midnight of the month `addMonths` months from the one `at` falls in. */
export function startOfMonth(at: Date, zone: string, addMonths = 0): Date {
  const { year, month } = civilTime(at, zone);
  const moved = new Date(Date.UTC(year, month - 1 + addMonths, 1));
  return instantOf(
    { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: 1, hour: 0, minute: 0 },
    zone,
  );
}

export function isZone(name: string): boolean {
  try {
    formatter(name);
    return true;
  } catch {
    return false;
  }
}
