import type { CallFact, CallStatus, EstimateReason } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import { estimateCost, type PriceBook, type ResolvedPrice, rateUsage } from '@weir/core/pricing';
import type { Usage } from '@weir/core/usage';
import { chargeFacts, sumCost } from '../../ledger/charges.ts';
import type { BegunCall } from '../../ledger/spool/records.ts';
import type { Call } from '../call.ts';
import type { PipelineDeps } from '../call-deps.ts';
import { Holdings } from '../holdings.ts';
import { instantOf, milliseconds } from '../instant.ts';
import type { Place } from '../routing/place.ts';
import type { Attribution } from '../steps/attribute.ts';
import type { Principal } from '../steps/authenticate.ts';
import { sumOf } from '../steps/price.ts';
import type { ToldUsage } from './events.ts';

/** Whose session it is, and where it goes. */
export interface SessionFacts {
  readonly call: Call;
  readonly principal: Principal;
  readonly attribution: Attribution;
  readonly place: Place;
  readonly currency: string;
  readonly requestedModel: string;
}

const NO_COST = Decimal.ZERO.toFixed(MONEY_SCALE);
export const SESSION = 'realtime';

/** Output assumed of an answer where the session sets no bound. */
const DEFAULT_OUTPUT = 4_096;

/** Records of one session: the session itself, which costs nothing, and a call for each answer in it. */
export class Account {
  /** Answers begun and not ended. */
  readonly open = new Set<Part>();
  answered = 0;
  bytesIn = 0;
  bytesOut = 0;
  readonly facts: SessionFacts;
  private readonly deps: PipelineDeps;

  constructor(facts: SessionFacts, deps: PipelineDeps) {
    this.facts = facts;
    this.deps = deps;
  }

  /** Rejects with WeirError `spool_full`. */
  begin(): Promise<void> {
    return this.deps.options.spool.begin({ t: 'begin', call: this.begun(this.facts.call.id, SESSION) });
  }

  end(status: CallStatus, httpStatus: number, errorCode: string | undefined): Promise<void> {
    const begun = this.begun(this.facts.call.id, SESSION);
    const { clock } = this.deps;
    const call: CallFact = {
      ...begun,
      ...NOTHING_MORE,
      ended_at: instantOf(clock.now()),
      duration_ms: milliseconds(clock.monotonic() - this.facts.call.startedMono),
      status,
      http_status: httpStatus,
      error_code: errorCode,
      request_bytes: this.bytesIn,
      response_bytes: this.bytesOut,
      cost: NO_COST,
      estimated: false,
    };
    this.deps.counters.calls += 1;
    return this.deps.options.spool.end({ t: 'end', call });
  }

  /**
   * Holds what an answer may cost and puts it on record. Rejects with WeirError `spool_full`, and unless the provider has
   * begun it already with `budget_exhausted`, `limits_unavailable`; then `refusal` of the part says so.
   */
  async beginPart(
    inputTokens: number,
    maxOutput: number,
    underWay: 'asked' | 'under_way' = 'asked',
  ): Promise<Part> {
    const { options } = this.deps;
    const { place, call } = this.facts;
    const price = this.priceOf(place.model);
    const expected = { inputTokens, outputTokens: Number.isFinite(maxOutput) ? maxOutput : DEFAULT_OUTPUT };
    const holdings = this.holdings();
    let refusal: unknown;
    try {
      await holdings.reach([{ place: place.facts, amount: estimateCost(price, expected) }]);
    } catch (error) {
      if (underWay === 'asked') throw error;
      refusal = error;
    }
    const usage = { input_tokens: expected.inputTokens, output_tokens: expected.outputTokens };
    const id = options.id();
    const begun: BegunCall = {
      ...this.begun(id, 'realtime.response'),
      started_at: instantOf(holdings.startedAt),
      parent_call: call.id,
      usage,
      charges: chargeFacts(rateUsage(usage, price), {
        attempt: 1,
        estimated: true,
        reason: 'process_lost',
      }),
      reserved_cost: Decimal.fromPico(holdings.amount).toFixed(MONEY_SCALE),
      priced: price.priced,
    };
    try {
      await options.spool.begin({ t: 'begin', call: begun });
    } catch (error) {
      holdings.release();
      throw error;
    }
    const part = new Part(begun, price, holdings, expected.inputTokens, this.deps.clock.monotonic());
    part.refusal = refusal;
    this.open.add(part);
    return part;
  }

  /** What the provider said an answer used; without it, what was seen of it. Safe on record when this resolves. */
  async endPart(part: Part, told: ToldUsage, status: CallStatus, why: EstimateReason): Promise<void> {
    if (!this.open.delete(part)) return;
    const { usage, reason } = part.settled(told, why);
    await this.land(part, usage, reason, told.raw, status);
    this.answered += 1;
  }

  /** It was never made. */
  async dropPart(part: Part): Promise<void> {
    if (!this.open.delete(part)) return;
    await this.land(part, {}, undefined, undefined, 'ok');
  }

