/**
 * What is added to a budget's limit from the period before (formula `roll_over`, docs/formulas.md). Source: product.md C9.
 * Units: pico-units. `unused` is the amount less what was settled in the period before, without what had been rolled over
 * into that one: what is left over is added once. Never negative: a period that was overspent takes nothing away. `max`
 * absent for no bound.
 */
export function rollOver(unused, max) {
  if (unused <= 0n) return 0n;
  return max !== undefined && unused > max ? (max < 0n ? 0n : max) : unused;
}
