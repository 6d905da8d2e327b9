import type { Usage } from '@weir/core/usage';

/** Collects quantities by unit. Unknown stays absent; a value that cannot be a count marks the whole impossible. */
export class UsageReading {
  impossible = false;
  private readonly quantities: Record<string, number> = {};

  add(unit: string, value: unknown): void {
    if (value === undefined || value === null) return;
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
      this.impossible = true;
      return;
    }
    this.quantities[unit] = (this.quantities[unit] ?? 0) + value;
  }

  /** Adds a quantity that may have a fraction: seconds. */
  addAmount(unit: string, value: unknown): void {
    if (value === undefined || value === null) return;
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) this.impossible = true;
    else this.quantities[unit] = value;
  }

  /** Notes that these units are parts of a whole. */
  within(whole: string, ...parts: readonly string[]): void {
    const limit = this.quantities[whole];
    if (limit === undefined) return;
    let sum = 0;
    for (const unit of parts) sum += this.quantities[unit] ?? 0;
    if (sum > limit) this.impossible = true;
  }

  get usage(): Usage {
    return this.quantities;
  }

  /** The usage, when a price can be worked from it: possible, and both counts are there. */
  get known(): Usage | undefined {
    return this.knownWith('input_tokens', 'output_tokens');
  }

  /** The usage, when it is possible and has all of these: what has no output (embeddings) is known without. */
  knownWith(...units: readonly string[]): Usage | undefined {
    if (this.impossible) return undefined;
    for (const unit of units) if (this.quantities[unit] === undefined) return undefined;
    return this.quantities;
  }
}

/** A usage object longer than this is not one; it would only fill the ledger. */
const LONGEST_RAW = 16 * 1024;

/** The provider's own usage object as JSON text. */
export function rawUsage(raw: object | undefined): string | undefined {
  if (raw === undefined) return undefined;
  const text = JSON.stringify(raw);
  return text.length > LONGEST_RAW ? undefined : text;
}
