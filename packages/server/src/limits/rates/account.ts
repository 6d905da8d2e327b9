import { Level } from './level.ts';
import type { SliceAnswer, SliceAsk } from './port.ts';
import type { Rule } from './rule.ts';
import { WindowCount } from './window-count.ts';

/** A slice is valid for so long, ms. Twice as long as a gateway takes to tell that it did not use it. */
export const VALID_MS = 1_000;
/** Of a gateway that is alone: nobody else waits for what it holds. */
const VALID_ALONE_MS = 30_000;
/** When places at once are all taken, others ask again after that. */
const PLACES_AGAIN_MS = 25;

/** What one gateway was given and has told. Units. */
interface Holder {
  seq: number;
  used: number;
  held: number;
  /** Since it last told. */
  granted: number;
  /** What it has not used by then, it may not use any more. */
  expiresAt: number;
  /** Its connection is lost. */
  gone: boolean;
  askedAt: number;
  answer: SliceAnswer | undefined;
}

/**
 * One limit's count of one subject over all gateways. What was handed out counts as used; what lapsed comes back when
 * its holder says so. While a slice may still be used the level does not drain below it, so that a slice kept for later
 * and a rested bucket together never make more than one burst.
 */
export class Account {
  rule: Rule;
  touchedAt: number;
  private readonly level: Level;
  private readonly holders = new Map<string, Holder>();
  private readonly used: WindowCount;
  private drainedAt: number;

  constructor(rule: Rule, now: number) {
    this.rule = rule;
    this.level = new Level(now);
    this.used = new WindowCount(rule.windowMs, now);
    this.touchedAt = now;
    this.drainedAt = now;
  }

  /** `alone`: no other gateway is connected. */
  ask(gateway: string, ask: SliceAsk, alone: boolean, now: number): SliceAnswer {
    const known = this.holders.get(gateway);
    if (known?.answer !== undefined && ask.seq === known.seq) return known.answer;
    if (known !== undefined && ask.seq < known.seq) return this.answer(ask.seq, 0, 0);
    this.touchedAt = now;
    const holder =
      this.rule.metric === 'concurrent' ? this.places(gateway, ask) : this.told(gateway, ask, now);
    holder.seq = ask.seq;
    holder.gone = false;
    holder.askedAt = now;
    holder.answer = this.grant(holder, ask, alone, now);
    return holder.answer;
  }

  /** What it had lapses; the places it held are free. */
  gone(gateway: string): void {
    if (this.rule.metric === 'concurrent') this.holders.delete(gateway);
    else {
      const holder = this.holders.get(gateway);
      if (holder !== undefined) holder.gone = true;
    }
  }

  /** All of the burst is there and nobody holds any of it. */
  isIdle(now: number): boolean {
    if (this.rule.metric === 'concurrent') return this.taken === 0;
    this.drain(now);
    return this.level.used === 0;
  }

  /** Share of the limit used in the last window, or taken now; 1 is all of it. */
  share(now: number): number {
    if (this.rule.limit === 0) return 0;
    const used = this.rule.metric === 'concurrent' ? this.inUse : this.used.sum(now);
    return used / this.rule.limit;
  }

  /** Whether anything was used in the last window. */
  isSeen(now: number): boolean {
    return now - this.touchedAt < this.rule.windowMs;
  }

  /** Takes in what a gateway says of the past: what lapsed comes back, what it used beyond its slices is owed. */
  private told(gateway: string, { fresh, used, held, behind }: SliceAsk, now: number): Holder {
    const known = this.holders.get(gateway);
    this.drain(now);
    if (known === undefined || fresh) {
      // what it was given before counts as used
      this.level.used = Math.max(this.level.used, behind);
      return this.begin(gateway, used, held, now);
    }
    const before = known.used;
    const open = known.held + known.granted;
    const back = open - (used - before) - held;
    const drained = this.drainedOf(Math.min(back, open), known.expiresAt, now);
    known.used = used;
    known.held = held;
    known.granted = 0;
    this.used.add(used - before, now);
    this.level.used = Math.max(this.outstanding(now), this.level.used - (back - drained));
    return known;
  }

