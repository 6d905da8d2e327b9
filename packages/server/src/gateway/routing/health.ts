import type { ProviderHealth } from '@weir/core/contract';
import type { AnswerHead } from '../upstream/headers.ts';
import { askedDelay } from '../upstream/retry.ts';
import { addressOf, type Place } from './place.ts';

/** Failures in a row after which a model at a provider is left alone for a while. */
const OPEN_AFTER = 5;
const OPEN_MS = 10_000;
/** After a provider said that it does not know the model. */
const UNKNOWN_MS = 300_000;
/** When a provider says 429 without saying how long. */
const COOL_DOWN_MS = 5_000;
const LONGEST_COOL_DOWN_MS = 120_000;
/** Samples that latency percentiles rest on. */
const SAMPLES = 128;
/** A new sample moves the average by this share. */
const SMOOTHING = 0.1;
/** Names come from callers: what is remembered of them is bounded. */
const REMEMBERED = 4_096;

export type Condition = 'healthy' | 'cooling_down' | 'open';

/** What has been seen of one model at one provider by this gateway. */
export class Vitals {
  readonly provider: string;
  readonly model: string;
  calls = 0;
  failures = 0;
  /** Moving averages; undefined before the first sample. Milliseconds; share of 1. */
  ttftMs: number | undefined;
  errorShare = 0;
  coolUntil = 0;
  openUntil = 0;
  /** Of the last answer: its headers tell how much of the rate limit is left. */
  lastHead: AnswerHead | undefined;
  private inARow = 0;
  private probing = false;
  private readonly samples = new Float32Array(SAMPLES);
  private taken = 0;

  constructor(provider: string, model: string) {
    this.provider = provider;
    this.model = model;
  }

  /** Epoch ms. After a rest one call at a time is let through to see whether it is over. */
  condition(now: number): Condition {
    if (now < this.coolUntil) return 'cooling_down';
    if (now < this.openUntil || (this.openUntil > 0 && this.probing)) return 'open';
    return 'healthy';
  }

  started(): void {
    if (this.openUntil > 0) this.probing = true;
  }

  answered(head: AnswerHead, ttftMs: number, now: number): void {
    this.lastHead = head;
    if (head.status === 429) {
      this.coolUntil = now + coolDown(head, now);
      this.note(1);
      this.probing = false;
      return;
    }
    if (head.status === 404) {
      // it has no such model: others of the tier or route come first for a while
      this.note(1);
      this.openUntil = now + UNKNOWN_MS;
      return;
    }
    if (head.status >= 500) {
      this.failed(now);
      return;
    }
    this.note(0);
    this.inARow = 0;
    this.openUntil = 0;
    this.probing = false;
    this.ttftMs = this.ttftMs === undefined ? ttftMs : this.ttftMs + SMOOTHING * (ttftMs - this.ttftMs);
    this.samples[this.taken % SAMPLES] = ttftMs;
    this.taken += 1;
  }

  /** No answer, a 5xx, or an answer that broke off. */
  failed(now: number): void {
    this.note(1);
    this.failures += 1;
    this.inARow += 1;
    this.probing = false;
    if (this.inARow >= OPEN_AFTER) this.openUntil = now + OPEN_MS;
  }

  /** Of the last samples; undefined without any. `share` between 0 and 1. */
  percentile(share: number): number | undefined {
    const sorted = this.samples.slice(0, Math.min(this.taken, SAMPLES)).sort();
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }

  private note(error: number): void {
    this.calls += 1;
    this.errorShare += SMOOTHING * (error - this.errorShare);
  }
}

/** Passive health of everything this gateway calls, by provider and model. */
export class Health {
  private readonly byAddress = new Map<string, Vitals>();
  private readonly byPlace = new WeakMap<Place, Vitals>();

  of(place: Place): Vitals {
    const known = this.byPlace.get(place);
    if (known !== undefined) return known;
    const address = addressOf(place);
    let vitals = this.byAddress.get(address);
    if (vitals === undefined) {
      if (this.byAddress.size >= REMEMBERED) this.byAddress.clear();
      vitals = new Vitals(place.provider.id, place.model);
      this.byAddress.set(address, vitals);
    }
    this.byPlace.set(place, vitals);
    return vitals;
  }

  /** Takes over what gateways reported: how long each model at each provider rests. */
  restore(reports: readonly ProviderHealth[]): void {
    for (const { provider, model = '', state, until } of reports) {
      if (until === undefined) continue;
      const vitals = new Vitals(provider, model);
      if (state === 'cooling_down') vitals.coolUntil = Date.parse(until);
      else vitals.openUntil = Date.parse(until);
      this.byAddress.set(`${provider}/${model}`, vitals);
    }
  }

  all(): Iterable<Vitals> {
    return this.byAddress.values();
  }
}

function coolDown(head: AnswerHead, now: number): number {
  const asked = askedDelay(head, now) ?? COOL_DOWN_MS;
  return Math.min(asked, LONGEST_COOL_DOWN_MS);
}
