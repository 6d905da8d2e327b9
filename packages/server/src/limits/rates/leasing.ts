import { VALID_MS } from './account.ts';
import type { Count, Sharing } from './count.ts';
import type { RateAuthority, SliceAnswer, SliceAsk } from './port.ts';
import { unitsFor } from './rule.ts';

/** A slice is to last so long at the pace of late, ms. */
const SLICE_MS = 200;
/** How often the authority is told what lapsed and what was corrected, ms. */
const TELL_MS = 250;
/** Counts told at once. */
const MOST_TOLD = 500;
const AHEAD_AT = 0.25;

export interface LeasingOptions {
  authority: RateAuthority;
  sharing: Sharing;
  now: () => number;
  after: (ms: number, then: () => void) => () => void;
  /** Something may have become free, or is known to be lacking. */
  look: (count: Count) => void;
  /** All counts there are. */
  known: () => Iterable<Count>;
}

/** Gets slices of limits from the authority before they are needed, and gives back what is not. */
export class Leasing {
  /** Messages to the authority, for figures: none of them is on the path of a call that found what it needs. */
  asks = 0;
  private seq = 0;
  private readonly options: LeasingOptions;
  /** To be asked about in this turn. */
  private pending: Count[] = [];
  private scheduled = false;
  /** What the authority has something to hear of, now or later. */
  private readonly watched = new Set<Count>();
  private probing = false;
  private stopped = false;
  private cancelTimer: (() => void) | undefined;

  constructor(options: LeasingOptions) {
    this.options = options;
    this.tickLater();
  }

  /** Asks for what those who wait for it need. The answer is followed by `look`. */
  ask(count: Count): void {
    const { slice } = count;
    if (slice.pending || slice.asked) return;
    slice.pending = true;
    this.pending.push(count);
    if (this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => this.flush());
  }

  /** Asks ahead when little is left. */
  taken(counts: readonly Count[], now: number): void {
    const { leased } = this.options.sharing;
    for (const count of counts) {
      const { slice, rule, running } = count;
      if (!leased) {
        this.watched.add(count);
        continue;
      }
      if (slice.asked || slice.pending || slice.unknown || now < slice.refusedUntil) continue;
      const left = rule.metric === 'concurrent' ? slice.left - running : slice.left;
      if (left <= slice.size * AHEAD_AT) this.ask(count);
    }
  }

  /** The authority will want to hear of it. */
  watch(count: Count): void {
    this.watched.add(count);
  }

  /** A new connection: places that lie idle have gone with the old one. */
  reconnected(): void {
    if (!this.options.sharing.leased && !this.probing) {
      this.probing = true;
      this.send([], true);
    }
    for (const count of this.watched) {
      if (count.rule.metric !== 'concurrent') continue;
      count.slice.left = count.running;
      this.ask(count);
    }
  }

  /** So many gateways are connected: what a gateway alone might keep for long is wanted by others now. */
  gatewaysAre(gateways: number): void {
    const { sharing, now } = this.options;
    const were = sharing.gateways;
    sharing.gateways = Math.max(1, gateways);
    if (were > 1 || sharing.gateways === 1) return;
    const latest = now() + VALID_MS;
    for (const { slice } of this.watched) slice.expiresAt = Math.min(slice.expiresAt, latest);
  }

  stop(): void {
    this.stopped = true;
    this.cancelTimer?.();
  }

  private flush(): void {
    this.scheduled = false;
    const counts = this.pending;
    this.pending = [];
    if (counts.length > 0) this.send(counts, false);
  }

  private send(counts: readonly Count[], telling: boolean): void {
    const { authority, now } = this.options;
    const sentAt = now();
    const asks = counts.map((count) => this.askOf(count, telling, sentAt));
    this.asks += 1;
    authority.ask(asks).then(
      ({ gateways, answers }) => this.heard(counts, asks, answers, gateways, sentAt),
      () => this.failed(counts),
    );
  }

