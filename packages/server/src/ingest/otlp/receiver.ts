import { createHash } from 'node:crypto';
import type { CallFact } from '@weir/core/contract';
import type { PriceBook } from '@weir/core/pricing';
import type { Exclusive } from '../../ledger/exclusive.ts';
import type { LedgerStore, TimeRange } from '../../ledger/port.ts';
import { BatchRejected } from '../../ledger/rejection.ts';
import type { TracedCall, TraceReader } from '../../ledger/trace-port.ts';
import type { Clock } from '../../platform/clock.ts';
import type { AdmissionState } from '../../registry/admission-state.ts';
import { keyOf, type Sender } from './attribution.ts';
import { type CallOfSpanDeps, callOfSpan } from './call-of-span.ts';
import { type Candidate, candidateOf } from './candidates.ts';
import { carriedAfterAll, type Decision, decide } from './decide.ts';
import { Lineage } from './lineage.ts';
import { roleOf } from './roles.ts';
import { faultOf, type Span } from './span.ts';
import { takeBackEntry } from './take-back.ts';

/** Spans of one trace lie at most this far apart. */
const LONGEST_TRACE_MS = 6 * 3_600_000;
const CLOCKS_APART_MS = 86_400_000;
const BATCH_CALLS = 4_000;
/** Traces whose calls were charged here: calls of the gateway that land later may be of them. */
const REMEMBERED_TRACES = 50_000;
const TOLD_REASONS = 5;

export interface TraceReceiverDeps {
  store: Pick<LedgerStore, 'append' | 'call' | 'existing'>;
  traces: TraceReader;
  /** Shared by all who add what is missing. */
  exclusive: Exclusive;
  priceBook(): PriceBook;
  rateUsage: CallOfSpanDeps['rateUsage'];
  rules(): AdmissionState;
  statedCosts: CallOfSpanDeps['statedCosts'];
  clock: Clock;
}

export interface Received {
  /** Spans that were taken, whether they tell of calls or not. */
  accepted: number;
  rejected: number;
  /** The first reasons, in one sentence; '' when nothing was rejected. */
  message: string;
  /** Calls that were charged. */
  calls: number;
  duplicates: number;
  repeats: number;
  gateway: number;
  takenBack: number;
}

/** Spans become calls of the ledger. One receiver per control process. */
export class TraceReceiver {
  private readonly deps: TraceReceiverDeps;
  private readonly lineage = new Lineage();
  private readonly charged = new Set<string>();

  constructor(deps: TraceReceiverDeps) {
    this.deps = deps;
  }

  /** The sender a key stands for. Throws `key_unknown`, `key_revoked`, `key_expired`. */
  senderOf(secret: string): Sender {
    return { key: keyOf(secret, this.deps.rules(), this.deps.clock.now()) };
  }

  /** Lands what is new; the same spans again change nothing. Throws when the ledger fails: then all may be sent again. */
  async receive(spans: readonly Span[], sender: Sender): Promise<Received> {
    const refusals: string[] = [];
    const candidates = this.candidates(spans, refusals);
    if (candidates.length === 0) return answer(spans, refusals, undefined, 0);
    return this.deps.exclusive(async () => {
      const decision = decide(candidates, await this.known(candidates.map(({ span }) => span)));
      const calls = this.priced(decision.fresh, sender, refusals);
      const back = await this.entries(decision.takeBack);
      const landed = await this.land([...calls, ...back], refusals);
      return answer(spans, refusals, decision, landed - back.length);
    });
  }

  /** Calls landed that the gateway carried: what their own applications told of them before is taken back. */
  async gatewayLanded(calls: readonly CallFact[]): Promise<number> {
    const ours = calls.filter(
      ({ source, trace_id }) => source === 'gateway' && trace_id !== undefined && this.charged.has(trace_id),
    );
    if (ours.length === 0) return 0;
    return this.deps.exclusive(async () => {
      const times = ours.map(({ started_at }) => Date.parse(started_at));
      const traces = [...new Set(ours.flatMap(({ trace_id }) => trace_id ?? []))];
      const known = await this.deps.traces.ofTraces(traces, rangeOf(times));
      const back = await this.entries(carriedAfterAll(known));
      return this.land(back, []);
    });
  }

  private candidates(spans: readonly Span[], refusals: string[]): Candidate[] {
    const latest = this.deps.clock.now() + CLOCKS_APART_MS;
    const sound = spans.filter((span) => {
      const fault = faultOf(span, latest);
      if (fault !== undefined) refusals.push(`${shown(span)}: ${fault}`);
      return fault === undefined;
    });
    for (const span of sound) this.lineage.note(span.traceId, span.spanId, span.parentSpanId, roleOf(span));
    return sound.flatMap((span) => {
      try {
        return candidateOf(span, this.lineage) ?? [];
      } catch (error) {
        refusals.push(`${shown(span)}: ${textOf(error)}`);
        return [];
      }
    });
  }

