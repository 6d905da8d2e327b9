import type { AttemptFact } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { Prepared } from '../admitted.ts';
import type { ForwardDeps } from '../call-deps.ts';
import type { AnswerContext } from '../client/answer-context.ts';
import { DiscardedAnswer } from '../client/discarded-answer.ts';
import { EncodedStreamAnswer } from '../client/encoded-stream-answer.ts';
import { StreamAnswer } from '../client/stream-answer.ts';
import { UnaryAnswer } from '../client/unary-answer.ts';
import { instantOf, milliseconds } from '../instant.ts';
import { CLIENT_GONE, type Outcome } from '../outcome.ts';
import { errorHeaders, refusalBody, streamErrorFrame } from '../refusal.ts';
import { type AnswerSink, Attempt, type AttemptListener } from '../upstream/attempt.ts';
import { Cut, upstreamError } from '../upstream/failure.ts';
import { type AnswerHead, requestHeaders } from '../upstream/headers.ts';
import { reconnectDelay, retryDelay } from '../upstream/retry.ts';

/** A try without an answer that lasted so long has probably been worked on, and then it is billed. */
const PROBABLY_BILLED_MS = 1_000;

/**
 * Sends an admitted call to its provider: tries again, within bounds, while nothing has gone to the client. Resolves
 * with the outcome; never rejects.
 */
export class Exchange implements AttemptListener, AnswerContext {
  place = -1;
  readonly attempts: AttemptFact[] = [];
  /** Tries without an answer that the provider may bill. */
  readonly unanswered: number[] = [];
  readonly ownHeaders: readonly string[];
  readonly hideUsage: boolean;
  readonly now: () => number;
  private number = 0;
  private current: Attempt | undefined;
  private startedAt = 0;
  private outcome: ((outcome: Outcome) => void) | undefined;
  private retryTimer: NodeJS.Timeout | undefined;
  private readonly prepared: Prepared;
  private readonly headers: string[];
  private readonly beforeRetry: (attempt: number) => Promise<void>;
  private readonly deps: ForwardDeps;

  /** `beforeRetry` records a further try before it goes upstream; when it rejects, no try is made. */
  constructor(prepared: Prepared, beforeRetry: (attempt: number) => Promise<void>, deps: ForwardDeps) {
    this.prepared = prepared;
    this.beforeRetry = beforeRetry;
    this.hideUsage = prepared.hideUsage;
    this.deps = deps;
    this.now = deps.clock.monotonic;
    const { call, target, endpoint } = prepared;
    this.headers = requestHeaders(call.head.forward, endpoint, call.route.adapter);
    this.ownHeaders = target.provider.sandbox
      ? ['x-weir-call-id', call.id, 'x-weir-sandbox', 'true']
      : ['x-weir-call-id', call.id];
  }

  get adapter() {
    return this.prepared.call.route.adapter;
  }

  get client() {
    return this.prepared.call.client;
  }

  run(): Promise<Outcome> {
    return new Promise((resolve) => {
      this.outcome = resolve;
      if (this.client.gone) return this.settle(this.abandoned());
      this.client.whenGone(() => this.clientLeft());
      this.start();
    });
  }

  /** Cuts the call short: the gateway has to stop. */
  stop(): void {
    this.current?.cancel('shutdown');
  }

  answered(head: AnswerHead): AnswerSink {
    const attempt = this.current as Attempt;
    const delay = this.client.gone
      ? undefined
      : retryDelay(this.deps.retry, this.number, head, this.deps.clock.now());
    if (delay !== undefined) {
      this.note(head, `http_${head.status}`);
      this.again(delay);
      return new DiscardedAnswer(attempt);
    }
    if (!head.contentType.startsWith('text/event-stream')) return new UnaryAnswer(attempt, head, this);
    return head.contentEncoding === undefined
      ? new StreamAnswer(attempt, head, this)
      : new EncodedStreamAnswer(attempt, head, head.contentEncoding, this);
  }

