const DAY_MS = 86_400_000;

/** Cuts a stretch into pieces of whole days (UTC), so that one that is cut short goes on where it was. */
export function* pieces(
  since: Date,
  until: Date,
  days: number,
): Generator<{ since: Date; until: Date; end: Date }> {
  for (let from = since.getTime(); from < until.getTime(); from += days * DAY_MS) {
    const to = Math.min(from + days * DAY_MS, until.getTime());
    // the bucket of a day that has begun is asked for as a whole
    const end = Math.ceil(to / DAY_MS) * DAY_MS;
    yield { since: new Date(from), until: new Date(to), end: new Date(end) };
  }
}

export function dayOf(instant: string): string {
  return instant.slice(0, 10);
}
