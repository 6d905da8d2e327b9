import type { AttemptFact } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { ByteTransform, Operation, RequestFacts } from '../../providers/index.ts';
import type { PreparedRequest } from '../../providers/platforms/contract.ts';
import type { Translation } from '../../providers/translation/contract.ts';
import type { Admitted } from '../admitted.ts';
import type { Call } from '../call.ts';
import type { ForwardDeps } from '../call-deps.ts';
import type { AnswerClient } from '../client/answer-client.ts';
import { type AnswerContext, isStream } from '../client/answer-context.ts';
import { Conversion } from '../client/conversion.ts';
import { DecodedAnswer } from '../client/decoded-answer.ts';
import { DiscardedAnswer } from '../client/discarded-answer.ts';
import { EncodedStreamAnswer } from '../client/encoded-stream-answer.ts';
import { HeldAnswer } from '../client/held-answer.ts';
import { StreamAnswer } from '../client/stream-answer.ts';
import { UnaryAnswer } from '../client/unary-answer.ts';
import { instantOf, milliseconds } from '../instant.ts';
import type { ContentKeeper } from '../keep-content.ts';
import type { Stoppable } from '../kills.ts';
import { type Billable, CLIENT_GONE, type Outcome, type TryOutcome } from '../outcome.ts';
import { errorHeaders, refusalBody, streamErrorFrame } from '../refusal.ts';
import type { Vitals } from '../routing/health.ts';
import { verdict } from '../routing/judge.ts';
import { addressOf, type Place } from '../routing/place.ts';
import type { Leg } from '../routing/plan.ts';
import { type AnswerSink, Attempt, type AttemptListener } from '../upstream/attempt.ts';
import { Cut, upstreamError } from '../upstream/failure.ts';
import type { AnswerHead } from '../upstream/headers.ts';
import type { UpstreamRequest } from '../upstream/http1/index.ts';
import { Course } from './course.ts';
import { GATE_HEADER } from './gate.ts';
import { upstreamBody, upstreamOperation } from './upstream-body.ts';

/** A try without an answer that lasted so long has probably been worked on, and then it is billed. */
const PROBABLY_BILLED_MS = 1_000;

/** Called before every try but the first: holds its cost and records it. When it rejects, the try is not made. */
export type BeforeTry = (attempt: number, leg: Leg) => Promise<void>;

/**
 * Sends an admitted call to its provider; tries again, elsewhere and higher up, within bounds, while nothing has gone to
 * the client. Resolves with the outcome; never rejects.
 */
export class Exchange implements AttemptListener, AnswerContext {
  place = -1;
  readonly attempts: AttemptFact[] = [];
  /** Tries the provider bills, or may, in order. */
  readonly billables: Billable[] = [];
  readonly course: Course;
  readonly ownHeaders: readonly string[];
  readonly now: () => number;
  readonly keeper: ContentKeeper | undefined;
  client: AnswerClient;
  /** As the place that is asked now has it. */
  operation: Operation;
  conversion: Conversion | undefined;
  private number = 0;
  private current: Attempt | undefined;
  private vitals: Vitals | undefined;
  private startedAt = 0;
  private held: HeldAnswer | undefined;
  /** The best answer so far of a call that has been taken further up. */
  private best: Outcome | undefined;
  private finish: ((outcome: Outcome) => void) | undefined;
  /** Why there is to be no further try, and why the one under way was cut. */
  private stopped: WeirError | undefined;
  /** Weir's own no to a further try: it is told as it is. */
  private declined = false;
  private retryTimer: NodeJS.Timeout | undefined;
  private readonly admitted: Admitted;
  private readonly beforeTry: BeforeTry;
  private readonly deps: ForwardDeps;

  constructor(admitted: Admitted, beforeTry: BeforeTry, deps: ForwardDeps, keeper?: ContentKeeper) {
    this.keeper = keeper;
    this.admitted = admitted;
    this.beforeTry = beforeTry;
    this.deps = deps;
    this.now = deps.clock.monotonic;
    this.course = new Course(admitted.plan, deps.retry);
    const { call, plan } = admitted;
    this.client = call.client;
    this.operation = upstreamOperation(this.course.leg.place, admitted.facts);
    this.conversion = undefined;
    const own = ['x-weir-call-id', call.id, ...admitted.holdings.headers];
    if (plan.legs[0].place.provider.sandbox) own.push('x-weir-sandbox', 'true');
    if (call.gateNotice !== undefined) own.push(GATE_HEADER, call.gateNotice);
    this.ownHeaders = own;
  }

