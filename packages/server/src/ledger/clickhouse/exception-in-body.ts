/** A server writes at most 16 KiB of an exception, and what it puts around it. */
const HELD_BYTES = 20 * 1024;

/**
 * A server that fails while it answers has already said 200: it puts the error at the end of the body, marked with a tag
 * that its headers announced. Passes the body on, and throws instead of passing such an end.
 */
export async function* withoutException(
  body: AsyncIterable<Uint8Array>,
  tag: string | undefined,
): AsyncGenerator<Uint8Array> {
  let held: Buffer = Buffer.alloc(0);
  for await (const piece of body) {
    if (tag === undefined) {
      yield piece;
      continue;
    }
    held = Buffer.concat([held, piece]);
    if (held.length <= HELD_BYTES) continue;
    yield held.subarray(0, held.length - HELD_BYTES);
    held = held.subarray(held.length - HELD_BYTES);
  }
  if (tag === undefined) return;
  const at = held.lastIndexOf(`__exception__\r\n${tag}`);
  if (at >= 0) throw new Error(held.subarray(at).toString().split('\r\n')[2] ?? 'the server gave up');
  if (held.length > 0) yield held;
}
