import { once } from 'node:events';

/** Copies a body to a stream at the stream's own pace. */
export async function pipeTo(response: Response, stream: NodeJS.WritableStream): Promise<void> {
  if (response.body === null) return;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    await writeTo(stream, chunk);
  }
}

/** Resolves when the stream will take more; at once when its reader is gone. */
export async function writeTo(stream: NodeJS.WritableStream, chunk: Uint8Array | string): Promise<void> {
  if (!stream.writable) return;
  if (!stream.write(chunk))
    await Promise.race([once(stream, 'drain'), once(stream, 'close')]).catch(() => {});
}

/**
 * Lines of a byte stream without their line ends, in order, as many at a time as a chunk completes; a last line
 * without an end counts. The parts of a long line are joined once, so its cost stays proportional to its length.
 */
export async function* linesOf(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  for await (const chunk of source) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const end = text.lastIndexOf('\n');
    if (end === -1) {
      parts.push(text);
      continue;
    }
    const complete = parts.join('') + text.slice(0, end);
    parts = [text.slice(end + 1)];
    yield complete.split('\n').map(withoutReturn);
  }
  const rest = parts.join('') + decoder.decode();
  if (rest !== '') yield [withoutReturn(rest)];
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
