import { ATTRIBUTION_TAGS, type CallFact, type TagSource } from '@weir/core/contract';
import { type PriceBook, rateUsage } from '@weir/core/pricing';
import { chargeFacts, sumCost } from '../../ledger/charges.ts';
import { findModel } from '../models.ts';
import { hash32 } from '../random.ts';
import { attemptsOf, durationOf, instant } from './attempts.ts';
import { demoCompany } from './company.ts';
import type { PlannedCall } from './plan.ts';
import { rawUsage, usageOf } from './usage.ts';

export interface FactContext {
  seed: number;
  priceBook: PriceBook;
  /** Id of the organization the demo plays in. */
  organization: string;
  /** Key id by workload, as created for the demo. */
  keyIds: Readonly<Record<string, string>>;
}

const ZERO = '0.000000000000';
const WORKLOADS = new Map(demoCompany.workloads.map((workload) => [workload.id, workload]));
/** Where each tag of the caller comes from; all others are fixed by the workload. */
const CALLER_TAGS = new Set(['user', 'customer', 'task', 'step', 'prompt_version', 'business_process']);

/** The ledger's row for a planned call: complete, priced exactly, marked as demo and sandbox. */
export function callFact(call: PlannedCall, context: FactContext): CallFact {
  const { tags, sources } = tagsOf(call, context.organization);
  const missing = missingTags(call, tags);
  const billed = call.outcome !== 'failed' && call.outcome !== 'refused';
  const usage = billed ? usageOf(call) : {};
  const priced = rateUsage(usage, priceOf(call, context.priceBook));
  const attempts = attemptsOf(call);
  const estimated = call.outcome === 'aborted' && call.random() < 0.4;
  const charges = billed
    ? chargeFacts(priced, {
        attempt: attempts.length,
        estimated,
        ...(estimated ? { reason: 'client_aborted' as const } : {}),
      })
    : [];
  const cost = sumCost(charges);
  const last = attempts.at(-1);
  const first = attempts[0];
  const duration = durationOf(attempts);
  const status = STATUS[call.outcome];
  const answeredAs = findModel(call.use.dialect, call.use.model)?.answersAs ?? call.use.model;
  const key = context.keyIds[call.profile.workload];
  return {
    call_id: callId(call, context.seed),
    source: 'demo',
    instance: 'demo',
    sandbox: true,
    started_at: instant(call.startedAt),
    ended_at: instant(call.startedAt + duration),
    duration_ms: duration,
    ...(billed && last !== undefined && first !== undefined
      ? { ttft_ms: (last.first_byte_ms ?? 0) + (duration - last.duration_ms) }
      : {}),
    dialect: call.use.dialect,
    operation: call.use.dialect === 'openai' ? 'chat.completions' : 'messages',
    stream: call.stream,
    provider: `sandbox-${call.use.dialect}`,
    requested_model: call.use.model,
    model: call.use.model,
    ...(billed ? { response_model: answeredAs } : {}),
    ...(key === undefined ? {} : { key }),
    tags,
    tag_sources: sources,
    attribution: missing.length === 0 ? 'complete' : 'quarantined',
    missing_tags: missing,
    status: status.status,
    http_status: status.http,
    ...(status.code === undefined ? {} : { error_code: status.code }),
    ...(call.outcome === 'ok' || call.outcome === 'retried' ? { finish_reason: finishReason(call) } : {}),
    usage: { ...usage },
    ...(billed ? { raw_usage: rawUsage(call) } : {}),
    tool_calls: billed ? call.tools.length : 0,
    tool_names: billed ? [...call.tools] : [],
    request_bytes: call.input * 4 + 420,
    response_bytes: billed ? (call.output - call.reasoning) * (call.stream ? 190 : 4) + 640 : 210,
    attempts,
    charges,
    cost,
    reserved_cost: billed ? cost : ZERO,
    currency: 'USD',
    priced: priced.price.priced,
    estimated: charges.some((charge) => charge.estimated),
  };
}

const STATUS: Record<PlannedCall['outcome'], { status: CallFact['status']; http: number; code?: string }> = {
  ok: { status: 'ok', http: 200 },
  retried: { status: 'ok', http: 200 },
  aborted: { status: 'client_aborted', http: 200 },
  failed: { status: 'upstream_error', http: 529, code: 'overloaded_error' },
  refused: { status: 'refused', http: 403, code: 'model_not_approved' },
};

function priceOf(call: PlannedCall, book: PriceBook) {
  return book.resolveOrFallback({ provider: call.use.dialect, model: call.use.model, at: call.startedAt });
}

function tagsOf(
  call: PlannedCall,
  organization: string,
): { tags: Record<string, string>; sources: Record<string, TagSource> } {
  const workload = WORKLOADS.get(call.profile.workload);
  const fixed = {
    organization,
    workload: workload?.id,
    application: workload?.application,
    environment: workload?.environment,
    owner: workload?.owner,
    cost_center: workload?.cost_center,
    team: workload?.team,
    use_case: workload?.use_case,
    business_process: workload?.business_process,
    request_type: workload?.request_type,
  };
  const tags: Record<string, string> = {};
  const sources: Record<string, TagSource> = {};
  for (const [name, value] of [...Object.entries(call.tags), ...Object.entries(fixed)]) {
    if (value === undefined) continue;
    tags[name] = value;
    sources[name] = CALLER_TAGS.has(name) && name in call.tags ? 'header' : 'workload';
  }
  return { tags, sources };
}

function missingTags(call: PlannedCall, tags: Readonly<Record<string, string>>): string[] {
  return call.outcome === 'refused' ? [] : ATTRIBUTION_TAGS.filter((name) => tags[name] === undefined);
}

function finishReason(call: PlannedCall): string {
  if (call.use.dialect === 'openai') return call.tools.length > 0 ? 'tool_calls' : 'stop';
  return call.tools.length > 0 ? 'tool_use' : 'end_turn';
}

/** Looks like any other call id (UUID version 7), but is the same in every run: importing twice adds nothing. */
export function callId(call: PlannedCall, seed: number): string {
  const time = call.startedAt.toString(16).padStart(12, '0');
  const hex = (salt: string) => hash32(`${salt}${call.identity}`, seed).toString(16).padStart(8, '0');
  const [a, b] = [hex('a'), hex('b')];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${a.slice(0, 3)}-8${a.slice(3, 6)}-${a.slice(6)}${b}${hex('c').slice(0, 2)}`;
}