  /**
   * Of what lapsed, how much may have drained since: from then on the level fell by the pace whether the units had been used or
   * not. Giving these back, too, would let them pass a second time.
   */
  private drainedOf(lapsed: number, expiredAt: number, now: number): number {
    return Math.max(0, Math.min(lapsed, (now - expiredAt) * this.rule.pace));
  }

  private places(gateway: string, { used, held }: SliceAsk): Holder {
    const holder = this.holders.get(gateway) ?? this.begin(gateway, used, held, 0);
    holder.used = used;
    holder.held = held;
    holder.granted = 0;
    return holder;
  }

  private begin(gateway: string, used: number, held: number, now: number): Holder {
    const holder: Holder = {
      seq: -1,
      used,
      held,
      granted: 0,
      expiresAt: now + VALID_MS,
      gone: false,
      askedAt: now,
      answer: undefined,
    };
    this.holders.set(gateway, holder);
    return holder;
  }

  private grant(holder: Holder, { seq, need, want }: SliceAsk, alone: boolean, now: number): SliceAnswer {
    const { rule } = this;
    const concurrent = rule.metric === 'concurrent';
    const free = concurrent ? rule.burst - this.taken : rule.burst - this.level.used;
    const least = Math.max(need, 1);
    if (want === 0) return this.answer(seq, 0, 0);
    if (free < least - 1e-6) {
      return this.answer(seq, 0, concurrent ? PLACES_AGAIN_MS : (least - free) / rule.pace);
    }
    // ahead of need nobody gets more than a fair part of what is left
    const fair = Math.floor(free / this.askers(now));
    const granted = Math.max(need, Math.min(want, Math.max(fair, 1)));
    holder.granted = granted;
    if (!concurrent) this.level.used += granted;
    const valid = alone ? VALID_ALONE_MS : VALID_MS;
    holder.expiresAt = Math.max(holder.expiresAt, now + valid);
    return { ...this.answer(seq, granted, 0), valid_ms: valid };
  }

  private answer(seq: number, granted: number, retryMs: number): SliceAnswer {
    const { rule } = this;
    const used = rule.metric === 'concurrent' ? this.taken : this.level.used;
    return { seq, granted, valid_ms: VALID_MS, retry_ms: retryMs, free: Math.max(0, rule.burst - used) };
  }

  /** Places given, used or not. */
  private get taken(): number {
    let sum = 0;
    for (const { used, held, granted } of this.holders.values()) sum += used + held + granted;
    return sum;
  }

  private get inUse(): number {
    let sum = 0;
    for (const { used } of this.holders.values()) sum += used;
    return sum;
  }

  /** Gateways that want some of it at the moment. */
  private askers(now: number): number {
    let sum = 0;
    for (const { askedAt } of this.holders.values()) if (now - askedAt < 2 * VALID_MS) sum += 1;
    return Math.max(1, sum);
  }

  /** Handed out and perhaps not used yet. */
  private outstanding(now: number): number {
    let sum = 0;
    for (const { held, granted, expiresAt } of this.holders.values()) {
      if (expiresAt > now) sum += held + granted;
    }
    return sum;
  }

  /** Drains in steps: each slice props the level up until the instant at which it lapses. */
  private drain(now: number): void {
    const { pace } = this.rule;
    for (;;) {
      const open = this.outstanding(this.drainedAt);
      const next = this.nextLapse();
      const until = Math.min(now, next?.expiresAt ?? now);
      this.level.drain(until, pace, open);
      this.drainedAt = until;
      if (until === now) break;
    }
    for (const [gateway, { gone, expiresAt }] of this.holders) {
      if (gone && expiresAt <= now) this.holders.delete(gateway);
    }
  }

  private nextLapse(): Holder | undefined {
    let next: Holder | undefined;
    for (const holder of this.holders.values()) {
      if (holder.expiresAt <= this.drainedAt || holder.held + holder.granted <= 0) continue;
      if (next === undefined || holder.expiresAt < next.expiresAt) next = holder;
    }
    return next;
  }
}
