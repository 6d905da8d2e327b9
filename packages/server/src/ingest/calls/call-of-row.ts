import {
  ATTRIBUTION_TAGS,
  type AttributionState,
  CALL_STATUSES,
  type CallFact,
  type CallStatus,
  type Dialect,
  type TagSource,
} from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { PriceBook, RateUsage } from '@weir/core/pricing';
import { chargeFacts, sumCost } from '../../ledger/charges.ts';
import type { ImportOptions, IsUnit } from './fields.ts';
import type { RowIdentity } from './identity.ts';
import { parseInstant } from './instants.ts';

/** What a registered workload says of its calls. */
export interface ImportWorkload {
  /** Fixed tags, resolved upwards. */
  tags: Readonly<Record<string, string>>;
  /** Tags its environment requires; default: the attribution tags. */
  requiredTags?: readonly string[];
}

export interface CallOfRowDeps {
  priceBook: PriceBook;
  rateUsage: RateUsage;
  /** Undefined when there is no such workload. */
  workload(id: string): ImportWorkload | undefined;
  isUnit: IsUnit;
  /** Epoch ms: a row from later than this is a mistake in the file. */
  latest: number;
  identity: RowIdentity;
  /** Written to `instance` of every call. */
  instance: string;
  options: ImportOptions;
}

/** A call as one row tells it. Throws a plain Error whose text is the reason the row is rejected. */
export function callOfRow(
  fields: ReadonlyMap<string, string>,
  content: string,
  deps: CallOfRowDeps,
): CallFact {
  const { options } = deps;
  const at = readAt(fields.get('at'), deps.latest);
  const provider = required(fields.get('provider') ?? options.provider, 'provider');
  const model = required(fields.get('model') ?? options.model, 'model');
  const usage = readUsage(fields, deps.isUnit);
  const operation = fields.get('operation') ?? 'import';
  const attribution = attribute(fields, operation, deps);
  const charges = priced(() => {
    const price = deps.priceBook.resolveOrFallback({ provider, model, at: at.ms });
    return { price, charges: chargeFacts(deps.rateUsage(usage, price), { attempt: 1, estimated: false }) };
  });
  const status = readStatus(fields.get('status'));
  const duration = readNumber(fields, 'duration_ms') ?? 0;
  const ttft = readNumber(fields, 'ttft_ms');
  const cost = sumCost(charges.charges);
  const http = readNumber(fields, 'http_status') ?? (status === 'ok' ? 200 : 0);
  const text = (name: string) => fields.get(name);
  return {
    call_id: readCallId(fields.get('call_id')) ?? deps.identity.idOf(content, at.ms),
    source: 'import',
    instance: deps.instance,
    sandbox: false,
    started_at: at.iso,
    ended_at: endOf(at, duration),
    duration_ms: duration,
    ...(ttft === undefined ? {} : { ttft_ms: ttft }),
    dialect: dialectOf(provider),
    operation,
    stream: /^(1|true|yes)$/i.test(text('stream') ?? ''),
    provider,
    requested_model: model,
    model,
    ...present('response_model', text('response_model')),
    ...attribution,
    status,
    http_status: http,
    ...present('error_code', text('error_code')),
    ...present('finish_reason', text('finish_reason')),
    usage,
    tool_calls: 0,
    tool_names: [],
    request_bytes: 0,
    response_bytes: 0,
    attempts: [{ attempt: 1, provider, model, started_at: at.iso, duration_ms: duration }],
    charges: charges.charges,
    cost,
    reserved_cost: '0.000000000000',
    currency: charges.price.currency,
    priced: charges.price.priced,
    estimated: !charges.price.priced,
  };
}

function readAt(text: string | undefined, latest: number): { iso: string; ms: number } {
  if (text === undefined) throw new Error('at is missing');
  const at = parseInstant(text);
  if (at === undefined) throw new Error(`at is ${quoted(text)}, not a date and time`);
  if (at.ms > latest) throw new Error(`at is ${quoted(text)}, which is in the future`);
  return at;
}

function readUsage(fields: ReadonlyMap<string, string>, isUnit: IsUnit): Record<string, number> {
  const usage: Record<string, number> = {};
  for (const name of fields.keys()) {
    const quantity = isUnit(name) ? readNumber(fields, name) : undefined;
    if (quantity !== undefined) usage[name] = quantity;
  }
  if (Object.keys(usage).length === 0) {
    throw new Error('no quantity is given: at least one unit such as input_tokens is needed');
  }
  return usage;
}

function readNumber(fields: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = fields.get(name);
  if (text === undefined) return undefined;
  const value = /^\d+(\.\d+)?([eE]\+?\d{1,2})?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value) || value > Number.MAX_SAFE_INTEGER) {
    throw new Error(`${name} is ${quoted(text)}, not a number that is 0 or more`);
  }
  return value;
}

function readStatus(text: string | undefined): CallStatus {
  if (text === undefined) return 'ok';
  const status = CALL_STATUSES.find((known) => known === text);
  if (status === undefined)
    throw new Error(`status is ${quoted(text)}, not one of ${CALL_STATUSES.join(', ')}`);
  return status;
}

function readCallId(text: string | undefined): string | undefined {
  if (text !== undefined && text.length > 200) throw new Error('call_id is longer than 200 characters');
  return text;
}

type Attributed = Pick<CallFact, 'tags' | 'tag_sources' | 'attribution' | 'missing_tags'>;

/** Tags of the workload first; the row adds what the workload leaves open. */
function attribute(fields: ReadonlyMap<string, string>, operation: string, deps: CallOfRowDeps): Attributed {
  const tags: Record<string, string> = {};
  const tag_sources: Record<string, TagSource> = {};
  const add = (name: string, value: string, source: TagSource) => {
    if (tags[name] !== undefined || value === '') return;
    tags[name] = value;
    tag_sources[name] = source;
  };
  const id = fields.get('tag.workload') ?? deps.options.workload;
  const workload = id === undefined ? undefined : deps.workload(id);
  if (id !== undefined && workload === undefined) throw new Error(`workload ${quoted(id)} does not exist`);
  if (id !== undefined) add('workload', id, 'workload');
  for (const [name, value] of Object.entries(workload?.tags ?? {})) add(name, value, 'workload');
  for (const [field, value] of fields) {
    if (field.startsWith('tag.')) add(field.slice('tag.'.length), value, 'metadata');
  }
  add('request_type', operation, 'derived');
  if (id !== undefined) add('use_case', id, 'derived');
  const missing_tags = (workload?.requiredTags ?? ATTRIBUTION_TAGS).filter(
    (name) => tags[name] === undefined,
  );
  const attribution: AttributionState = missing_tags.length === 0 ? 'complete' : 'quarantined';
  return { tags, tag_sources, attribution, missing_tags: [...missing_tags] };
}

/** Impossible usage is the row's fault: its text is the reason. */
function priced<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof WeirError && error.code === 'invalid_argument') throw new Error(error.message);
    throw error;
  }
}

function endOf({ iso, ms }: { iso: string; ms: number }, duration: number): string {
  if (duration === 0) return iso;
  return new Date(ms + Math.min(duration, 8.64e10)).toISOString();
}

const DIALECTS: Readonly<Record<string, Dialect>> = {
  anthropic: 'anthropic',
  google: 'gemini',
  gemini: 'gemini',
};

function dialectOf(provider: string): Dialect {
  return DIALECTS[provider] ?? 'openai';
}

function required(value: string | undefined, name: string): string {
  if (value === undefined || value === '')
    throw new Error(`${name} is missing; give it in the row or with --${name}`);
  return value;
}

function present<K extends string>(name: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [P in K]?: string });
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
