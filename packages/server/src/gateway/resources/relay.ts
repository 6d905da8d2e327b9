import type { PreparedRequest } from '../../providers/platforms/index.ts';
import type { ForwardDeps } from '../call-deps.ts';
import type { AnswerClient } from '../client/answer-client.ts';
import type { Rostered } from '../roster.ts';
import { type AnswerSink, Attempt, type AttemptListener } from '../upstream/attempt.ts';
import { upstreamError } from '../upstream/failure.ts';
import type { AnswerHead } from '../upstream/headers.ts';

export interface RelayRequest {
  readonly provider: string;
  readonly method: string;
  readonly prepared: PreparedRequest;
  readonly requestIdHeaders: readonly string[];
  readonly client: AnswerClient;
  /** Headers Weir adds to an answer that is passed on as it comes. */
  readonly ownHeaders: readonly string[];
  /** Pass a good answer on as it comes, whatever its size. */
  readonly stream: boolean;
  /** Monotonic ms by which all must be over. */
  readonly totalAt: number;
}

export interface Relayed {
  readonly head: AnswerHead;
  /** Undefined when the answer has gone to the client. */
  readonly body: Buffer | undefined;
}

/** Descriptions and lists are shorter. */
const LONGEST_WHOLE = 32 * 1024 * 1024;

/**
 * One request to a provider and its answer: whole, or passed on as it comes with the client setting the pace. Nothing is
 * retried: the client decides. Rejects with WeirError `upstream_unreachable`, `upstream_timeout`, `upstream_cut`; once an
 * answer is under way the client's connection is broken as well.
 */
export class Relay implements AttemptListener, Rostered {
  place = -1;
  private readonly request: RelayRequest;
  private readonly deps: ForwardDeps;
  private attempt: Attempt | undefined;
  private resolve: (relayed: Relayed) => void = () => {};
  private reject: (error: Error) => void = () => {};

  constructor(request: RelayRequest, deps: ForwardDeps) {
    this.request = request;
    this.deps = deps;
  }

  run(): Promise<Relayed> {
    const { deps, request } = this;
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      const { firstByteMs, idleMs } = deps.timeouts;
      const attempt = new Attempt(
        this,
        { firstByteMs, idleMs, totalAt: request.totalAt },
        deps.deadlines,
        request.requestIdHeaders,
        deps.clock.monotonic,
      );
      this.attempt = attempt;
      request.client.whenGone(() => attempt.resume());
      const { origin, path, headers, body, allowPrivate } = request.prepared;
      const empty = body.length === 0 && (request.method === 'GET' || request.method === 'DELETE');
      try {
        deps.pools
          .get(origin, allowPrivate)
          .dispatch({ path, method: request.method, headers, body: empty ? undefined : body }, attempt);
      } catch (cause) {
        attempt.onError(cause as Error);
      }
    });
  }

  /** The gateway has to stop. */
  stop(): void {
    this.attempt?.cancel('shutdown');
  }

  answered(head: AnswerHead): AnswerSink {
    const attempt = this.attempt as Attempt;
    return this.request.stream && head.status < 300
      ? this.passingOn(attempt, head)
      : this.keeping(attempt, head);
  }

  failed(cause: Error): void {
    this.reject(upstreamError(this.request.provider, cause, false));
  }

  private passingOn(attempt: Attempt, head: AnswerHead): AnswerSink {
    const { client, ownHeaders, provider } = this.request;
    client.start(head.status, [...head.headers, ...ownHeaders]);
    return {
      data: (chunk) => {
        if (client.gone) {
          attempt.cancel('client');
          return true;
        }
        if (client.write(chunk)) return true;
        client.whenDrained(() => attempt.resume());
        return false;
      },
      complete: () => {
        client.end(undefined);
        this.resolve({ head, body: undefined });
      },
      fail: (cause) => {
        client.break();
        this.reject(upstreamError(provider, cause, true));
      },
    };
  }

  private keeping(attempt: Attempt, head: AnswerHead): AnswerSink {
    const chunks: Buffer[] = [];
    let size = 0;
    return {
      data: (chunk) => {
        size += chunk.length;
        if (size > LONGEST_WHOLE) attempt.cancel('too_long');
        else chunks.push(chunk);
        return true;
      },
      complete: () => this.resolve({ head, body: Buffer.concat(chunks, size) }),
      fail: (cause) => this.reject(upstreamError(this.request.provider, cause, true)),
    };
  }
}
