import { z } from 'zod';
import { decimalString, instant } from './primitives.ts';
import { routingDecision } from './routing-decision.ts';
import {
  ATTRIBUTION_STATES,
  CACHE_RESULTS,
  CALL_SOURCES,
  CALL_STATUSES,
  CHARGE_CATEGORIES,
  CHARGE_CLASSES,
  DETECTION_ACTIONS,
  DETECTORS,
  DIALECTS,
  ENTRY_KINDS,
  ESTIMATE_REASONS,
  TAG_SOURCES,
} from './vocabulary.ts';

/** Quantities by unit id (see catalog/units). Unknown is absent, never 0. */
export const usageSchema = z.record(z.string(), z.number().nonnegative());

/**
 * One priced quantity of something: the atom of the ledger. Immutable; corrections are further charges. In entries quantity
 * and costs may be negative.
 */
export const chargeFact = z.object({
  attempt: z.number().int().positive(),
  unit: z.string(),
  quantity: decimalString,
  /** Price of `per` units, in `currency`. */
  list_unit_price: decimalString,
  contracted_unit_price: decimalString,
  per: z.number().int().positive(),
  /** quantity x unit price / per, rounded half-even to 12 decimals, once, here. */
  list_cost: decimalString,
  contracted_cost: decimalString,
  effective_cost: decimalString,
  currency: z.string().length(3),
  category: z.enum(CHARGE_CATEGORIES),
  /** Which price was used, e.g. `list:openai/gpt-4o@2024-08-06#input_mtok`; `fallback:...` when unknown. */
  price_ref: z.string(),
  /** False when no price of this model is known and a marked fallback was used. */
  priced: z.boolean(),
  estimated: z.boolean(),
  estimate_reason: z.enum(ESTIMATE_REASONS).optional(),
});
export type ChargeFact = z.infer<typeof chargeFact>;

/** Makes a record of the ledger something else than one call. */
export const entryFact = z.object({
  kind: z.enum(ENTRY_KINDS),
  /** Calls it stands for: 0 when it only changes what others cost, negative when it takes them away from where they were. */
  calls: z.number().int(),
  /** When it was booked; `started_at` and `ended_at` are those of what it is about. */
  booked_at: instant,
  /** Proposal it was approved as. */
  proposal: z.string().optional(),
  /** Call or entry whose charges it corrects. */
  corrects: z.string().optional(),
  /** A sentence for people. */
  reason: z.string(),
  /** Line of the source it follows from: `<source>/<line id>`. */
  source_line: z.string().optional(),
  /** Invoice that bills it. */
  invoice: z.string().optional(),
});
export type EntryFact = z.infer<typeof entryFact>;

/** One upstream try of a call. */
export const attemptFact = z.object({
  attempt: z.number().int().positive(),
  provider: z.string(),
  model: z.string(),
  started_at: instant,
  first_byte_ms: z.number().nonnegative().optional(),
  duration_ms: z.number().nonnegative(),
  http_status: z.number().int().optional(),
  error_code: z.string().optional(),
  upstream_request_id: z.string().optional(),
  /** Why there was a further try after this one: `retry`, `fallback`, `escalation:<reason>`. Absent on the last. */
  superseded_by: z.string().optional(),
});
export type AttemptFact = z.infer<typeof attemptFact>;

/**
 * Everything Weir knows of one call when it ends. Self-contained: the spool's end record carries exactly
 * this, the ledger stores exactly this, `GET /calls/{id}` returns exactly this.
 */
export const callFact = z.object({
  call_id: z.string(),
  source: z.enum(CALL_SOURCES),
  /** Gateway incarnation (or import batch) that wrote it. */
  instance: z.string(),
  /** True when the sandbox provider answered: never mixed into real totals unless asked. */
  sandbox: z.boolean(),
  started_at: instant,
  ended_at: instant,
  duration_ms: z.number().nonnegative(),
  /** Time to first byte of the answer, as sent to the client. */
  ttft_ms: z.number().nonnegative().optional(),
  dialect: z.enum(DIALECTS),
  /** e.g. `chat.completions`, `messages`. */
  operation: z.string(),
  stream: z.boolean(),
  provider: z.string(),
  /** Model as the client asked for it. */
  requested_model: z.string(),
  /** Model the price was taken for. */
  model: z.string(),
  /** Model the provider said it used. */
  response_model: z.string().optional(),
  key: z.string().optional(),
  /** Values by tag name; registry tags hold slugs. */
  tags: z.record(z.string(), z.string()),
  tag_sources: z.record(z.string(), z.enum(TAG_SOURCES)),
  attribution: z.enum(ATTRIBUTION_STATES),
  missing_tags: z.array(z.string()),
  status: z.enum(CALL_STATUSES),
  http_status: z.number().int(),
  error_code: z.string().optional(),
  finish_reason: z.string().optional(),
  usage: usageSchema,
  /** The provider's own usage object, as JSON text. */
  raw_usage: z.string().optional(),
  tool_calls: z.number().int().nonnegative(),
  /** Of the first 64 tool calls, in order: a name as often as it was called. */
  tool_names: z.array(z.string()),
  request_bytes: z.number().int().nonnegative(),
  response_bytes: z.number().int().nonnegative(),
  attempts: z.array(attemptFact),
  charges: z.array(chargeFact),
  /** Sum of effective_cost over charges; equal to it exactly. */
  cost: decimalString,
  /** Worst-case cost reserved before the call. */
  reserved_cost: decimalString,
  currency: z.string().length(3),
  priced: z.boolean(),
  estimated: z.boolean(),
  /** Absent: a call of production. `evaluation`: a copy sent to another model; the client never saw its answer. */
  purpose: z.enum(['evaluation']).optional(),
  /** The call this one belongs to: what a shadow copies, the batch or session that a part belongs to. */
  parent_call: z.string().optional(),
  /** W3C trace id of the caller, 32 hex digits. */
  trace_id: z.string().optional(),
  /** W3C id of the caller's span, 16 hex digits. For logs and traces only: the ledger does not keep it. */
  parent_span_id: z.string().optional(),
  /** IP address the call came from, and name in its verified certificate. For logs only: the ledger does not keep them. */
  client_address: z.string().optional(),
  client_certificate: z.string().optional(),
  routing: routingDecision.optional(),
  cache: z.enum(CACHE_RESULTS).optional(),
  /** Only of cache hits: what the provider charged for the answer when it was first given. */
  avoided_cost: decimalString.optional(),
  /** Class of the data, by the workload's policy. */
  data_class: z.string().optional(),
  /** Where the provider worked on it, as prices name it. */
  region: z.string().optional(),
  /** Absent: one call. */
  entry: entryFact.optional(),
  /** Set by the ledger on what lands when its month is closed. */
  class: z.enum(CHARGE_CLASSES).optional(),
  /** What detectors found in request and answer: how often. */
  detections: z.partialRecord(z.enum(DETECTORS), z.number().int().positive()).optional(),
  /** The strictest thing done about it. */
  detection_action: z.enum(DETECTION_ACTIONS).optional(),
});
export type CallFact = z.infer<typeof callFact>;

/** A row of the calls list: the fact without its heavy parts. */
export const callSummary = callFact.omit({
  attempts: true,
  charges: true,
  raw_usage: true,
  tag_sources: true,
  routing: true,
});
export type CallSummary = z.infer<typeof callSummary>;
