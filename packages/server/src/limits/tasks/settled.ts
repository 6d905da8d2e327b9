const REMEMBERED = 50_000;

/** Calls whose last word is known: what is heard of them later changes nothing. The newest only. */
export class Settled {
  private readonly calls = new Set<string>();

  has(callId: string): boolean {
    return this.calls.has(callId);
  }

  add(callId: string): void {
    this.calls.add(callId);
    if (this.calls.size <= REMEMBERED) return;
    const [oldest] = this.calls;
    if (oldest !== undefined) this.calls.delete(oldest);
  }
}
