import type { ByteTransform, Operation, ProviderAdapter, WireDialect } from '../contract.ts';

/**
 * How a provider is reached: address, signature, and the framing of its streams. `direct` is a base URL and a secret
 * in the dialect's own header; clouds do it their way. One folder per platform. No sockets here but for tokens that
 * must be fetched, and those go through `fetchToken`.
 */
export interface Platform {
  readonly id: string;
  /**
   * The dialect in which this provider answers a model: the client's own where it can, so that nothing is
   * translated. Undefined when it does not offer the operation at all.
   */
  dialectFor(
    provider: PlatformProvider,
    model: string,
    operation: Operation,
    client: WireDialect,
  ): WireDialect | undefined;
  /** Ready to be sent. A promise only when a token must be fetched or a body hashed. */
  prepare(request: PlatformRequest): PreparedRequest | Promise<PreparedRequest>;
  /**
   * Turns the platform's stream framing into the dialect's own; undefined when it already is. `dialect`: the one the
   * provider was asked in; without it, failures are worded by what came before.
   */
  unwrapStream(contentType: string, dialect?: WireDialect): ByteTransform | undefined;
}

/** What a platform must know of a provider; the registry's AdmissionProvider has this shape. */
export interface PlatformProvider {
  readonly id: string;
  readonly dialect: WireDialect;
  /** With the version path, without a trailing slash. */
  readonly baseUrl: string;
  readonly secretEnv?: string;
  readonly settings: Readonly<Record<string, string>>;
  /** The operator allows names that resolve to private addresses, and http to them. See address-guard.ts. */
  readonly allowPrivateNetwork?: boolean;
}

export interface PlatformRequest {
  readonly provider: PlatformProvider;
  readonly adapter: ProviderAdapter;
  readonly operation: Operation;
  readonly model: string;
  readonly stream: boolean;
  /** `?...` of the client, without keys, or empty. */
  readonly query: string;
  readonly body: Buffer;
  /** Headers of the client that go on, flat. */
  readonly headers: readonly string[];
  /** Epoch ms. */
  readonly now: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Base URL to use instead of the provider's: the sandbox in this process tree. */
  readonly baseUrl?: string;
}

export interface PreparedRequest {
  readonly origin: string;
  /** With the query. */
  readonly path: string;
  /** Flat, complete but for host, connection and content-length. */
  readonly headers: string[];
  readonly body: Buffer;
  /** For the connection's `guardedLookup`: the name may resolve to a private address. */
  readonly allowPrivate?: boolean;
}

/** POSTs a form and returns the JSON answer; for token endpoints. Rejects with WeirError `upstream_unreachable`. */
export type FetchToken = (url: string, form: Readonly<Record<string, string>>) => Promise<unknown>;

/** What platforms need of the outside world. */
export interface PlatformDeps {
  readonly fetchToken: FetchToken;
  /** Text of a credentials file; called once per path. Throws what it likes. */
  readonly readFile: (path: string) => string;
}
