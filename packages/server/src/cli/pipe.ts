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

/** Lines of a byte stream without their line ends, in order; a last line without an end counts. */
export async function* linesOf(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of source) {
    const text = rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
    const lines = text.split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines.map(withoutReturn);
  }
  rest += decoder.decode();
  if (rest !== '') yield [withoutReturn(rest)];
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
