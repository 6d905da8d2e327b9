import type { Priority } from '@weir/core/contract';
import type { AnswerHead } from '../upstream/headers.ts';
import { askedDelay } from '../upstream/retry.ts';
import { Contenders } from './contenders.ts';
import { Meter } from './meter.ts';
import { readLimits } from './read-limits.ts';
import { Sent } from './sent.ts';

/** Of a limit, kept free for higher priorities. */
const KEPT: Readonly<Record<Priority, number>> = { high: 0, normal: 0.1, low: 0.3 };
/** After a 429 that does not say how long. */
const COOL_DOWN_MS = 1_000;
/** Asking again now and then costs little and shows whether a long wait is over early. */
const LONGEST_MS = 120_000;
/** Somebody else's turn is first: ask again after that. */
const TURN_MS = 50;
/** Who is told to wait for longer is refused, or goes elsewhere, and does not wait. */
const PATIENCE_MS = 2_000;
/** Names of models come from callers: what is remembered of them is bounded. */
const REMEMBERED = 4_096;

export type ProviderLimitVerdict = 'go' | { readonly untilMs: number };

export interface ProviderLimitAsk {
  readonly workload: string;
  /** Absent in a workload's policy: normal. */
  readonly priority: Priority;
  /** Input and output expected. */
  readonly tokens: number;
}

/** What is known of one place. */
interface Known {
  readonly meters: Meter[];
  readonly contenders: Contenders;
  /** The provider said: not before. Epoch ms. */
  blockedUntil: number;
  readonly sent: Sent;
  /** When the figures were made that are gone by. */
  asOf: number;
  readonly heldBack: Record<Priority, number>;
}

/** What control shows of one place. */
export interface ProviderLimitReport {
  place: string;
  limits: { kind: string; limit: number; remaining: number; resets_at: string }[];
  /** Set while the provider refuses. */
  blocked_until?: string;
  /** Times a call was told to wait or to go elsewhere, since the start. */
  held_back: Record<Priority, number>;
  /** Workloads waiting now. */
  waiting: string[];
}

/**
 * What providers allow, learned from their answers, and shared among workloads: high priority may use all of it,
 * normal leaves a tenth, low three tenths; among equals it goes round. A place nothing is known of is free.
 */
export class ProviderLimits {
  private readonly places = new Map<string, Known>();

  /** Whether a call may be sent to a place now; if so, it is taken as sent. Times are epoch ms. */
  ask(place: string, { workload, priority, tokens }: ProviderLimitAsk, now: number): ProviderLimitVerdict {
    const known = this.places.get(place);
    if (known === undefined) return 'go';
    known.sent.forgetOld(now);
    const until = this.heldUntil(known, priority, tokens, now);
    const contended = known.contenders.areWaiting(now);
    if (until > now || (contended && known.contenders.comesFirst(workload, priority, now))) {
      const untilMs = Math.min(Math.max(until, now + TURN_MS), now + LONGEST_MS);
      known.heldBack[priority] += 1;
      if (untilMs - now <= PATIENCE_MS) known.contenders.waits(workload, priority, untilMs, now);
      return { untilMs };
    }
    if (contended) known.contenders.took(workload, priority, tokens, now);
    known.sent.add(now, tokens);
    return 'go';
  }

  /** For choosing between places: nothing is taken and nobody is noted. */
  isFree(place: string, { priority, tokens }: ProviderLimitAsk, now: number): boolean {
    const known = this.places.get(place);
    return known === undefined || readyAt(known, priority, tokens, now) <= now;
  }

  /**
   * The head of an answer has come, to a call that was sent at `sentAt`: its figures were made about then. Those of a
   * call that was answered slowly are older than what is known already, and are passed over.
   */
  heard(place: string, head: AnswerHead, sentAt: number, now: number): void {
    const asked = head.status === 429 || head.status === 529 ? askedDelay(head, now) : undefined;
    // a refusal that says when to come again is more exact than what is left of each limit
    const readings = asked === undefined ? readLimits(head.headers, sentAt) : [];
    const wait = asked ?? (head.status === 429 ? COOL_DOWN_MS : 0);
    let known = this.places.get(place);
    if (known === undefined) {
      if (readings.length === 0 && wait === 0) return;
      known = this.remember(place);
    }
    known.blockedUntil = Math.max(known.blockedUntil, now + Math.min(wait, LONGEST_MS));
    if (readings.length === 0 || sentAt < known.asOf) return;
    known.asOf = sentAt;
    known.sent.countedUntil(sentAt);
    for (const reading of readings) meterOf(known, reading.kind).hear(reading, sentAt);
  }

  /** Places that tell of limits. */
  report(now: number): ProviderLimitReport[] {
    return [...this.places].map(([place, known]) => reportOf(place, known, now));
  }

  /**
   * When nothing is left even for the highest priority for longer than a call waits, there is nothing to keep for anybody:
   * the provider may say no itself, in its own words.
   */
  private heldUntil(known: Known, priority: Priority, tokens: number, now: number): number {
    const until = readyAt(known, priority, tokens, now);
    if (until - now <= PATIENCE_MS) return until;
    return readyAt(known, 'high', tokens, now) - now > PATIENCE_MS ? now : until;
  }

  private remember(place: string): Known {
    if (this.places.size >= REMEMBERED) {
      const [oldest] = this.places.keys();
      if (oldest !== undefined) this.places.delete(oldest);
    }
    const known: Known = {
      meters: [],
      contenders: new Contenders(),
      blockedUntil: 0,
      sent: new Sent(),
      asOf: 0,
      heldBack: { high: 0, normal: 0, low: 0 },
    };
    this.places.set(place, known);
    return known;
  }
}

/** When a call of this priority fits; now or earlier when it does. */
function readyAt(known: Known, priority: Priority, tokens: number, now: number): number {
  let until = known.blockedUntil;
  for (const meter of known.meters) {
    const open = meter.limit * (1 - KEPT[priority]);
    // a call larger than what its priority may ever use passes when all is there
    const needed = meter.limit - open + Math.min(demandOn(meter, known.sent, tokens), open);
    until = Math.max(until, meter.whenLeft(needed, now));
  }
  return until;
}

/** This call's and those not yet in the figures. How tokens split into input and output is not known beforehand. */
function demandOn(meter: Meter, sent: Sent, tokens: number): number {
  if (meter.countsRequests) return sent.requests + 1;
  return meter.kind.startsWith('tokens') ? sent.tokens + tokens : 1;
}

function meterOf({ meters }: Known, kind: string): Meter {
  for (const meter of meters) if (meter.kind === kind) return meter;
  const meter = new Meter(kind);
  meters.push(meter);
  return meter;
}

function reportOf(place: string, { meters, blockedUntil, heldBack, contenders }: Known, now: number) {
  return {
    place,
    limits: meters.map((meter) => ({
      kind: meter.kind,
      limit: meter.limit,
      remaining: Math.floor(meter.leftAt(now)),
      resets_at: new Date(meter.resetsAt).toISOString(),
    })),
    ...(blockedUntil > now ? { blocked_until: new Date(blockedUntil).toISOString() } : {}),
    held_back: { ...heldBack },
    waiting: contenders.waiting(now),
  };
}