  get request(): RequestFacts {
    return this.admitted.facts;
  }

  get hideUsage(): boolean {
    const { place } = this.course.leg;
    return this.request.mustAskForUsage && place.translation === undefined && !place.provider.noStreamOptions;
  }

  get costComment(): boolean {
    return this.admitted.call.head.weir.length > 0 && wantsCostComment(this.admitted.call.head.weir);
  }

  get streamType(): string {
    return wantsJsonArray(this.admitted.call) ? 'application/json' : 'text/event-stream; charset=utf-8';
  }

  /** How what this place says becomes what the client gets. */
  private conversionOf({ translation }: Place): Conversion | undefined {
    const { answerFilter, call, facts, body } = this.admitted;
    if (translation === undefined && answerFilter === undefined) return undefined;
    return new Conversion(
      translation,
      {
        requestedModel: facts.model,
        callId: call.id,
        createdAt: Math.floor(call.startedAt / 1000),
        includeUsage: !facts.mustAskForUsage,
        request: body,
        jsonArray: facts.stream && wantsJsonArray(call),
      },
      answerFilter,
    );
  }

  run(): Promise<Outcome> {
    return new Promise((resolve) => {
      this.finish = resolve;
      if (this.client.gone) return this.settle(this.abandoned());
      if (this.stopped !== undefined) return this.settle(this.refused(this.stopped));
      this.client.whenGone(() => this.clientLeft());
      this.start();
    });
  }

  /** Cuts the call short: the gateway has to stop, or an operator stops the call. */
  stop(because?: WeirError): void {
    this.stopped = because ?? stopping();
    this.current?.cancel(because === undefined ? 'shutdown' : 'killed');
  }

  /** Whether a kill switch concerns it. */
  get stoppable(): Stoppable {
    const { principal, attribution } = this.admitted;
    const provider = this.course.leg.place.provider.id;
    return {
      key: principal.key.id,
      workload: principal.workload.id,
      task: attribution.tags['task'],
      provider,
    };
  }

  answered(head: AnswerHead): AnswerSink {
    const attempt = this.current as Attempt;
    const now = this.deps.clock.now();
    this.vitals?.answered(head, (attempt.firstByteAt ?? attempt.startedAt) - attempt.startedAt, now);
    this.deps.providerLimits.heard(addressOf(this.course.asked.place), head, this.startedAt, now);
    const step = this.client.gone ? undefined : this.course.afterAnswer(head, now);
    if (step !== undefined) {
      this.note(head, `http_${head.status}`, step.why);
      this.again(step.delayMs);
      return new DiscardedAnswer(attempt);
    }
    if (this.course.mayEscalate) {
      this.held = new HeldAnswer(this.admitted.call.client);
      this.client = this.held;
    }
    try {
      return this.sinkFor(attempt, head);
    } catch (cause) {
      return this.unreadable(attempt, head, this.describe(cause as Error, true));
    }
  }

  /** An answer that cannot even be begun to be read: the provider gave it, so it is charged. */
  private unreadable(attempt: Attempt, head: AnswerHead, error: WeirError): AnswerSink {
    this.settle({
      status: 'upstream_error',
      httpStatus: error.status,
      errorCode: error.code,
      facts: undefined,
      billed: head.status < 300,
      estimateReason: 'usage_missing',
      responseBytes: 0,
      firstByteAt: undefined,
      deliver: () => this.sendError(error),
    });
    return new DiscardedAnswer(attempt);
  }

  failed(cause: Error): void {
    const error = this.describe(cause, false);
    const attempt = this.current as Attempt;
    if (!isOurs(cause)) this.vitals?.failed(this.deps.clock.now());
    const mayBeBilled =
      attempt.sent && (cause instanceof Cut || this.now() - attempt.startedAt >= PROBABLY_BILLED_MS);
    const step =
      this.client.gone || isOurs(cause) ? undefined : this.course.afterFailure(cause instanceof Cut);
    if (step !== undefined) {
      if (mayBeBilled) this.bill(undefined, 'usage_missing');
      this.note(undefined, error.code, step.why);
      this.again(step.delayMs);
      return;
    }
    this.settle({
      status: 'upstream_error',
      httpStatus: error.status,
      errorCode: error.code,
      facts: undefined,
      billed: mayBeBilled,
      estimateReason: 'usage_missing',
      responseBytes: 0,
      firstByteAt: undefined,
      deliver: () => this.sendError(error),
    });
  }

