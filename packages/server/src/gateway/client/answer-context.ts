import type { WeirError } from '@weir/core/errors';
import type { AnswerFacts, ByteTransform, Operation, RequestFacts } from '../../providers/index.ts';
import type { TryOutcome } from '../outcome.ts';
import type { AnswerHead } from '../upstream/headers.ts';
import type { AnswerClient } from './answer-client.ts';
import type { Conversion } from './conversion.ts';

/** What an answer needs to reach the client and to say how it ended. Holds for one try. */
export interface AnswerContext {
  /** As the provider was asked. */
  readonly operation: Operation;
  readonly request: RequestFacts;
  readonly client: AnswerClient;
  /** Headers Weir adds to every answer, flat. */
  readonly ownHeaders: readonly string[];
  /** Weir asked for the stream's usage on its own account. */
  readonly hideUsage: boolean;
  /** The client wants to know the cost at the end of its stream, in a comment. */
  readonly costComment: boolean;
  /** Set when the client gets other bytes than the provider sent. */
  readonly conversion: Conversion | undefined;
  /** Content type of a stream in the client's dialect. */
  readonly streamType: string;
  /** Gathers what the provider said, where that is kept. */
  readonly keeper: { take(bytes: Buffer): void } | undefined;
  readonly now: () => number;
  /** Turns the provider's framing of this answer into the dialect's own; undefined when it already is. */
  unwrap(contentType: string): ByteTransform | undefined;
  readErrorCode(body: Buffer): string | undefined;
  /** The private failure as a public error. */
  describe(cause: Error, answering: boolean): WeirError;
  /** Sends an error of Weir's own as the whole answer. */
  sendError(error: WeirError): void;
  /** The frame that tells a streaming client of the error; empty when its format has none. `begun`: it has had bytes. */
  errorFrame(error: WeirError, begun: boolean): string;
  settle(outcome: TryOutcome): void;
}

/** Facts of an answer of which only the size is known for certain. */
export function withEstimate(facts: AnswerFacts, outputEstimate: number): AnswerFacts {
  return { ...facts, outputEstimate };
}

export function isStream(head: AnswerHead, { operation, request }: AnswerContext): boolean {
  if (head.status >= 300) return false;
  if (head.contentType.startsWith('text/event-stream')) return true;
  return (
    request.stream && operation.streamTypes.some((type) => head.contentType.toLowerCase().startsWith(type))
  );
}
