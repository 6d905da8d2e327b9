/** Redis keeps whole nano-units (1e-9) as decimal text: a thousandth of what Weir counts in, and enough for leases. */
const PICO_PER_NANO = 1_000n;

/** What is spent or held: never less than it is. */
export function nanoUp(pico: bigint): string {
  return ((pico + PICO_PER_NANO - 1n) / PICO_PER_NANO).toString();
}

/** What may be spent: never more than it is. */
export function nanoDown(pico: bigint): string {
  return (pico / PICO_PER_NANO).toString();
}

export function picoOf(nano: string): bigint {
  return BigInt(nano) * PICO_PER_NANO;
}