  unwrap(contentType: string): ByteTransform | undefined {
    const { platform, adapter } = this.course.leg.place;
    return platform.unwrapStream(contentType, adapter.dialect);
  }

  readErrorCode(body: Buffer): string | undefined {
    return this.course.leg.place.adapter.readErrorCode(body);
  }

  describe(cause: Error, answering: boolean): WeirError {
    if (cause instanceof Cut && cause.expiry === 'killed' && this.stopped !== undefined) return this.stopped;
    return upstreamError(this.course.leg.place.provider.id, cause, answering);
  }

  sendError(error: WeirError): void {
    const { call } = this.admitted;
    const body = refusalBody(error, call.route.adapter, call.id);
    this.client.send(error.status, [...errorHeaders(error, body), ...this.ownHeaders], body);
  }

  errorFrame(error: WeirError, begun: boolean): string {
    const { call } = this.admitted;
    const own = this.course.leg.place.translation === undefined;
    const contentType = own ? this.current?.head?.contentType : this.streamType;
    return streamErrorFrame(error, call.route, call.id, contentType, begun);
  }

  settle(outcome: TryOutcome): void {
    if (this.finish === undefined) return;
    if (outcome.billed) this.bill(outcome.facts, outcome.estimateReason);
    if (outcome.facts !== undefined && outcome.status === 'upstream_error') {
      this.vitals?.failed(this.deps.clock.now());
    }
    if (this.goesFurther(outcome)) return;
    if (this.number > this.attempts.length) this.note(this.current?.head, outcome.errorCode, undefined);
    this.conclude(this.chosen(this.explained(outcome)));
  }

  private conclude(outcome: Outcome): void {
    const tell = this.finish;
    this.finish = undefined;
    if (!this.admitted.call.client.gone) {
      tell?.(outcome);
      return;
    }
    tell?.({
      ...outcome,
      status: 'client_aborted',
      httpStatus: CLIENT_GONE,
      estimateReason: 'client_aborted',
    });
  }

  /** The answer the client gets: this one, or an earlier one if this one is worse. */
  private chosen(outcome: TryOutcome): Outcome {
    const { held, best } = this;
    const { leg } = this.course;
    if (best !== undefined && outcome.status === 'upstream_error' && held?.passing !== true) return best;
    const { status, httpStatus, errorCode, facts, billed, estimateReason, responseBytes, firstByteAt } =
      outcome;
    const deliver = held === undefined ? outcome.deliver : (more: readonly string[]) => held.deliver(more);
    return {
      status,
      httpStatus,
      errorCode,
      facts,
      billed,
      estimateReason,
      responseBytes,
      firstByteAt,
      deliver,
      leg,
    };
  }

  /** What a stand-in says of a model the client never asked for would only confuse: all that was tried is told instead. */
  private explained(outcome: TryOutcome): TryOutcome {
    const { course, client, best, held } = this;
    const { httpStatus: status } = outcome;
    const foreign = course.been.length > 1 && (status === 401 || status === 403 || status === 404);
    if (!foreign || outcome.status !== 'upstream_error' || best !== undefined || held !== undefined)
      return outcome;
    if (client.headSent || this.declined) return outcome;
    const tried = this.attempts.map(
      ({ provider, model, http_status: http, error_code: code }) => `${provider}/${model}: ${http ?? code}`,
    );
    const error = new WeirError(
      'provider_unavailable',
      `No provider of this route answered (${tried.join(', ')}).`,
      {
        remedy: 'Try again later, or check the route and its stand-ins: weir call show names the reasons.',
      },
    );
    return {
      ...outcome,
      httpStatus: error.status,
      errorCode: error.code,
      deliver: () => this.sendError(error),
    };
  }

