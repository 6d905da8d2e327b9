import type { CacheResult, CallFact } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import {
  type CachedResponse,
  clientCacheWish,
  type Flight,
  keyOrBypass,
  keyVariant,
  mayStore,
  type RequestHeaders,
} from '../cache/index.ts';
import type { Finds } from '../privacy/contract.ts';
import type { RequestFacts } from '../providers/index.ts';
import type { Call } from './call.ts';
import type { PipelineDeps } from './call-deps.ts';
import type { Done } from './carry-out.ts';
import { ClientConnection } from './client/connection.ts';
import { instantOf, milliseconds } from './instant.ts';
import { headerRecord } from './request/head.ts';
import { MAX_VALUE_LENGTH } from './request/tags.ts';
import { addressOf } from './routing/place.ts';
import type { Plan } from './routing/plan.ts';
import type { Attribution } from './steps/attribute.ts';
import type { Principal } from './steps/authenticate.ts';
import { GATE_HEADER } from './steps/gate.ts';

/** Longer answers are not kept. */
const LONGEST_KEPT = 1024 * 1024;
const NO_COST = Decimal.ZERO.toFixed(MONEY_SCALE);

/** Answers kept under other rules for data are not given out under these. */
function dataRules({ workload: { data } }: Principal): string {
  return data === undefined ? '' : JSON.stringify([data.class ?? '', data.detectors, data.answers]);
}

/** What one call does with the response cache of its workload. */
export class CacheVisit {
  result: CacheResult = 'bypass';
  private flight: Flight | undefined;
  private parts: Buffer[] = [];
  private size = 0;
  private readonly key: string | undefined;
  private readonly wish: ReturnType<typeof clientCacheWish>;
  private readonly call: Call;
  private readonly principal: Principal;
  private readonly facts: RequestFacts;
  private readonly attribution: Attribution;
  private readonly plan: Plan;
  private readonly requestBytes: number;
  private readonly deps: PipelineDeps;

  private constructor(
    call: Call,
    principal: Principal,
    facts: RequestFacts,
    attribution: Attribution,
    plan: Plan,
    received: Buffer,
    personal: boolean,
    deps: PipelineDeps,
  ) {
    this.call = call;
    this.principal = principal;
    this.facts = facts;
    this.attribution = attribution;
    this.plan = plan;
    this.requestBytes = received.length;
    this.deps = deps;
    const headers = headerRecord(call.head);
    this.wish = clientCacheWish(headers);
    this.key = personal ? undefined : this.keyOf(received, headers);
    if (this.key !== undefined) this.result = 'miss';
  }

  /** Undefined where the cache is off. What a detector found something in is neither looked up nor kept. */
  static of(
    call: Call,
    principal: Principal,
    facts: RequestFacts,
    attribution: Attribution,
    plan: Plan,
    received: Buffer,
    finds: Finds | undefined,
    deps: PipelineDeps,
  ): CacheVisit | undefined {
    if (principal.workload.caching?.exact === undefined || deps.options.responses === undefined)
      return undefined;
    if (!call.route.operation.billed) return undefined;
    const personal = finds?.action !== undefined;
    return new CacheVisit(call, principal, facts, attribution, plan, received, personal, deps);
  }

  /** True when the cache, or an identical call under way, has answered. */
  async answers(): Promise<boolean> {
    const { key, wish, deps } = this;
    if (key === undefined || !wish.read) {
      this.observe();
      return false;
    }
    const stored = await deps.options.responses?.get(key);
    if (this.fresh(stored)) return this.give(stored);
    this.flight = deps.flights.join(key);
    if (this.flight.role === 'follow') {
      const { leave } = this.flight;
      this.call.client.whenGone(() => leave());
      const answer = await this.flight.answer;
      if (this.fresh(answer)) return this.give(answer);
    }
    this.observe();
    return false;
  }

  /** Keeps the answer of the call, if it may be kept. */
  keep({ call, outcome }: Done): void {
    const exact = this.principal.workload.caching?.exact;
    const { key, deps } = this;
    if (key === undefined || exact === undefined || !this.wish.write || this.size > LONGEST_KEPT) return;
    // the key names the first choice: what another model said is not its answer
    if (outcome.leg !== this.plan.legs[0]) return;
    const complete = call.status === 'ok';
    const { facts } = outcome;
    const storable = mayStore({
      dialect: call.dialect,
      operation: call.operation,
      httpStatus: call.http_status,
      complete,
      finishReason: facts?.finishReason,
      refused: facts?.refused,
      errorCode: facts?.errorCode ?? call.error_code,
    });
    if (!storable) return;
    const response: CachedResponse = {
      contentType: this.contentType,
      body: Buffer.concat(this.parts, this.size),
      storedAt: deps.clock.now(),
      callId: call.call_id,
      provider: call.provider,
      model: call.model,
      cost: call.cost,
      usage: JSON.stringify(call.usage),
      ...(call.finish_reason === undefined ? {} : { finishReason: call.finish_reason }),
    };
    deps.options.responses?.set(key, response, exact.ttl_seconds);
    if (this.flight?.role === 'lead') this.flight.land(response);
  }

