import type { CallFact } from '@weir/core/contract';
import type { ErrorCode, WeirError } from '@weir/core/errors';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { SpoolWriter } from '../ledger/spool/port.ts';
import type { Clock } from '../platform/clock.ts';
import type { Finds } from '../privacy/contract.ts';
import type { RequestFacts } from '../providers/index.ts';
import type { AdmissionState } from '../registry/admission-state.ts';
import type { Call } from './call.ts';
import { instantOf, milliseconds } from './instant.ts';
import type { GatewayLog } from './ports.ts';
import { splitName, type Target } from './routing/resolve-target.ts';
import type { Attribution } from './steps/attribute.ts';
import type { Principal } from './steps/authenticate.ts';

/** What was known of a call when it was refused. */
export interface Refused {
  readonly call: Call;
  readonly principal: Principal;
  readonly facts: RequestFacts | undefined;
  readonly attribution: Attribution | undefined;
  readonly target: Target | undefined;
  readonly finds: Finds | undefined;
  /** The rules in force. */
  readonly state: AdmissionState | undefined;
  readonly requestBytes: number;
  readonly currency: string;
}

const NO_COST = Decimal.ZERO.toFixed(MONEY_SCALE);

/**
 * Records refusals as calls without charges. A client that hammers a closed door must not fill the disk: each key gets
 * one record per code and second, all further ones are only counted. Callers without a valid key are only counted.
 */
export class RefusalLog {
  readonly counts: Partial<Record<ErrorCode, number>> = {};
  unrecorded = 0;
  private second = 0;
  private readonly seen = new Set<string>();
  private readonly spool: SpoolWriter;
  private readonly clock: Clock;
  private readonly log: GatewayLog;

  constructor(spool: SpoolWriter, clock: Clock, log: GatewayLog) {
    this.spool = spool;
    this.clock = clock;
    this.log = log;
  }

  count(code: ErrorCode): void {
    this.counts[code] = (this.counts[code] ?? 0) + 1;
  }

  record(refused: Refused, error: WeirError): void {
    const now = this.clock.now();
    if (!this.isFirst(`${refused.principal.key.id} ${error.code}`, now)) {
      this.unrecorded += 1;
      return;
    }
    const call = refusedCall(refused, error, this.spool.instance, now, this.clock.monotonic());
    this.spool.end({ t: 'end', call }).catch((cause: unknown) => {
      this.log.warn({ err: cause, call_id: call.call_id }, 'a refusal could not be recorded');
    });
  }

  private isFirst(what: string, now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.second) {
      this.second = second;
      this.seen.clear();
    }
    if (this.seen.has(what)) return false;
    this.seen.add(what);
    return true;
  }
}

function refusedCall(
  refused: Refused,
  error: WeirError,
  instance: string,
  now: number,
  mono: number,
): CallFact {
  const { call, principal, facts, attribution } = refused;
  const requested = facts?.model ?? '';
  // a call refused before it was routed may name its provider all the same
  const target = refused.target ?? (refused.state && splitName(requested, refused.state));
  return {
    call_id: call.id,
    source: 'gateway',
    instance,
    sandbox: target?.provider.sandbox ?? false,
    started_at: instantOf(call.startedAt),
    ended_at: instantOf(now),
    duration_ms: milliseconds(mono - call.startedMono),
    dialect: call.dialect,
    operation: call.route.operation.name,
    stream: facts?.stream ?? false,
    provider: target?.provider.id ?? '',
    requested_model: requested,
    model: target?.model || requested,
    key: principal.key.id,
    tags: attribution?.tags ?? { ...principal.tags },
    tag_sources: attribution?.tagSources ?? { ...principal.tagSources },
    attribution: attribution?.state ?? 'quarantined',
    missing_tags: [...(attribution?.missing ?? [])],
    status: 'refused',
    http_status: error.status,
    error_code: error.code,
    usage: {},
    tool_calls: 0,
    tool_names: [],
    request_bytes: refused.requestBytes,
    response_bytes: 0,
    attempts: [],
    charges: [],
    cost: NO_COST,
    reserved_cost: NO_COST,
    currency: refused.currency,
    priced: true,
    estimated: false,
    trace_id: call.head.traceId,
    parent_span_id: call.head.parentSpanId,
    client_address: call.origin?.address,
    client_certificate: call.origin?.certificate,
    data_class: principal.workload.data?.class,
    detections: refused.finds?.action === undefined ? undefined : refused.finds.counts,
    detection_action: refused.finds?.action,
  };
}
