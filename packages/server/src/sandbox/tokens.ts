/** Characters (UTF-16 units) that make one token in the sandbox. Real tokenizers average close to this in English. */
export const CHARS_PER_TOKEN = 4;

/** Tokens of a text by the sandbox's tokenizer: every four characters, the rest counts as one. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / CHARS_PER_TOKEN);
}

/** The longest beginning of a text that has at most `tokens` tokens. */
export function truncateToTokens(text: string, tokens: number): string {
  return text.slice(0, Math.max(0, tokens) * CHARS_PER_TOKEN);
}

/** Cuts a text into the pieces a stream sends: words with the space before them, as real deltas look. */
export function streamPieces(text: string): string[] {
  return text.match(/\s*\S+\s*$|\s*\S+/g) ?? (text === '' ? [] : [text]);
}