  /** Whoever waits for this call and got nothing goes on alone. */
  leave(): void {
    if (this.flight?.role === 'lead') this.flight.land(undefined);
  }

  private keyOf(received: Buffer, headers: RequestHeaders): string | undefined {
    const { exact } = this.principal.workload.caching ?? {};
    if (exact === undefined) return undefined;
    const user = exact.per_user ? this.attribution.tags['user'] : '';
    // whose answer it is cannot be told (a name of this length may have been cut): it is nobody else's
    if (user === undefined || user.length >= MAX_VALUE_LENGTH) return undefined;
    const { call, principal, plan, deps } = this;
    const answer = keyOrBypass(
      {
        organization: deps.options.state()?.organization.id ?? '',
        workload: principal.workload.id,
        dataClass: dataRules(principal),
        user,
        dialect: call.dialect,
        operation: call.route.operation.name,
        target: addressOf(plan.legs[0].place),
        body: received,
        variant: keyVariant(headers, call.line.query),
      },
      { any_temperature: exact.any_temperature },
    );
    return 'key' in answer ? answer.key : undefined;
  }

  private fresh(response: CachedResponse | undefined): response is CachedResponse {
    if (response === undefined) return false;
    const { maxAgeSeconds } = this.wish;
    return maxAgeSeconds === undefined || this.deps.clock.now() - response.storedAt <= maxAgeSeconds * 1000;
  }

  private observe(): void {
    const { client } = this.call;
    if (this.key === undefined || !this.wish.write || !(client instanceof ClientConnection)) return;
    client.observer = (bytes) => {
      this.size += bytes.length;
      if (this.size <= LONGEST_KEPT) this.parts.push(bytes);
      else this.parts = [];
    };
  }

  /** Gemini streams a JSON array unless asked for events. */
  private get contentType(): string {
    const { call, facts } = this;
    const events = facts.stream && (call.dialect !== 'gemini' || call.line.query.includes('alt=sse'));
    return events ? 'text/event-stream; charset=utf-8' : 'application/json';
  }

  private async give(response: CachedResponse): Promise<true> {
    const { call, deps } = this;
    this.result = 'hit';
    const fact = this.hit(response);
    deps.counters.calls += 1;
    await deps.options.spool.end({ t: 'end', call: fact });
    const { body } = response;
    call.client.send(
      200,
      [
        'content-type',
        response.contentType,
        'content-length',
        String(body.length),
        'x-weir-call-id',
        call.id,
        'x-weir-cache',
        'hit',
        'age',
        String(Math.max(0, Math.floor((deps.clock.now() - response.storedAt) / 1000))),
        ...(deps.options.config.cost_headers
          ? ['x-weir-cost-usd', NO_COST, 'x-weir-cost-estimated', 'false']
          : []),
        ...(call.gateNotice === undefined ? [] : [GATE_HEADER, call.gateNotice]),
      ],
      body,
    );
    return true;
  }

  /** A call that cost nothing, and what it would have cost. */
  private hit(response: CachedResponse): CallFact {
    const { call, facts, attribution, plan, principal, deps } = this;
    const { place, expected } = plan.legs[0];
    const elapsed = milliseconds(deps.clock.monotonic() - call.startedMono);
    return {
      call_id: call.id,
      source: 'gateway',
      instance: deps.options.spool.instance,
      sandbox: place.provider.sandbox,
      started_at: instantOf(call.startedAt),
      ended_at: instantOf(deps.clock.now()),
      duration_ms: elapsed,
      ttft_ms: elapsed,
      dialect: call.dialect,
      operation: call.route.operation.name,
      stream: facts.stream,
      provider: response.provider,
      requested_model: facts.model,
      model: response.model,
      key: principal.key.id,
      tags: attribution.tags,
      tag_sources: attribution.tagSources,
      attribution: attribution.state,
      missing_tags: [...attribution.missing],
      status: 'ok',
      http_status: 200,
      finish_reason: response.finishReason,
      usage: {},
      tool_calls: 0,
      tool_names: [],
      request_bytes: this.requestBytes,
      response_bytes: response.body.length,
      attempts: [],
      charges: [],
      cost: NO_COST,
      reserved_cost: NO_COST,
      currency: expected.price.currency,
      priced: true,
      estimated: false,
      parent_call: response.callId,
      trace_id: call.head.traceId,
      cache: 'hit',
      avoided_cost: response.cost,
      data_class: principal.workload.data?.class,
    };
  }
}
