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

  /** Notes that these units are parts of a whole. */
  within(whole: string, ...parts: readonly string[]): void {
    const limit = this.quantities[whole];
    if (limit === undefined) return;
    let sum = 0;
    for (const unit of parts) sum += this.quantities[unit] ?? 0;
    if (sum > limit) this.impossible = true;
  }

  has(unit: string): boolean {
    return this.quantities[unit] !== undefined;
  }

  get usage(): Usage {
    return this.quantities;
  }
}
