import type { RefusalPart, Signature, TextPart, ToolCallPart } from './conversation.ts';

/** The neutral form of a complete answer. */
export interface Answer {
  readonly id?: string;
  readonly parts: readonly AnswerPart[];
  readonly finish: Finish;
  readonly usage?: TokenUsage;
}

export type AnswerPart =
  | Omit<TextPart, 'at'>
  | Omit<RefusalPart, 'at'>
  | Omit<ToolCallPart, 'at'>
  | {
      readonly type: 'reasoning';
      readonly text: string;
      readonly signature?: Signature;
      readonly sealed?: Signature;
    };

export interface Finish {
  readonly reason: FinishReason;
  /** The stop sequence that was met, where the dialect tells. */
  readonly stopSequence?: string;
}

/**
 * stop: natural end. length: output limit. context: the window is full. refusal: the model declined.
 * filter: the provider withheld the answer. unknown: a reason Weir does not know.
 */
export type FinishReason =
  | 'stop'
  | 'stop_sequence'
  | 'length'
  | 'context'
  | 'tool_calls'
  | 'refusal'
  | 'filter'
  | 'unknown';

/** Tokens. `input` holds cache reads and writes, `output` holds reasoning. Unknown is absent. */
export interface TokenUsage {
  readonly input?: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly output?: number;
  readonly reasoning?: number;
}

/** What a stream says next. */
export type StreamEvent =
  | { readonly type: 'start'; readonly id?: string; readonly usage?: TokenUsage }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'refusal'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  /** Closes the thought before it, or stands alone. */
  | { readonly type: 'reasoning_signature'; readonly signature: Signature }
  | { readonly type: 'reasoning_sealed'; readonly sealed: Signature }
  /** `key` tells the calls of one answer apart. */
  | {
      readonly type: 'tool_start';
      readonly key: number;
      readonly id: string;
      readonly name: string;
      readonly signature?: Signature;
    }
  | { readonly type: 'tool_delta'; readonly key: number; readonly json: string }
  /** A part of the answer is complete, where the dialect tells. */
  | { readonly type: 'part_end' }
  /** Later counts replace earlier ones, field by field. */
  | { readonly type: 'usage'; readonly usage: TokenUsage }
  | { readonly type: 'finish'; readonly finish: Finish }
  /** Nothing to say, but alive. */
  | { readonly type: 'ping' }
  /** The source's own end marker. */
  | { readonly type: 'end' }
  | { readonly type: 'error'; readonly error: ProviderError };

/** A provider's error, whatever its shape. */
export interface ProviderError {
  /** HTTP status; within a stream the status it would have had. */
  readonly status: number;
  /** The provider's own code or type, if it can be told. */
  readonly code?: string;
  readonly message: string;
}

export function mergedUsage(
  old: TokenUsage | undefined,
  fresh: TokenUsage | undefined,
): TokenUsage | undefined {
  return fresh === undefined ? old : { ...old, ...fresh };
}