  /** Without calls whose charges a crash cut off: landing these again completes them. */
  private async known(spans: readonly Span[]): Promise<TracedCall[]> {
    const times = spans.map(({ startNano }) => Number(startNano / 1_000_000n));
    const known = await this.deps.traces.ofTraces(
      [...new Set(spans.map(({ traceId }) => traceId))],
      rangeOf(times),
    );
    const own = known.filter(({ source }) => source === 'otlp').map(({ call_id }) => call_id);
    const whole = await this.deps.store.existing(own);
    return known.filter(({ source, call_id }) => source !== 'otlp' || whole.has(call_id));
  }

  private priced(fresh: readonly Candidate[], sender: Sender, refusals: string[]): CallFact[] {
    const { rateUsage, statedCosts } = this.deps;
    const rules = this.deps.rules();
    const deps: CallOfSpanDeps = {
      rateUsage,
      statedCosts,
      rules,
      priceBook: this.deps.priceBook(),
      priceProvider: (id) =>
        Object.hasOwn(rules.providers, id) ? rules.providers[id]?.priceProvider : undefined,
    };
    return fresh.flatMap((candidate) => {
      try {
        return [callOfSpan(candidate, sender, deps)];
      } catch (error) {
        refusals.push(`${shown(candidate.span)}: ${textOf(error)}`);
        return [];
      }
    });
  }

  private async entries(takeBack: Decision['takeBack']): Promise<CallFact[]> {
    const at = new Date(this.deps.clock.now());
    const entries: CallFact[] = [];
    for (const { call, because } of takeBack) {
      const whole = await this.deps.store.call(call.call_id);
      if (whole !== undefined) entries.push(takeBackEntry(whole, because, at));
    }
    return entries;
  }

  /** How many landed; what the ledger cannot take is refused, the rest lands. */
  private async land(calls: readonly CallFact[], refusals: string[]): Promise<number> {
    let landed = 0;
    for (let from = 0; from < calls.length; from += BATCH_CALLS) {
      landed += await this.append(calls.slice(from, from + BATCH_CALLS), refusals);
    }
    for (const { trace_id } of calls) if (trace_id !== undefined) this.remember(trace_id);
    return landed;
  }

  private async append(calls: readonly CallFact[], refusals: string[]): Promise<number> {
    if (calls.length === 0) return 0;
    try {
      await this.deps.store.append({ token: tokenOf(calls), calls });
      return calls.length;
    } catch (error) {
      if (!(error instanceof BatchRejected)) throw error;
      return this.appendSound(calls, error, refusals);
    }
  }

  private async appendSound(
    calls: readonly CallFact[],
    { rejected, message }: BatchRejected,
    refusals: string[],
  ): Promise<number> {
    if (rejected.length > 0) {
      const bad = new Set(rejected.map(({ call_id }) => call_id));
      refusals.push(...rejected.map(({ reason }) => reason));
      return this.append(
        calls.filter(({ call_id }) => !bad.has(call_id)),
        refusals,
      );
    }
    if (calls.length === 1) {
      refusals.push(message);
      return 0;
    }
    const half = Math.ceil(calls.length / 2);
    const first = await this.append(calls.slice(0, half), refusals);
    return first + (await this.append(calls.slice(half), refusals));
  }

  private remember(traceId: string): void {
    this.charged.delete(traceId);
    this.charged.add(traceId);
    const [oldest] = this.charged;
    if (this.charged.size > REMEMBERED_TRACES && oldest !== undefined) this.charged.delete(oldest);
  }
}

function rangeOf(times: readonly number[]): TimeRange {
  const first = times.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const last = times.reduce((most, at) => Math.max(most, at), 0);
  return { since: new Date(first - LONGEST_TRACE_MS), until: new Date(last + LONGEST_TRACE_MS) };
}

/** Same calls, same token: a delivery that was cut short by a crash is completed, not repeated. */
function tokenOf(calls: readonly CallFact[]): string {
  const ids = calls.map(({ call_id }) => call_id).join('\n');
  return `otlp/${createHash('sha256').update(ids).digest('hex').slice(0, 32)}`;
}

function answer(
  spans: readonly Span[],
  refusals: readonly string[],
  decision: Decision | undefined,
  calls: number,
): Received {
  const told = refusals.slice(0, TOLD_REASONS).join('; ');
  const more = refusals.length > TOLD_REASONS ? `; and ${refusals.length - TOLD_REASONS} more` : '';
  return {
    accepted: spans.length - refusals.length,
    rejected: refusals.length,
    message: `${told}${more}`,
    calls,
    duplicates: decision?.duplicates ?? 0,
    repeats: decision?.repeats ?? 0,
    gateway: decision?.gateway ?? 0,
    takenBack: decision?.takeBack.length ?? 0,
  };
}

function shown({ name, spanId }: Span): string {
  return `span ${spanId === '' ? '' : `${spanId} `}${JSON.stringify(name.slice(0, 60))}`;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