  failed(cause: Error): void {
    const error = this.describe(cause, false);
    const attempt = this.current as Attempt;
    const mayBeBilled =
      attempt.sent && (cause instanceof Cut || this.now() - attempt.startedAt >= PROBABLY_BILLED_MS);
    const delay =
      cause instanceof Cut || this.client.gone ? undefined : reconnectDelay(this.deps.retry, this.number);
    if (delay !== undefined) {
      if (mayBeBilled) this.unanswered.push(this.number);
      this.note(undefined, error.code);
      this.again(delay);
      return;
    }
    this.settle({
      status: 'upstream_error',
      httpStatus: error.status,
      errorCode: error.code,
      billed: mayBeBilled,
      estimateReason: 'usage_missing',
      responseBytes: 0,
      deliver: () => this.sendError(error),
    });
  }

  describe(cause: Error, answering: boolean): WeirError {
    return upstreamError(this.prepared.target.provider.id, cause, answering);
  }

  sendError(error: WeirError): void {
    const { call } = this.prepared;
    const body = refusalBody(error, this.adapter, call.id);
    this.client.send(error.status, [...errorHeaders(error, body), ...this.ownHeaders], body);
  }

  errorFrame(error: WeirError): string {
    return streamErrorFrame(error, this.adapter, this.prepared.call.id);
  }

  settle(outcome: Outcome): void {
    const { outcome: tell, client } = this;
    if (tell === undefined) return;
    this.outcome = undefined;
    if (this.number > this.attempts.length) this.note(this.current?.head, outcome.errorCode);
    if (!client.gone) {
      tell(outcome);
      return;
    }
    tell({ ...outcome, status: 'client_aborted', httpStatus: CLIENT_GONE, estimateReason: 'client_aborted' });
  }

  private start(): void {
    const { clock, deadlines, pools, timeouts } = this.deps;
    const { call, endpoint, body } = this.prepared;
    this.number += 1;
    this.startedAt = clock.now();
    const attempt = new Attempt(
      this,
      { ...timeouts, totalAt: call.startedMono + timeouts.totalMs },
      deadlines,
      this.adapter.requestIdHeaders,
      this.now,
    );
    this.current = attempt;
    const path = `${endpoint.base}${call.route.operation.path}${call.query}`;
    try {
      pools.get(endpoint.origin).dispatch({ path, method: 'POST', headers: this.headers, body }, attempt);
    } catch (cause) {
      attempt.onError(cause as Error);
    }
  }

  private again(delayMs: number): void {
    this.deps.counters.retries += 1;
    this.retryTimer = setTimeout(() => {
      this.retryTimer = undefined;
      void this.beforeRetry(this.number + 1).then(
        () => (this.client.gone ? this.settle(this.abandoned()) : this.start()),
        (error: unknown) => this.settle(this.refused(error as WeirError)),
      );
    }, delayMs);
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

  private note(head: AnswerHead | undefined, errorCode: string | undefined): void {
    const attempt = this.current;
    if (attempt === undefined) return;
    const { target } = this.prepared;
    this.attempts.push({
      attempt: this.number,
      provider: target.provider.id,
      model: target.model,
      started_at: instantOf(this.startedAt),
      first_byte_ms:
        attempt.firstByteAt === undefined ? undefined : milliseconds(attempt.firstByteAt - attempt.startedAt),
      duration_ms: milliseconds(this.now() - attempt.startedAt),
      http_status: head?.status,
      error_code: errorCode,
      upstream_request_id: head?.requestId,
    });
  }

  /** The client left while no try was under way. */
  private abandoned(): Outcome {
    return {
      status: 'client_aborted',
      httpStatus: CLIENT_GONE,
      billed: false,
      estimateReason: 'client_aborted',
      responseBytes: 0,
      deliver: () => {},
    };
  }

  private refused(error: WeirError): Outcome {
    const known =
      error instanceof WeirError ? error : new WeirError('internal', 'Weir failed.', { cause: error });
    return {
      status: 'upstream_error',
      httpStatus: known.status,
      errorCode: known.code,
      billed: false,
      estimateReason: 'usage_missing',
      responseBytes: 0,
      deliver: () => this.sendError(known),
    };
  }
}
