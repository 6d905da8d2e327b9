/** Months that are closed, for the ledger: asked for every call that lands, so from memory and without waiting. */
export interface ClosedMonths {
  isClosed(at: Date): boolean;
  /** What lands for [since, until) from now on is a correction. */
  close(month: string, span: { since: Date; until: Date }): void;
  /** Takes back `close` for a month whose closing failed. */
  reopen(month: string): void;
}

interface Span {
  month: string;
  since: number;
  until: number;
}

/** Empty; `createPeriods(...).load()` fills it before the first call lands. */
export function createClosedMonths(): ClosedMonths {
  let spans: readonly Span[] = [];
  /** Nearly all calls are of now, after everything that is closed. */
  let end = Number.NEGATIVE_INFINITY;
  const set = (next: readonly Span[]) => {
    spans = next;
    end = next.reduce((latest, { until }) => Math.max(latest, until), Number.NEGATIVE_INFINITY);
  };
  return {
    isClosed(at) {
      const time = at.getTime();
      return time < end && spans.some(({ since, until }) => time >= since && time < until);
    },
    close(month, { since, until }) {
      set([
        ...spans.filter((span) => span.month !== month),
        { month, since: since.getTime(), until: until.getTime() },
      ]);
    },
    reopen(month) {
      set(spans.filter((span) => span.month !== month));
    },
  };
}
