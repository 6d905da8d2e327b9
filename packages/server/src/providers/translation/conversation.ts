/**
 * The neutral form of a request: what all dialects mean, whatever they call it. Readers of each dialect build it,
 * writers spend it. `at` is always the dotted path of the client's own field, so that an error can name it.
 */
export interface Conversation {
  /** Instructions that stand before, or above, the turns. */
  readonly system: readonly TextPart[];
  readonly turns: readonly Turn[];
  readonly tools: readonly ToolDefinition[];
  readonly toolChoice?: Setting<ToolChoice>;
  readonly parallelToolCalls?: Setting<boolean>;
  /** Tokens, reasoning included. */
  readonly maxOutputTokens?: Setting<number>;
  readonly temperature?: Setting<number>;
  readonly topP?: Setting<number>;
  readonly topK?: Setting<number>;
  readonly seed?: Setting<number>;
  readonly frequencyPenalty?: Setting<number>;
  readonly presencePenalty?: Setting<number>;
  readonly stop?: Setting<readonly string[]>;
  readonly format?: Setting<AnswerFormat>;
  readonly reasoning?: Setting<Reasoning>;
  /** `low` or `high`; the usual `medium` is absent. */
  readonly verbosity?: Setting<string>;
  /** Opaque id of the end user. */
  readonly user?: string;
}

export interface Setting<T> {
  readonly value: T;
  readonly at: string;
}

export type Json = Readonly<Record<string, unknown>>;

export interface ToolDefinition {
  readonly name: string;
  readonly description?: string;
  /** JSON schema of the arguments: an object. */
  readonly parameters: Json;
  readonly strict: boolean;
  readonly at: string;
}

/** `only` narrows the tools that may be called. */
export type ToolChoice =
  | { readonly mode: 'auto' | 'required'; readonly only?: readonly string[] }
  | { readonly mode: 'none' }
  | { readonly mode: 'tool'; readonly name: string };

export type AnswerFormat =
  | { readonly type: 'json' }
  | {
      readonly type: 'schema';
      readonly name: string;
      readonly description?: string;
      readonly schema: Json;
      readonly strict: boolean;
    };

export const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
export type Effort = (typeof EFFORTS)[number];

export interface Reasoning {
  /** Absent: the model decides. */
  readonly effort?: Effort;
  /** Tokens. */
  readonly budget?: number;
  /** The client wants to see (a summary of) the thoughts. */
  readonly show: boolean;
}

export type Turn =
  | UserTurn
  | AssistantTurn
  | { readonly role: 'system'; readonly parts: readonly TextPart[] };

export interface UserTurn {
  readonly role: 'user';
  readonly parts: readonly (TextPart | MediaPart | ToolResultPart)[];
}

export interface AssistantTurn {
  readonly role: 'assistant';
  readonly parts: readonly AssistantPart[];
}

export type AssistantPart = TextPart | ReasoningPart | ToolCallPart | RefusalPart;

export interface TextPart {
  readonly type: 'text';
  readonly text: string;
  readonly at: string;
}

export interface RefusalPart {
  readonly type: 'refusal';
  readonly text: string;
  readonly at: string;
}

/** A picture, document, recording or film. `text` sources are plain documents. */
export interface MediaPart {
  readonly type: 'image' | 'file' | 'audio' | 'video';
  readonly source: MediaSource;
  readonly name?: string;
  /** How closely to look, in OpenAI's words; a hint. */
  readonly detail?: string;
  readonly at: string;
}

export type MediaSource =
  | { readonly kind: 'base64'; readonly mediaType: string; readonly data: string }
  | { readonly kind: 'url'; readonly url: string; readonly mediaType?: string }
  | { readonly kind: 'text'; readonly text: string };

export interface ToolCallPart {
  readonly type: 'tool_call';
  readonly id: string;
  readonly name: string;
  /** JSON text of an object. */
  readonly arguments: string;
  readonly signature?: Signature;
  readonly at: string;
}

export interface ToolResultPart {
  readonly type: 'tool_result';
  readonly callId: string;
  /** Of the tool; found from the call where the dialect does not repeat it. */
  readonly name: string;
  readonly content: readonly (TextPart | MediaPart)[];
  readonly failed: boolean;
  readonly at: string;
}

export interface ReasoningPart {
  readonly type: 'reasoning';
  readonly text: string;
  readonly signature?: Signature;
  /** The provider's sealed thoughts instead of text. */
  readonly sealed?: Signature;
  readonly at: string;
}

/** Proof of origin that must come back unchanged, and only to the family of models that made it. */
export interface Signature {
  readonly family: SignatureFamily;
  readonly value: string;
}

export type SignatureFamily = 'anthropic' | 'gemini' | 'openai';
