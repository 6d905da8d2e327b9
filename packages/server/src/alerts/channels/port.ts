import type { ChannelKind } from '@weir/core/contract';
import type { OpenChannel } from '../../registry/index.ts';
import type { AlertMessage } from '../message.ts';

/** A way to reach people. Backends: one file per kind, in the list of `index.ts`. */
export interface Channel {
  readonly kind: ChannelKind;
  /** Which fields of a channel it needs and takes, and how they must look. */
  readonly fields: ChannelFields;
  /**
   * Resolves when the other side has taken it. Rejects with `DeliveryFailure`. `delivery` is the same for every retry of
   * a message, so that the other side can drop what it has seen.
   */
  send(to: OpenChannel, message: AlertMessage, delivery: string, signal: AbortSignal): Promise<void>;
}

export type FieldName = 'to' | 'url' | 'routing_key' | 'signing_secret';
export interface ChannelFields {
  readonly required: readonly FieldName[];
  readonly optional: readonly FieldName[];
  /** What to do about a missing field, by its name. */
  readonly remedy: Readonly<Partial<Record<FieldName, string>>>;
}

/** A try that failed. The text is for people and holds no secret. */
export class DeliveryFailure extends Error {
  override readonly name = 'DeliveryFailure';
  /** False when the same message can never be taken. */
  readonly retryable: boolean;
  /** What the other side asked for. */
  readonly retryAfterMs: number | undefined;

  constructor(
    text: string,
    { retryable = true, retryAfterMs }: { retryable?: boolean; retryAfterMs?: number | undefined } = {},
  ) {
    super(text);
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }
}
