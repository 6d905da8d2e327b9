const MOST = Number.MAX_SAFE_INTEGER;

/** Exact sum of amounts in pico-units: a number while it fits, spilling into a bigint. */
export class ExactSum {
  private small = 0;
  private large = 0n;

  get value(): bigint {
    return this.large + BigInt(this.small);
  }

  /** `small` is the amount as a number, or NaN where it does not fit into one exactly. */
  add(amount: bigint, small: number): void {
    if (small <= MOST - this.small) this.small += small;
    else this.large += amount;
  }
}

/** The amount as a number if that is exact, else NaN. */
export function exactNumber(amount: bigint): number {
  const number = Number(amount);
  return number <= MOST && number >= 0 ? number : Number.NaN;
}
