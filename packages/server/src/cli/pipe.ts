/** Copies a body to a stream at the stream's own pace. */
export async function pipeTo(response: Response, stream: NodeJS.WritableStream): Promise<void> {
  if (response.body === null) return;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    if (!(await writeTo(stream, chunk))) return;
  }
}

/** Resolves when the stream has taken it: to false when nobody reads any more (`| head`). */
export function writeTo(stream: NodeJS.WritableStream, chunk: Uint8Array | string): Promise<boolean> {
  return new Promise((resolve) => {
    stream.write(chunk, (error) => resolve(!error));
  });
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
