import type { WeirError } from '@weir/core/errors';
import type { ProviderAdapter } from '../../providers/index.ts';
import type { Outcome } from '../outcome.ts';
import type { ClientConnection } from './connection.ts';

/** What an answer needs to reach the client and to say how it ended. */
export interface AnswerContext {
  readonly adapter: ProviderAdapter;
  readonly client: ClientConnection;
  /** Headers Weir adds to every answer, flat. */
  readonly ownHeaders: readonly string[];
  /** Weir asked for the stream's usage on its own account. */
  readonly hideUsage: boolean;
  readonly now: () => number;
  /** The private failure as a public error. */
  describe(cause: Error, answering: boolean): WeirError;
  /** Sends an error of Weir's own as the whole answer. */
  sendError(error: WeirError): void;
  /** The frame that tells a streaming client of the error. */
  errorFrame(error: WeirError): string;
  settle(outcome: Outcome): void;
}
