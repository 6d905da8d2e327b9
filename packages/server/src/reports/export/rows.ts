import type { Cell } from './xlsx.ts';

/** JSON arrays, one a line, from bytes that may be cut anywhere. */
export async function* rowsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Cell[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line) as Cell[];
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as Cell[];
}