  /** Speech turned into text along the way, by a model of its own. */
  async transcribed(model: string, told: ToldUsage): Promise<void> {
    const { options, clock } = this.deps;
    const { call } = this.facts;
    const price = this.priceOf(model);
    const holdings = this.holdings();
    const begun: BegunCall = {
      ...this.begun(options.id(), 'realtime.transcription'),
      model,
      started_at: instantOf(holdings.startedAt),
      parent_call: call.id,
      priced: price.priced,
    };
    // what has been said is counted, whether the budget can bear it or not
    const part = new Part(begun, price, holdings, 0, clock.monotonic());
    const { usage, reason } = part.settled(told, 'usage_missing');
    await this.land(part, usage, reason, told.raw, 'ok');
  }

  private async land(
    part: Part,
    usage: Usage,
    reason: EstimateReason | undefined,
    raw: string | undefined,
    status: CallStatus,
  ): Promise<void> {
    const { begun, price, holdings } = part;
    const context =
      reason === undefined ? { attempt: 1, estimated: false } : { attempt: 1, estimated: true, reason };
    const charges = chargeFacts(rateUsage(usage, price), context);
    const { clock, counters, options } = this.deps;
    const { provider } = this.facts.place.facts;
    const place = { provider, model: begun.model, tier: undefined };
    const tokens = (usage['input_tokens'] ?? 0) + (usage['output_tokens'] ?? 0);
    const endedAt = holdings.settle(
      {
        costs: [{ place, amount: sumOf(charges).costPico }],
        tokens,
        toolCalls: 0,
        retries: 0,
        failed: status !== 'ok',
      },
      clock.now(),
    );
    const call: CallFact = {
      ...begun,
      ...NOTHING_MORE,
      ended_at: instantOf(endedAt),
      duration_ms: milliseconds(clock.monotonic() - part.startedMono),
      status,
      http_status: status === 'client_aborted' ? 499 : 200,
      usage,
      raw_usage: raw,
      response_bytes: part.bytes,
      charges,
      cost: sumCost(charges),
      estimated: charges.some(({ estimated }) => estimated),
    };
    counters.calls += 1;
    await options.spool.end({ t: 'end', call });
  }

  private holdings(): Holdings {
    const { principal, attribution } = this.facts;
    const { options, clock } = this.deps;
    return new Holdings({ key: principal.key.id, tags: attribution.tags }, options.limits, clock.now());
  }

  private priceOf(model: string): ResolvedPrice {
    const book: PriceBook = this.deps.options.priceBook();
    return book.resolveOrFallback({
      provider: this.facts.place.provider.priceProvider,
      model,
      at: this.deps.clock.now(),
      region: this.facts.place.provider.priceRegion,
    });
  }

  private begun(id: string, operation: string): BegunCall {
    const { call, principal, attribution, place, currency, requestedModel } = this.facts;
    return {
      call_id: id,
      source: 'gateway',
      instance: this.deps.options.spool.instance,
      sandbox: place.provider.sandbox,
      started_at: instantOf(call.startedAt),
      dialect: call.dialect,
      operation,
      stream: true,
      provider: place.provider.id,
      requested_model: requestedModel,
      model: place.model,
      key: principal.key.id,
      tags: attribution.tags,
      tag_sources: attribution.tagSources,
      attribution: attribution.state,
      missing_tags: [...attribution.missing],
      usage: {},
      request_bytes: 0,
      charges: [],
      reserved_cost: NO_COST,
      currency,
      priced: true,
      estimated: true,
      trace_id: call.head.traceId,
      data_class: principal.workload.data?.class,
    };
  }
}

const NOTHING_MORE = { tool_calls: 0, tool_names: [], attempts: [] };

/** One answer of a session, from when it is asked for. */
export class Part {
  /** Output tokens seen, roughly. */
  said = 0;
  bytes = 0;
  /** As the provider calls it; unknown until it says so. */
  responseId: string | undefined;
  /** Why the budget cannot bear it, although it is under way. */
  refusal: unknown;
  readonly begun: BegunCall;
  readonly price: ResolvedPrice;
  readonly holdings: Holdings;
  readonly startedMono: number;
  private readonly inputTokens: number;

  constructor(
    begun: BegunCall,
    price: ResolvedPrice,
    holdings: Holdings,
    inputTokens: number,
    startedMono: number,
  ) {
    this.begun = begun;
    this.price = price;
    this.holdings = holdings;
    this.inputTokens = inputTokens;
    this.startedMono = startedMono;
  }

  /** What is charged, and why it is an estimate if it is one. */
  settled(
    { usage, impossible }: ToldUsage,
    why: EstimateReason,
  ): { usage: Usage; reason: EstimateReason | undefined } {
    if (usage !== undefined) {
      try {
        rateUsage(usage, this.price);
        return { usage, reason: undefined };
      } catch {
        return { usage: this.seen, reason: 'usage_impossible' };
      }
    }
    return { usage: this.seen, reason: impossible ? 'usage_impossible' : why };
  }

  private get seen(): Usage {
    return { input_tokens: this.inputTokens, output_tokens: this.said };
  }
}
