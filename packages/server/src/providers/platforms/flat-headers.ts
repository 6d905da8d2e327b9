/** Headers are flat lists on the call path: name, value, name, value. */

/** Whether a flat list has a header; `wanted` in lower case. */
export function hasHeader(flat: readonly string[], wanted: string): boolean {
  return indexOf(flat, wanted) !== -1;
}

/** First value of a header; `wanted` in lower case. */
export function headerOf(flat: readonly string[], wanted: string): string | undefined {
  const at = indexOf(flat, wanted);
  return at === -1 ? undefined : flat[at + 1];
}

/** A copy without some headers; names in lower case. */
export function withoutHeaders(flat: readonly string[], unwanted: ReadonlySet<string>): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const name = flat[i] as string;
    if (!unwanted.has(name.toLowerCase())) kept.push(name, flat[i + 1] as string);
  }
  return kept;
}

function indexOf(flat: readonly string[], wanted: string): number {
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] as string;
    if (name.length === wanted.length && name.toLowerCase() === wanted) return i;
  }
  return -1;
}
