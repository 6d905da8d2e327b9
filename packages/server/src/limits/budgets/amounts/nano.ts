/**
 * Leases and reservations are counted in whole nano-units (1e-9) as JavaScript numbers, which is exact up to nine million
 * currency units and costs next to nothing; what calls really cost stays exact in pico-units (1e-12).
 */
export const PICO_PER_NANO = 1_000n;
const PICO = 1_000;
/** What a call may cost at most: above, it is refused as too large. */
export const MOST_NANO = Number.MAX_SAFE_INTEGER;
const MOST_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

/** Rounded up. Infinity for what is larger than MOST_NANO. */
export function nanoAtLeast(pico: bigint): number {
  if (pico <= MOST_EXACT) return ceil(Number(pico));
  const nano = (pico + PICO_PER_NANO - 1n) / PICO_PER_NANO;
  return nano > MOST_EXACT ? Number.POSITIVE_INFINITY : Number(nano);
}

/** Rounded down, at most MOST_NANO. */
export function nanoAtMost(pico: bigint): number {
  const nano = pico / PICO_PER_NANO;
  return nano > MOST_EXACT ? MOST_NANO : Number(nano);
}

export function picoOf(nano: number): bigint {
  return BigInt(nano) * PICO_PER_NANO;
}

/** Division of numbers this large would round; the remainder is exact. */
function ceil(pico: number): number {
  const rest = pico % PICO;
  return (pico - rest) / PICO + (rest > 0 ? 1 : 0);
}
