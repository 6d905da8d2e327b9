import type { RateLimitView } from '@weir/core/contract';
import type { LimitFigures } from './authority.ts';
import type { RateReport } from './port.ts';
import { WindowCount } from './window-count.ts';

/** Refusals are told of the last minute. */
const REFUSALS_MS = 60_000;

interface Seen {
  /** Refused by gateways, past ones included. */
  total: number;
  readonly lately: WindowCount;
}

export type RateStatus = NonNullable<RateLimitView['status']>;

/** What gateways report of rate limits, put together with what the authority knows. In control. */
export class RateBoard {
  private readonly now: () => number;
  private readonly reports = new Map<string, readonly RateReport[]>();
  private readonly refusals = new Map<string, Seen>();

  constructor(now: () => number) {
    this.now = now;
  }

  /** Newest word of a gateway. */
  report(gateway: string, reports: readonly RateReport[]): void {
    const before = new Map(this.reports.get(gateway)?.map(({ limit, refused }) => [limit, refused]));
    for (const { limit, refused } of reports) this.add(limit, refused - (before.get(limit) ?? 0));
    this.reports.set(gateway, reports);
  }

  gone(gateway: string): void {
    this.reports.delete(gateway);
  }

  /** Calls refused by a limit since control started: what alerts and metrics go by. */
  refused(limit: string): number {
    return this.refusals.get(limit)?.total ?? 0;
  }

  /** By id of the limit. */
  status(figures: readonly LimitFigures[]): Map<string, RateStatus> {
    const now = this.now();
    const queued = new Map<string, number>();
    for (const reports of this.reports.values()) {
      for (const { limit, queued: waiting } of reports) queued.set(limit, (queued.get(limit) ?? 0) + waiting);
    }
    return new Map(
      figures.map(({ limit, subjects, busiest, busiestPercent }) => [
        limit,
        {
          subjects,
          refused: Math.round(this.refusals.get(limit)?.lately.sum(now) ?? 0),
          queued: queued.get(limit) ?? 0,
          busiest_percent: busiestPercent,
          ...(busiest === '' ? {} : { busiest }),
        },
      ]),
    );
  }

  private add(limit: string, refused: number): void {
    // a limit that was deleted and made again begins anew
    if (refused <= 0) return;
    const now = this.now();
    let seen = this.refusals.get(limit);
    if (seen === undefined) {
      seen = { total: 0, lately: new WindowCount(REFUSALS_MS, now) };
      this.refusals.set(limit, seen);
    }
    seen.total += refused;
    seen.lately.add(refused, now);
  }
}
