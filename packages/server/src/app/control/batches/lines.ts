const NEWLINE = 0x0a;
/** One result; longer ones are not read but counted. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** Lines of a stream of bytes, one at a time; undefined stands for one that is too long. */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer | undefined> {
  let parts: Buffer[] = [];
  let size = 0;
  const take = (): Buffer | undefined => {
    const line = size > LONGEST_LINE ? undefined : Buffer.concat(parts, size);
    parts = [];
    size = 0;
    return line;
  };
  for await (const chunk of bytes) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let end = buffer.indexOf(NEWLINE); end !== -1; end = buffer.indexOf(NEWLINE, start)) {
      parts.push(buffer.subarray(start, end));
      size += end - start;
      start = end + 1;
      yield take();
    }
    const rest = buffer.subarray(start);
    size += rest.length;
    if (size > LONGEST_LINE) parts = [];
    else if (rest.length > 0) parts.push(Buffer.from(rest));
  }
  if (size > 0) yield take();
}
