/**
 * Redis keeps pico-units (1e-12) as decimal text, so that its sums equal the ledger's to the last digit. Leases are whole
 * nano-units, what gateways count in.
 */
const PICO_PER_NANO = 1_000n;

/** The next whole nano-unit: what is asked for, in pico-units. */
export function wholeNano(pico: bigint): bigint {
  return ((pico + PICO_PER_NANO - 1n) / PICO_PER_NANO) * PICO_PER_NANO;
}

export function textOf(pico: bigint): string {
  return pico.toString();
}

export function picoOf(text: string): bigint {
  return BigInt(text);
}
