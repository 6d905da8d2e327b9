/** Engines parse a quarter of a megabyte of one statement or value. */
const MOST_CHARACTERS = 150_000;

/** Texts in groups that fit into one bound list each, in their order. */
export function chunksOf<T>(items: readonly T[], text: (item: T) => string): T[][] {
  const chunks: T[][] = [];
  let chunk: T[] = [];
  let size = 0;
  for (const item of items) {
    // quotes and a comma; the bound leaves room for escapes
    const length = text(item).length + 4;
    if (chunk.length > 0 && size + length > MOST_CHARACTERS) {
      chunks.push(chunk);
      chunk = [];
      size = 0;
    }
    chunk.push(item);
    size += length;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}
