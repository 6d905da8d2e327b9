import { PICO_PER_NANO } from '../amounts/nano.ts';

/**
 * How much to hand out, in whole nano-units. Plenty left: what the gateway wants, at most its share of half of what is left,
 * so that the others find something too and slices shrink as the limit nears. Little left: what the reservation needs, exactly.
 */
export function grantSize(ask: { need: bigint; want: bigint }, remaining: bigint, gateways: number): bigint {
  if (remaining <= 0n || remaining < ask.need) return 0n;
  const share = remaining / BigInt(2 * Math.max(1, gateways));
  const wanted = ask.want < share ? ask.want : share;
  const size = wanted > ask.need ? wanted : ask.need;
  return size - (size % PICO_PER_NANO);
}
