import type { Span, TextDetector } from './port.ts';

const BEGIN = /-----BEGIN ((?:[A-Z0-9]{1,12} ){0,4})PRIVATE KEY(?: BLOCK)?-----/g;
/** What a key block is made of, also with its line breaks escaped once or more (`\n`, `\\n`). */
const BODY = /[A-Za-z0-9+/=\s\\:,.\-"]*/y;
/** Without an end line, only what is unmistakably key material. */
const UNENDED = /(?:\s|\\+[nr])*(?:[A-Za-z0-9+/=]{16,}(?:\s|\\+[nr])*)*/y;
const END = /-----END [A-Z0-9 ]{0,60}PRIVATE KEY(?: BLOCK)?-----/g;
/** Headers of a block are short: `Proc-Type: 4,ENCRYPTED`. */
const LONGEST = 64 * 1024;

/** A block without its end is found as far as it looks like one. */
export const privateKey: TextDetector = {
  name: 'private_key',
  tail: /[A-Za-z0-9+/=\s\\-]/,
  close: /PRIVATE KEY(?: BLOCK)?-----$/,
  find(text) {
    const found: Span[] = [];
    BEGIN.lastIndex = 0;
    for (let match = BEGIN.exec(text); match !== null; match = BEGIN.exec(text)) {
      const body = match.index + match[0].length;
      const end = blockEnd(text, body);
      if (end - body < 16) continue;
      found.push({ start: match.index, end });
      BEGIN.lastIndex = end;
    }
    return found;
  },
};

function blockEnd(text: string, body: number): number {
  const reach = matchEnd(BODY, text, body);
  END.lastIndex = 0;
  const end = END.exec(text.slice(body, reach));
  return end === null ? matchEnd(UNENDED, text, body) : body + end.index + end[0].length;
}

function matchEnd(shape: RegExp, text: string, from: number): number {
  shape.lastIndex = from;
  const found = shape.exec(text.slice(0, from + LONGEST));
  return from + (found?.[0].length ?? 0);
}
