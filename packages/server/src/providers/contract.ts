import type { Dialect } from '@weir/core/contract';
import type { Usage } from '@weir/core/usage';

/**
 * What a dialect must be able to do. An adapter is pure: bytes in, facts or bytes out; no sockets, no clock. One
 * folder per dialect; a provider that merely speaks a dialect (any OpenAI-compatible server) is data, not code.
 */
export interface ProviderAdapter {
  readonly dialect: Dialect;
  /** What clients may ask for, by path below the version path (`/v1`). */
  readonly operations: readonly Operation[];
  /** Header that carries the provider's secret, and the prefix before it. */
  readonly auth: { readonly header: string; readonly prefix: string };
  /** Headers every request needs; sent only when the client did not. */
  readonly defaultHeaders: readonly (readonly [name: string, value: string])[];
  /** Response headers that may hold the provider's request id, best first, lower case. */
  readonly requestIdHeaders: readonly string[];
  /**
   * Reads what admission needs. A generator so that a body of many megabytes can be read in slices: it yields
   * between slices. Throws WeirError `body_not_json`, `body_invalid` (naming the field).
   */
  readRequest(body: Buffer): Generator<void, RequestFacts>;
  /** The body with these changes spliced in; every other byte stays as it was. The same buffer when none apply. */
  rewriteRequest(body: Buffer, changes: RequestChanges): Buffer;
  /** Facts of a complete unary answer, or of a part of it that starts anywhere (`partial`). */
  readAnswer(body: Buffer, partial: boolean): AnswerFacts;
  createStreamMeter(options: StreamMeterOptions): StreamMeter;
  /** Body of an error answer in this dialect. */
  errorBody(error: DialectError): string;
  /** Frame that tells a client in mid-stream that the answer failed. */
  streamError(error: DialectError): string;
  /** The provider's own code or type of error from an error answer, if it can be told. */
  readErrorCode(body: Buffer): string | undefined;
  /** Body of a models list (`GET /models`). */
  modelsBody(models: readonly ListedModel[]): string;
  modelBody(model: ListedModel): string;
}

export interface Operation {
  /** Path below the version path: `/chat/completions`. */
  readonly path: string;
  /** As recorded: `chat.completions`. */
  readonly name: string;
  /** False for operations a provider does not bill (counting tokens): forwarded, never charged. */
  readonly billed: boolean;
}

/** What a request says that concerns admission, price and attribution. */
export interface RequestFacts {
  readonly model: string;
  readonly stream: boolean;
  /** Upper bound of output tokens per choice, when the caller set one. */
  readonly maxOutputTokens: number | undefined;
  /** How many answers are asked for. */
  readonly choices: number;
  readonly user: string | undefined;
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
  /** The dialect must be asked to report usage in a stream, and the caller did not ask. */
  readonly mustAskForUsage: boolean;
}

export interface RequestChanges {
  /** Replaces the model name. */
  readonly model?: string;
  /** Asks the provider to report usage in the stream. */
  readonly askForUsage?: boolean;
}

/** What an answer says. Unknown is absent, never 0. */
export interface AnswerFacts {
  /** Absent when the provider reported none. */
  readonly usage?: Usage;
  /** What is known exactly of the input when the whole is not: a stream cut after its start. */
  readonly inputUsage?: Usage;
  /** The provider's usage object, as JSON text. */
  readonly rawUsage?: string;
  /** The usage object contradicts itself: negative, fractional, or a part larger than its whole. */
  readonly impossible: boolean;
  readonly model?: string;
  readonly finishReason?: string;
  readonly toolCalls: number;
  /** First 32 names, in order, without repeats. */
  readonly toolNames: readonly string[];
  /** Rough number of output tokens seen, for when usage is missing: never 0 once anything was said. */
  readonly outputEstimate: number;
  /** Code of an error the provider sent inside the answer. */
  readonly errorCode?: string;
}

export interface StreamMeterOptions {
  /** Weir asked for usage on its own account: what came of that must not reach the client. */
  readonly hideUsage: boolean;
}

/** Taps a stream of server-sent events. Frames pass as they are; only the end marker is kept back. */
export interface StreamMeter {
  /**
   * Takes the next bytes and returns those that may go to the client now: whole frames, never the end marker.
   * Incomplete frames wait for their rest (up to 16 KiB, then they pass).
   */
  push(chunk: Buffer): Buffer | undefined;
  /** The dialect's end marker was seen. */
  readonly ended: boolean;
  /** The provider sent an error event. */
  readonly failed: boolean;
  /** Part of an incomplete frame has been passed on. */
  readonly torn: boolean;
  /** What was kept back: the end marker and whatever followed, or the incomplete last frame. */
  held(): Buffer | undefined;
  /** True when what has been seen is a complete answer although no end marker came. */
  complete(): boolean;
  facts(): AnswerFacts;
}

export interface DialectError {
  readonly status: number;
  /** Stable machine code. */
  readonly code: string;
  readonly message: string;
  /** Field of the request at fault. */
  readonly field?: string;
  readonly callId: string;
}

export interface ListedModel {
  readonly id: string;
  readonly name?: string;
  /** Who sells it. */
  readonly provider: string;
}
