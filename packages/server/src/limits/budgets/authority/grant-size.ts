/**
 * How much to hand out. Plenty left: what the gateway wants, at most its share of half of what is left, so that the
 * others find something too and slices shrink as the limit nears. Little left: what the reservation needs, exactly.
 */
export function grantSize(ask: { need: bigint; want: bigint }, remaining: bigint, gateways: number): bigint {
  if (remaining <= 0n || remaining < ask.need) return 0n;
  const share = remaining / BigInt(2 * Math.max(1, gateways));
  const wanted = ask.want < share ? ask.want : share;
  return wanted > ask.need ? wanted : ask.need;
}
