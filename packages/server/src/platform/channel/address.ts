/** `10.0.0.1:4020` or `[2001:db8::1]:4020`, as the configuration checks it. */
export function parseAddress(text: string): { host: string; port: number } {
  const at = text.lastIndexOf(':');
  return { host: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) };
}
