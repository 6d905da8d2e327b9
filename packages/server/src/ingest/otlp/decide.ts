import type { TracedCall } from '../../ledger/trace-port.ts';
import { type Candidate, hasUsage } from './candidates.ts';
import { timedId } from './ids.ts';

/** Clocks of application and gateway may differ by this much. */
const CLOCKS_APART_MS = 2_000;

/** A call of a span that the ledger holds, and where it stood. */
interface LandedSpan {
  call: TracedCall;
  spanId: string;
  above: readonly string[];
}

export interface Decision {
  /** To be charged. */
  fresh: Candidate[];
  /** Charged before; now it is known that spans below tell the same usage. */
  takeBack: { call: TracedCall; because: string }[];
  duplicates: number;
  /** Agents and steps, and spans whose usage is told again below. */
  repeats: number;
  /** Calls that the gateway carried and charged. */
  gateway: number;
}

/**
 * What of a delivery is charged. The rule: of the spans on a way from the root to a leaf, up to a tool, only the lowest
 * that tells of usage is charged, and not even that when the gateway carried the call. Agents, chains and steps are never
 * charged. It does not matter in which order spans come: what was charged too soon is taken back.
 */
export function decide(candidates: readonly Candidate[], known: readonly TracedCall[]): Decision {
  const landed = landedSpans(known);
  const carried = known.filter(({ source }) => source === 'gateway');
  const ids = new Set(known.map(({ call_id }) => call_id));
  const leaves = candidates.filter((candidate) => candidate.role !== 'parent' && hasUsage(candidate));
  const above = new Set<string>();
  for (const { span, above: spans } of leaves) for (const id of spans) above.add(`${span.traceId} ${id}`);
  const aboveLanded = new Set(
    landed
      .filter(({ call }) => call.charges > 0)
      .flatMap(({ call, above: spans }) => spans.map((id) => `${call.trace_id} ${id}`)),
  );
  const decision: Decision = { fresh: [], takeBack: [], duplicates: 0, repeats: 0, gateway: 0 };
  const seen = new Set<string>();
  for (const candidate of candidates) {
    const place = `${candidate.span.traceId} ${candidate.span.spanId}`;
    if (seen.has(candidate.callId) || ids.has(candidate.callId)) decision.duplicates++;
    else if (candidate.role === 'parent' || above.has(place) || aboveLanded.has(place)) decision.repeats++;
    else if (isCarried(candidate, carried)) decision.gateway++;
    else decision.fresh.push(candidate);
    seen.add(candidate.callId);
  }
  for (const { call, spanId } of landed) {
    if (call.charges === 0 || ids.has(takeBackId(call))) continue;
    if (above.has(`${call.trace_id} ${spanId}`)) {
      decision.takeBack.push({ call, because: 'Spans below it, which came later, tell the same usage.' });
    } else if (carried.some((other) => covers(call, other)))
      decision.takeBack.push({ call, because: BY_GATEWAY });
  }
  return decision;
}

const BY_GATEWAY = 'The gateway carried this call and has charged it.';

/** Calls of spans that calls of the gateway, which landed later, have charged as well. */
export function carriedAfterAll(known: readonly TracedCall[]): Decision['takeBack'] {
  return decide([], known).takeBack;
}

/** Of the entry that takes a call's charges back: there can be one only. */
export function takeBackId({ call_id, started_at }: Pick<TracedCall, 'call_id' | 'started_at'>): string {
  return timedId(`otlp taken back ${call_id}`, Date.parse(started_at));
}

function isCarried(candidate: Candidate, carried: readonly TracedCall[]): boolean {
  if (candidate.gatewayCall !== undefined) return true;
  const { span } = candidate;
  const names = [...span.attributes]
    .filter(([name]) => /model/.test(name))
    .flatMap(([, value]) => (typeof value === 'string' ? [value] : []));
  const from = Number(span.startNano / 1_000_000n);
  const to = Number(span.endNano / 1_000_000n);
  return carried.some(
    (call) => call.trace_id === span.traceId && isWithin(call, from, to) && sharesModel(call, names),
  );
}

function covers(landed: TracedCall, carried: TracedCall): boolean {
  const names = [landed.requested_model, landed.model, landed.response_model];
  return (
    landed.trace_id === carried.trace_id &&
    isWithin(carried, Date.parse(landed.started_at), Date.parse(landed.ended_at)) &&
    sharesModel(carried, names)
  );
}

function isWithin(call: TracedCall, from: number, to: number): boolean {
  return (
    Date.parse(call.started_at) >= from - CLOCKS_APART_MS && Date.parse(call.ended_at) <= to + CLOCKS_APART_MS
  );
}

function sharesModel(call: TracedCall, names: readonly string[]): boolean {
  return [call.requested_model, call.model, call.response_model].some(
    (name) => name !== '' && names.includes(name),
  );
}

function landedSpans(known: readonly TracedCall[]): LandedSpan[] {
  return known.flatMap((call) => {
    if (call.source !== 'otlp' || call.raw_usage === '') return [];
    const record = JSON.parse(call.raw_usage) as { span_id?: unknown; above?: unknown };
    const { span_id: spanId, above } = record;
    if (typeof spanId !== 'string' || !Array.isArray(above)) return [];
    return [{ call, spanId, above: above.filter((id) => typeof id === 'string') }];
  });
}