  /** Judges a complete answer of a cheaper model; true when another model is asked. */
  private goesFurther(outcome: TryOutcome): boolean {
    const { held } = this;
    const rules = this.admitted.principal.workload.routing?.escalation;
    if (held === undefined || held.passing) {
      // what could not be held back any more goes on as it comes
      if (held?.passing) this.held = undefined;
      return false;
    }
    // what is left goes to the holder, so that the answer can be judged and, if it is good enough, given out
    outcome.deliver([]);
    const { call, body, facts } = this.admitted;
    if (rules === undefined || this.client.gone || !this.course.mayEscalate) return false;
    const reason = verdict(rules, {
      outcome,
      answer: held.body,
      stream: facts.stream,
      dialect: call.dialect,
      request: body,
    });
    if (reason === undefined) return false;
    this.best = this.chosen(outcome);
    this.note(this.current?.head, outcome.errorCode, `escalation:${reason}`);
    this.current?.cancel('superseded');
    this.course.escalate(reason);
    this.held = undefined;
    this.client = call.client;
    this.again(0);
    return true;
  }

  private sinkFor(attempt: Attempt, head: AnswerHead): AnswerSink {
    const { contentEncoding } = head;
    const stream = isStream(head, this);
    const reads = this.conversion !== undefined;
    if (contentEncoding === undefined || (!stream && !reads)) {
      return stream ? new StreamAnswer(attempt, head, this) : new UnaryAnswer(attempt, head, this);
    }
    if (stream && !reads) return new EncodedStreamAnswer(attempt, head, contentEncoding, this);
    const plain = { ...head, contentEncoding: undefined };
    return new DecodedAnswer(contentEncoding, attempt, (control) =>
      stream ? new StreamAnswer(control, plain, this) : new UnaryAnswer(control, plain, this),
    );
  }

  private start(): void {
    const { clock, deadlines, timeouts } = this.deps;
    const { call } = this.admitted;
    const { leg } = this.course;
    this.number += 1;
    this.course.begin();
    this.operation = upstreamOperation(leg.place, this.request);
    this.conversion = this.conversionOf(leg.place);
    this.startedAt = clock.now();
    const held = this.isHeldDown(leg);
    this.vitals = held ? undefined : this.deps.health.of(leg.place);
    this.vitals?.started();
    const attempt = new Attempt(
      this,
      {
        firstByteMs: timeouts.firstByteMs,
        idleMs: timeouts.idleMs,
        totalAt: call.startedMono + timeouts.totalMs,
      },
      deadlines,
      leg.place.adapter.requestIdHeaders,
      this.now,
    );
    this.current = attempt;
    try {
      if (held) throw heldDown(leg);
      const request = this.prepare(leg);
      if (request instanceof Promise) {
        request.then(
          (ready) => this.dispatch(ready, attempt),
          (cause: unknown) => this.unprepared(cause, attempt),
        );
      } else this.dispatch(request, attempt);
    } catch (cause) {
      this.unprepared(cause, attempt);
    }
  }

  /** A failover drill: for this call alone the provider meant to answer it cannot be reached. */
  private isHeldDown({ place }: Leg): boolean {
    const { principal, plan } = this.admitted;
    return principal.key.drill === true && place.provider.id === plan.legs[0].place.provider.id;
  }

  private prepare(leg: Leg): PreparedRequest | Promise<PreparedRequest> {
    const { call, facts } = this.admitted;
    const { place } = leg;
    return place.platform.prepare({
      provider: place.provider,
      adapter: place.adapter,
      operation: this.operation,
      model: place.model,
      stream: facts.stream,
      query: place.translation === undefined ? call.line.query : queryOf(place.translation, facts.stream),
      body: upstreamBody(leg, this.admitted, this.hideUsage),
      headers: call.head.forward,
      now: this.startedAt,
      env: this.deps.env,
      baseUrl: place.provider.sandbox ? this.deps.sandboxBase(place.provider) : undefined,
    });
  }

  private dispatch({ origin, path, headers, body, allowPrivate }: PreparedRequest, attempt: Attempt): void {
    try {
      this.deps.pools.get(origin, allowPrivate).dispatch(this.requestOf(path, headers, body), attempt);
    } catch (cause) {
      attempt.onError(cause as Error);
    }
  }

  private requestOf(path: string, headers: string[], body: Buffer): UpstreamRequest {
    const { method = 'POST' } = this.admitted.call.route;
    return { path, method, headers, body: body.length === 0 && method !== 'POST' ? undefined : body };
  }

