/** A token and until when it holds, epoch ms. */
export interface Token {
  readonly value: string;
  readonly expiresAt: number;
}

interface Entry {
  token?: Token;
  fetching?: Promise<Token>;
  /** Epoch ms before which a failed refresh is not repeated while the token still holds. */
  retryAt: number;
}

/** A token with less than this left is not used any more: it must outlive the way to the provider. */
const UNUSABLE_MS = 60_000;
/** Below this it is renewed while it is still used, so that no call waits. */
const RENEW_MS = 300_000;
const RETRY_MS = 5_000;

/**
 * Access tokens by whom they are for. One fetch at a time per key, whoever asks; a fetch that fails is not remembered,
 * and as long as the old token holds nobody hears of it. Keys are as many as providers.
 */
export class TokenCache {
  private readonly entries = new Map<string, Entry>();

  /** The token now, or a promise of it. `now` in epoch ms; rejects with what `fetch` rejects with. */
  get(key: string, now: number, fetch: () => Promise<Token>): string | Promise<string> {
    const entry = this.entryOf(key);
    const left = entry.token === undefined ? 0 : entry.token.expiresAt - now;
    if (entry.token === undefined || left <= UNUSABLE_MS) {
      return this.fetching(entry, now, fetch).then(({ value }) => value);
    }
    if (left <= RENEW_MS && entry.fetching === undefined && now >= entry.retryAt) {
      // the call goes on with the token it has; a failure is met again when that has run out
      this.fetching(entry, now, fetch).catch(() => undefined);
    }
    return entry.token.value;
  }

  private fetching(entry: Entry, now: number, fetch: () => Promise<Token>): Promise<Token> {
    entry.fetching ??= fetch()
      .then(
        (token) => {
          entry.token = token;
          return token;
        },
        (error: unknown) => {
          entry.retryAt = now + RETRY_MS;
          throw error;
        },
      )
      .finally(() => {
        delete entry.fetching;
      });
    return entry.fetching;
  }

  private entryOf(key: string): Entry {
    const known = this.entries.get(key);
    if (known !== undefined) return known;
    const entry: Entry = { retryAt: 0 };
    this.entries.set(key, entry);
    return entry;
  }
}