  private askOf(count: Count, telling: boolean, now: number): SliceAsk {
    const { slice, rule, whose, running, line } = count;
    slice.pending = false;
    slice.asked = true;
    const concurrent = rule.metric === 'concurrent';
    if (!concurrent && now >= slice.expiresAt) slice.left = 0;
    const free = concurrent ? Math.max(0, slice.left - running) : slice.left;
    let wanted = 0;
    for (const { amounts } of line) wanted += unitsFor(rule, amounts.tokens, amounts.nano);
    const first = line.first?.amounts;
    const need = first === undefined ? 0 : Math.max(0, unitsFor(rule, first.tokens, first.nano) - free);
    const ahead = concurrent ? spare(count) : Math.max(slice.lastUnits, slice.demand(SLICE_MS, now));
    const want = telling && first === undefined ? 0 : Math.ceil(Math.min(rule.burst, wanted + ahead) - free);
    slice.told = slice.used;
    this.seq += 1;
    return {
      limit: rule.id,
      subject: whose,
      seq: this.seq,
      fresh: slice.fresh,
      need,
      want: Math.max(need, want, 0),
      used: concurrent ? running : slice.used,
      held: free,
      behind: concurrent ? 0 : slice.behind(rule, now),
    };
  }

  private heard(
    counts: readonly Count[],
    asks: readonly SliceAsk[],
    answers: readonly SliceAnswer[],
    gateways: number,
    sentAt: number,
  ): void {
    const now = this.options.now();
    const back = !this.options.sharing.leased;
    this.options.sharing.leased = true;
    this.probing = false;
    this.gatewaysAre(gateways);
    for (const [i, count] of counts.entries()) {
      count.slice.asked = false;
      const ask = asks[i];
      const answer = answers[i];
      if (ask !== undefined && answer !== undefined) this.take(count, ask, answer, sentAt, now);
    }
    for (const count of counts) this.options.look(count);
    if (!back) return;
    // places in use are not known to an authority that has just begun
    this.reconnected();
    for (const count of this.options.known()) if (!count.line.isEmpty) this.options.look(count);
  }

  private take(count: Count, ask: SliceAsk, answer: SliceAnswer, sentAt: number, now: number): void {
    const { slice } = count;
    slice.unknown = answer.unknown === true;
    this.watched.add(count);
    if (slice.unknown) return;
    const { granted, free } = answer;
    if (granted > 0) slice.granted(granted, free, now, sentAt + answer.valid_ms);
    else if (ask.want > 0) slice.refused(Math.max(1, ask.need), answer.retry_ms, free, now);
    else slice.heard(free, now);
  }

  /** Until it is heard from again, each gateway goes by its own part. */
  private failed(counts: readonly Count[]): void {
    const { sharing, look, known, now } = this.options;
    this.probing = false;
    for (const count of counts) count.slice.asked = false;
    const waiting: Count[] = [];
    for (const count of known()) {
      if (sharing.leased) count.goAlone(now());
      if (!count.line.isEmpty) waiting.push(count);
    }
    sharing.leased = false;
    for (const count of waiting) look(count);
  }

  private tickLater(): void {
    this.cancelTimer = this.options.after(TELL_MS, () => {
      this.tick();
      if (!this.stopped) this.tickLater();
    });
  }

  /** Tells what has changed without a call that asks; tries to reach an authority that was lost. */
  private tick(): void {
    const now = this.options.now();
    const told: Count[] = [];
    for (const count of this.watched) {
      if (told.length >= MOST_TOLD) break;
      if (count.slice.asked || count.slice.pending) continue;
      if (count.forgotten && count.running === 0) this.watched.delete(count);
      else if (isNews(count, this.options.sharing.gateways, now)) told.push(count);
      else if (count.slice.left === 0 && count.running === 0) this.watched.delete(count);
    }
    const lost = !this.options.sharing.leased;
    if (told.length === 0 && (!lost || this.probing)) return;
    this.probing = lost;
    this.send(told, true);
  }
}

/** Also lets go of what lapsed and of places that are not needed. */
function isNews(count: Count, gateways: number, now: number): boolean {
  const { slice, rule, running } = count;
  if (slice.unknown) return true;
  if (rule.metric === 'concurrent') {
    const kept =
      gateways === 1 ? slice.left : running + Math.max(spare(count), usedLately(count, now) ? 1 : 0);
    if (slice.left <= kept) return false;
    slice.left = kept;
    return true;
  }
  const lapsed = now >= slice.expiresAt && slice.left > 0;
  if (lapsed) slice.left = 0;
  return lapsed || slice.told !== slice.used;
}

function usedLately({ usedAt }: Count, now: number): boolean {
  return now - usedAt < VALID_MS;
}

/** Places kept free for calls to come. */
function spare({ running }: Count): number {
  return Math.ceil(running / 4);
}