  /** The request could not even be written: for this place; another may do. */
  private unprepared(cause: unknown, attempt: Attempt): void {
    const error = asWeirError(cause);
    attempt.abandon();
    const step = this.course.afterFailure(true);
    if (step !== undefined) {
      this.note(undefined, error.code, step.why);
      this.again(step.delayMs);
      return;
    }
    this.settle(this.refused(error));
  }

  private again(delayMs: number): void {
    this.deps.counters.retries += 1;
    const go = () => {
      this.retryTimer = undefined;
      if (this.stopped !== undefined) return this.settle(this.refused(this.stopped));
      void this.beforeTry(this.number + 1, this.course.leg).then(
        () => (this.client.gone ? this.settle(this.abandoned()) : this.start()),
        (error: unknown) => {
          this.declined = true;
          this.settle(this.refused(asWeirError(error)));
        },
      );
    };
    if (delayMs === 0) go();
    else this.retryTimer = setTimeout(go, delayMs);
  }

  private clientLeft(): void {
    if (this.retryTimer !== undefined) {
      clearTimeout(this.retryTimer);
      this.settle(this.abandoned());
      return;
    }
    const { policy, drain_ms } = this.deps.clientAbort;
    if (policy === 'cancel') this.current?.cancel('client');
    else this.current?.limit(drain_ms);
  }

  private bill(facts: Billable['facts'], reason: Billable['reason']): void {
    this.billables.push({
      attempt: this.number,
      leg: this.course.asked,
      facts,
      reason: this.admitted.call.client.gone ? 'client_aborted' : reason,
    });
  }

  private note(
    head: AnswerHead | undefined,
    errorCode: string | undefined,
    supersededBy: string | undefined,
  ): void {
    const attempt = this.current;
    if (attempt === undefined) return;
    const { place } = this.course.asked;
    this.attempts.push({
      attempt: this.number,
      provider: place.provider.id,
      model: place.model,
      started_at: instantOf(this.startedAt),
      first_byte_ms:
        attempt.firstByteAt === undefined ? undefined : milliseconds(attempt.firstByteAt - attempt.startedAt),
      duration_ms: milliseconds(this.now() - attempt.startedAt),
      http_status: head?.status,
      error_code: errorCode,
      upstream_request_id: head?.requestId,
      superseded_by: supersededBy,
    });
  }

  /** The client left while no try was under way. */
  private abandoned(): TryOutcome {
    return {
      status: 'client_aborted',
      httpStatus: CLIENT_GONE,
      errorCode: undefined,
      facts: undefined,
      billed: false,
      estimateReason: 'client_aborted',
      responseBytes: 0,
      firstByteAt: undefined,
      deliver: () => {},
    };
  }

  private refused(error: WeirError): TryOutcome {
    return {
      status: 'upstream_error',
      httpStatus: error.status,
      errorCode: error.code,
      facts: undefined,
      billed: false,
      estimateReason: 'usage_missing',
      responseBytes: 0,
      firstByteAt: undefined,
      deliver: () => this.sendError(error),
    };
  }
}

function heldDown({ place }: Leg): WeirError {
  return new WeirError('upstream_unreachable', `${place.provider.id} is held down for a failover drill.`, {
    remedy: 'Give the workload a fallback at another provider.',
  });
}

function stopping(): WeirError {
  return new WeirError('shutting_down', 'This gateway is stopping.', { remedy: 'Try again in a moment.' });
}

function asWeirError(error: unknown): WeirError {
  return error instanceof WeirError ? error : new WeirError('internal', 'Weir failed.', { cause: error });
}

/** Gemini streams a JSON array unless asked for events. */
function wantsJsonArray({ dialect, line }: Call): boolean {
  return dialect === 'gemini' && !line.query.includes('alt=sse');
}

function queryOf({ streamQuery = '' }: Translation, stream: boolean): string {
  return stream ? streamQuery : '';
}

/** Cuts that are no fault of the provider. */
function isOurs(cause: Error): boolean {
  return cause instanceof Cut && cause.expiry !== 'first_byte';
}

function wantsCostComment(headers: readonly (readonly [name: string, value: string])[]): boolean {
  return headers.some(([name, value]) => name === 'cost-comment' && value === 'true');
}
