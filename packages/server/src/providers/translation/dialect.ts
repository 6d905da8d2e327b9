import type { Answer, ProviderError, StreamEvent } from './answer.ts';
import type { AnswerTranslationContext, TranslationTarget } from './contract.ts';
import type { Conversation } from './conversation.ts';
import type { Frame } from './sse-frames.ts';

/** How clients of a dialect are understood and answered. */
export interface ClientSide {
  readRequest(body: Buffer): Conversation;
  writeAnswer(answer: Answer, context: AnswerTranslationContext): unknown;
  writeError(error: ProviderError): unknown;
  createStreamWriter(context: AnswerTranslationContext): StreamWriter;
}

/** How models of a dialect are asked and understood. */
export interface ProviderSide {
  writeRequest(conversation: Conversation, target: TranslationTarget): unknown;
  readAnswer(body: unknown, callId: string): Answer;
  readError(body: unknown): Partial<ProviderError>;
  createStreamReader(callId: string): StreamReader;
}

export interface StreamReader {
  read(frame: Frame): StreamEvent[];
  /** What can be told when no more comes: an end, only if the answer was complete without a marker. */
  end(): StreamEvent[];
}

/** Neutral events to the client's bytes. Never writes an end that it was not told of. */
export interface StreamWriter {
  write(event: StreamEvent): string;
}
