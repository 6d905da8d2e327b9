import type { Dialect } from '@weir/core/contract';
import type { Usage } from '@weir/core/usage';

/** Dialects clients speak, and those that only providers speak (a client's dialect is translated into them). */
export type WireDialect = Dialect | 'converse';

/**
 * What a dialect must be able to do. An adapter is pure: bytes in, facts or bytes out; no sockets, no clock. One
 * folder per dialect; a provider that merely speaks a dialect (any OpenAI-compatible server) is data, not code.
 */
export interface ProviderAdapter {
  readonly dialect: WireDialect;
  /** Path before every operation: `/v1`, `/v1beta`. */
  readonly versionPath: string;
  /** What clients may ask for. */
  readonly operations: readonly Operation[];
  /** Header that carries the provider's secret, and the prefix before it. */
  readonly auth: { readonly header: string; readonly prefix: string };
  /** Headers every request needs; sent only when the client did not. */
  readonly defaultHeaders: readonly (readonly [name: string, value: string])[];
  /** Response headers that may hold the provider's request id, best first, lower case. */
  readonly requestIdHeaders: readonly string[];
  /** Body of an error answer in this dialect. */
  errorBody(error: DialectError): string;
  /**
   * Frame that tells a client in mid-stream that the answer failed. `contentType` of the answer, for dialects that
   * frame their streams in more than one way; `begun` false when nothing of the answer has passed yet.
   * Empty where no words fit in (sound): then only a broken connection tells.
   */
  streamError(error: DialectError, contentType?: string, begun?: boolean): string;
  /** The provider's own code or type of error from an error answer, if it can be told. */
  readErrorCode(body: Buffer): string | undefined;
  /** Body of a models list (`GET /models`). */
  modelsBody(models: readonly ListedModel[]): string;
  modelBody(model: ListedModel): string;
}

/** One thing a client can ask for in a dialect: path, and how its bytes are read. */
export interface Operation {
  /** As recorded: `chat.completions`. */
  readonly name: string;
  /** Path below the version path: `/chat/completions`, `/models/{model}:generateContent`. `{model}` may hold slashes. */
  readonly path: string;
  /** False for operations a provider does not bill (counting tokens): forwarded, never charged. */
  readonly billed: boolean;
  /** `chat`: has a conversation as input, so that other dialects can carry it (see translation/). */
  readonly kind: 'chat' | 'embeddings' | 'media' | 'other';
  /** How the request body is laid out. */
  readonly body: 'json' | 'multipart';
  /** Content types of answers to a streaming request that `createStreamMeter` understands: beginnings, lower case. */
  readonly streamTypes: readonly string[];
  /**
   * Reads what admission needs. A generator so that a body of many megabytes can be read in slices: it yields
   * between slices. Throws WeirError `body_not_json`, `body_invalid` (naming the field).
   */
  readRequest(body: Buffer, line: RequestLine): Generator<void, RequestFacts>;
  /** The body with these changes spliced in; every other byte stays as it was. The same buffer when none apply. */
  rewriteRequest(body: Buffer, changes: RequestChanges, line: RequestLine): Buffer;
  /** Facts of a complete unary answer, or of a part of it that starts anywhere (`partial`). */
  readAnswer(body: Buffer, partial: boolean, request: RequestFacts): AnswerFacts;
  createStreamMeter(options: StreamMeterOptions): StreamMeter;
  /** As the adapter's, where streams of this operation have errors of their own. */
  streamError?(error: DialectError): string;
}

/** What the head of a request says about its body and target. */
export interface RequestLine {
  /** What stood for `{model}` in the path, percent-decoded. */
  readonly model: string | undefined;
  /** `?...` or empty. */
  readonly query: string;
  /** Of the request; lower-case media type with parameters, or empty. */
  readonly contentType: string;
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
  /** Absent when it says nothing: `flex`, `priority`, ... as the dialect names it. */
  readonly serviceTier?: string;
  /** Where the request asks to be worked on, where that costs another rate. */
  readonly region?: string;
  /** What the model must be able to do, as the catalog names it: `tools`, `vision`, `structured_output`, `audio`. */
  readonly needs?: readonly string[];
  /** Units that the request itself settles: characters to be spoken, images asked for. Upper bounds are fine. */
  readonly quantities?: Usage;
  /** Bytes of the body that are media in base64 or multipart: not worth a token per four of them. */
  readonly mediaBytes?: number;
  /** Resource of a provider account the request refers to (`previous_response_id`, a file, a cached content). */
  readonly resources?: readonly string[];
  /** The provider adds input of its own: what tools that it runs find. Stored things are told by `resources`. */
  readonly addsInput?: boolean;
  /** True when the provider keeps the answer under an id that later requests may name. */
  readonly stored?: boolean;
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
  /** Of the first 64 tool calls, in order: a name as often as it was called. */
  readonly toolNames: readonly string[];
  /** Rough number of output tokens seen, for when usage is missing: never 0 once anything was said. */
  readonly outputEstimate: number;
  /** Code of an error the provider sent inside the answer. */
  readonly errorCode?: string;
  /** The tier the provider says it served. */
  readonly serviceTier?: string;
  /** Where the provider says it worked on it. */
  readonly region?: string;
  /** The model declined to answer, as far as the dialect tells. */
  readonly refused?: boolean;
  /** Id of the answer or of the resource made, where later requests may name it. */
  readonly resourceId?: string;
}

export interface StreamMeterOptions {
  /** Weir asked for usage on its own account: what came of that must not reach the client. */
  readonly hideUsage: boolean;
  /** Of the answer, lower case. */
  readonly contentType: string;
  /** What was asked: streams that say nothing of their usage (sound) are metered by it. */
  readonly request?: RequestFacts;
}

/** Taps a stream of events. Frames pass as they are; only the end marker is kept back. */
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

/** Changes a stream of bytes on its way. Whole frames in; whole frames out, as soon as they can be told. */
export interface ByteTransform {
  push(chunk: Buffer): Buffer | undefined;
  /** What is left when no more comes. */
  end(): Buffer | undefined;
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
