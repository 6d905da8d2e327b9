/** Calls are in the provider's figures by then, or never. ms. */
const FORGOTTEN_MS = 60_000;
const MOST = 4_096;

/** Calls sent since the provider's figures were made: they are not in them. */
export class Sent {
  tokens = 0;
  private readonly calls: { at: number; tokens: number }[] = [];

  get requests(): number {
    return this.calls.length;
  }

  add(at: number, tokens: number): void {
    if (this.calls.length >= MOST) this.drop();
    this.calls.push({ at, tokens });
    this.tokens += tokens;
  }

  /** Figures made at `asOf` have come. */
  countedUntil(asOf: number): void {
    for (let first = this.calls[0]; first !== undefined && first.at <= asOf; first = this.calls[0])
      this.drop();
  }

  forgetOld(now: number): void {
    this.countedUntil(now - FORGOTTEN_MS);
  }

  private drop(): void {
    this.tokens -= this.calls.shift()?.tokens ?? 0;
  }
}
