/** A task that keeps sending new requests has no loop: only so many different ones are remembered, newest first out last. */
const REMEMBERED = 1_024;

/** How often a task sent the same request, and whether it failed the last time. */
export class Digests {
  private readonly seen = new Map<string, { count: number; failed: boolean }>();

  count(digest: string): number {
    return this.seen.get(digest)?.count ?? 0;
  }

  /** Whether this is a failed request made again. */
  isRetry(digest: string): boolean {
    return this.seen.get(digest)?.failed ?? false;
  }

  add(digest: string): void {
    const before = this.seen.get(digest);
    this.seen.delete(digest);
    this.seen.set(digest, { count: (before?.count ?? 0) + 1, failed: false });
    if (this.seen.size <= REMEMBERED) return;
    const [oldest] = this.seen.keys();
    if (oldest !== undefined) this.seen.delete(oldest);
  }

  ended(digest: string, failed: boolean): void {
    const one = this.seen.get(digest);
    if (one !== undefined) one.failed = failed;
  }

  /** The call was never made. */
  takeBack(digest: string): void {
    const one = this.seen.get(digest);
    if (one === undefined) return;
    one.count -= 1;
    if (one.count === 0) this.seen.delete(digest);
  }
}
