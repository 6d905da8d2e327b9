import type { DeliveryError } from './errors.ts';
import type { Tags } from './tags.ts';

export type Fetch = typeof globalThis.fetch;

export interface WeirOptions {
  /** The gateway, without `/v1`: `http://127.0.0.1:4000`. */
  readonly baseUrl: string;
  /** A key of your workload: for SDKs, and for outcomes where no token is given. */
  readonly apiKey?: string;
  /** The workload of the key: outcomes name it, so that they count before their calls have landed. */
  readonly workload?: string;
  /** Tags of every task. */
  readonly tags?: Tags;
  /** Where outcomes go. Without it `outcome()` is told to `onError` and nothing is sent. */
  readonly outcomes?: OutcomesOptions;
  /** Told of outcomes that were not taken, and of deliveries that failed. Default: nobody. */
  readonly onError?: (error: DeliveryError) => void;
  /** Throw instead: `outcome()` for what cannot be queued, `flush()` for what was not delivered. Default false. */
  readonly strict?: boolean;
  /** Default: the global one. */
  readonly fetch?: Fetch;
  /** Ids of tasks and outcomes. Default `crypto.randomUUID`. */
  readonly newId?: () => string;
  /** Default `Date.now`. */
  readonly now?: () => number;
}

export interface OutcomesOptions {
  /** The admin API: `http://127.0.0.1:4010`. */
  readonly url: string;
  /** A token of the admin API, for outcomes of any workload. Default `apiKey`, for those of its own. Never in a browser. */
  readonly token?: string;
  /** Outcomes that may wait; further ones are not taken. Default 10,000. */
  readonly maxQueued?: number;
  /** Sent together, at most. Default 500. */
  readonly batchSize?: number;
  /** How long outcomes wait for others, ms. Default 1,000. */
  readonly waitMs?: number;
  /** Of one request, ms. Default 10,000. */
  readonly timeoutMs?: number;
  /** Tries of one `flush()`. What is left waits for the next. Default 4. */
  readonly attempts?: number;
  /** Pause after the first failed try, ms; doubles. Default 250. */
  readonly pauseMs?: number;
}
