import type { Clock } from '../../platform/clock.ts';
import type { CallEnd, ToldCall } from './port.ts';
import { encodeTold } from './wire.ts';

/** Ends that come together are told together. */
const GATHER_MS = 5;
const AGAIN_MS = 250;
const MOST_PER_MESSAGE = 500;
/** Ended calls kept for a control that starts anew; beyond these the oldest are left to the ledger, which has them by then. */
const MOST_KEPT = 50_000;
const LONGEST_KEPT_MS = 15 * 60_000;

interface Kept {
  call: ToldCall;
  endedAt: number | undefined;
  /** Control has heard the newest of it. */
  heard: boolean;
}

export interface UntoldDeps {
  /** Resolves when control has taken it in. */
  send(told: unknown): Promise<unknown>;
  connected(): boolean;
  clock: Clock;
  later(ms: number, work: () => void): void;
}

/**
 * What control may not know, or would not know any more if it started anew: calls under way, and ended ones until they
 * are in the ledger. Told until it is acknowledged.
 */
export class Untold {
  private readonly calls = new Map<string, Kept>();
  /** Ended and not acknowledged. */
  private readonly due = new Set<string>();
  private scheduled = false;
  private sending = false;
  /** Control is new to this gateway, or the other way round: it must hear everything. */
  private mustTellAll = false;
  private readonly deps: UntoldDeps;

  constructor(deps: UntoldDeps) {
    this.deps = deps;
  }

  get size(): number {
    return this.calls.size;
  }

  /** Again when more is held for it. */
  began(call: ToldCall): void {
    if (this.calls.get(call.callId)?.endedAt !== undefined) return;
    this.calls.set(call.callId, { call, endedAt: undefined, heard: false });
  }

  /** The first word counts. */
  ended(callId: string, end: CallEnd, at: number): void {
    const kept = this.calls.get(callId);
    if (kept === undefined || kept.endedAt !== undefined) return;
    kept.call = { ...kept.call, end };
    kept.endedAt = at;
    kept.heard = false;
    this.due.add(callId);
    this.schedule(GATHER_MS);
  }

  tellAll(): void {
    this.mustTellAll = true;
    void this.flush();
  }

  landed(until: number): void {
    for (const [callId, { endedAt, heard }] of this.calls) {
      if (heard && endedAt !== undefined && endedAt <= until) this.calls.delete(callId);
    }
  }

  private schedule(ms: number): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.deps.later(ms, () => {
      this.scheduled = false;
      void this.flush();
    });
  }

  async flush(): Promise<void> {
    if (this.sending || !this.deps.connected()) return;
    this.sending = true;
    const ok = await this.tell();
    this.sending = false;
    // control hears everything again when it is connected again
    if (!this.deps.connected()) return;
    if (!ok) this.schedule(AGAIN_MS);
    else if (this.due.size > 0 || this.mustTellAll) this.schedule(GATHER_MS);
  }

  private async tell(): Promise<boolean> {
    const isWhole = this.mustTellAll;
    this.mustTellAll = false;
    const ids = isWhole ? [...this.calls.keys()] : [...this.due];
    try {
      for (let from = 0; from === 0 || from < ids.length; from += MOST_PER_MESSAGE) {
        const part = ids.slice(from, from + MOST_PER_MESSAGE);
        await this.send(part, isWhole && from + MOST_PER_MESSAGE >= ids.length);
      }
      this.forgetOld();
      return true;
    } catch {
      this.mustTellAll ||= isWhole;
      return false;
    }
  }

  private async send(callIds: readonly string[], whole: boolean): Promise<void> {
    if (callIds.length === 0 && !whole) return;
    const told = callIds.flatMap((callId) => this.calls.get(callId) ?? []);
    const calls = told.map(({ call }) => call);
    await this.deps.send(encodeTold({ calls, whole }));
    for (const kept of told) this.acknowledged(kept, calls);
  }

  private acknowledged(kept: Kept, sent: readonly ToldCall[]): void {
    // it may have ended while the message was under way
    if (!sent.includes(kept.call) || kept.endedAt === undefined) return;
    const { callId, end } = kept.call;
    kept.heard = true;
    this.due.delete(callId);
    if (end?.made === false) this.calls.delete(callId);
  }

  private forgetOld(): void {
    const old = this.deps.clock.now() - LONGEST_KEPT_MS;
    for (const [callId, { endedAt, heard }] of this.calls) {
      if (endedAt === undefined || !heard) continue;
      if (endedAt > old && this.calls.size <= MOST_KEPT) return;
      this.calls.delete(callId);
    }
  }
}
