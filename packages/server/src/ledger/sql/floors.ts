import type { SqlEngine } from './engine.ts';

/** What a ledger keeps: of each tier nothing before its floor (epoch ms, 00:00 UTC of a first of a month); 0: all. */
export interface Floors {
  detail: number;
  hourly: number;
  daily: number;
}

export const ALL_KEPT: Floors = { detail: 0, hourly: 0, daily: 0 };

/** Processes that only read learn within so long what another has dropped. */
const STALE_MS = 60_000;

/** The floors of one ledger as its queries know them. */
export class KnownFloors {
  private readonly engine: SqlEngine;
  private readonly now: () => number;
  private known: Floors = ALL_KEPT;
  private readAt = Number.NEGATIVE_INFINITY;

  constructor(engine: SqlEngine, now: () => number) {
    this.engine = engine;
    this.now = now;
  }

  async current(): Promise<Floors> {
    if (this.now() - this.readAt < STALE_MS) return this.known;
    return this.read();
  }

  async read(): Promise<Floors> {
    const rows = await this.engine.select<{ tier: string; floor: number }>(
      'SELECT tier, toInt64(max(toUnixTimestamp(before))) AS floor FROM retention_floors GROUP BY tier',
    );
    const of = (tier: string) => (rows.find((row) => row.tier === tier)?.floor ?? 0) * 1_000;
    this.known = { detail: of('detail'), hourly: of('hourly'), daily: of('daily') };
    this.readAt = this.now();
    return this.known;
  }

  /** Everything of a tier before this instant counts as dropped from now on. */
  async raise(tier: keyof Floors, before: number): Promise<void> {
    const row = Buffer.from(`${JSON.stringify([tier, before / 1_000])}\n`);
    await this.engine.insert('retention_floors', ['tier', 'before'], row, `${tier} ${before}`);
    await this.read();
  }
}
