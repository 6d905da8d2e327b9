import type { ByteTransform, Operation, WireDialect } from '../contract.ts';

/** How a conversation of one dialect is carried to a model of another, and its answer back. Pure. */
export interface Translation {
  /** What the provider is asked for: an operation of the target dialect's adapter. */
  readonly operation: Operation;
  /** The same for answers in a stream, where that is an operation of its own; else `operation` again. */
  readonly streamOperation: Operation;
  /** `?...` a streaming request needs, or empty. It replaces the client's query, which means nothing elsewhere. */
  readonly streamQuery: string;
  /**
   * The request in the target dialect. Nothing is dropped in silence: what the target has no words for throws
   * WeirError `not_translatable` that names the field and the remedy. `maxOutputTokens` fills in where the target
   * demands a limit and the client gave none.
   */
  request(body: Buffer, target: TranslationTarget): Buffer;
  /** A complete successful answer, in the client's dialect. */
  answer(body: Buffer, context: AnswerTranslationContext): Buffer;
  /** The provider's error answer, in the client's dialect; also for bodies that are no JSON. */
  errorAnswer(body: Buffer, status: number): Buffer;
  /** Stream of the provider to stream of the client, events as soon as they can be told. */
  stream(context: AnswerTranslationContext): ByteTransform;
}

export interface TranslationTarget {
  /** As the provider is to be asked. */
  readonly model: string;
  readonly stream: boolean;
  readonly maxOutputTokens: number;
}

export interface AnswerTranslationContext {
  /** Model the client asked for: what the answer says. */
  readonly requestedModel: string;
  /** For ids the client's dialect wants and the provider's lacks. */
  readonly callId: string;
  /** Epoch seconds, for `created`. */
  readonly createdAt: number;
  /** The client asked for usage in its stream. */
  readonly includeUsage: boolean;
  /** Gemini clients without `alt=sse`: the stream is one JSON array instead of events. */
  readonly jsonArray?: boolean;
  /** The client's request: its tools and formats may be needed to read the answer. */
  readonly request: Buffer;
}

/** The translation from a client's operation to a provider's dialect, if the two can be bridged at all. */
export type TranslationOf = (operation: Operation, to: WireDialect) => Translation | undefined;
