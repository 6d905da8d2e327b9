import type { Span, TextDetector } from './port.ts';

const BEGIN = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----/g;
/** What a key block is made of, also with its line breaks escaped once or more (`\n`, `\\n`), and its headers. */
const BODY = /^[A-Za-z0-9+/=\s\\:,.\-"]*$/;
const END = /-----END (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----/y;
/** Without an end line, only headers and what is unmistakably key material. */
const UNENDED =
  /(?:\s|\\+[nr])*(?:(?:[A-Za-z][A-Za-z-]{1,30}: ?[^\s\\]{1,100}|[A-Za-z0-9+/=]{16,})(?:\s|\\+[nr])*)*(?:[A-Za-z0-9+/=]{1,15}$)?/y;
const LONGEST = 64 * 1024;
const SHORTEST = 16;

/** A block without its end is found as far as it looks like one. */
export const privateKey: TextDetector = {
  name: 'private_key',
  tail: /[A-Za-z0-9+/=\s\\:,-]/,
  close: /PRIVATE KEY(?: BLOCK)?-----$/,
  find(text) {
    const found: Span[] = [];
    let endLine = -1;
    BEGIN.lastIndex = 0;
    for (let match = BEGIN.exec(text); match !== null; match = BEGIN.exec(text)) {
      const body = match.index + match[0].length;
      // looked for once, however many beginnings come before it
      if (endLine < body) endLine = nextOrEnd(text, '-----END ', body);
      const end = closedEnd(text, body, endLine) ?? stickyEnd(UNENDED, text, body) ?? body;
      if (end - body < SHORTEST) continue;
      found.push({ start: match.index, end });
      BEGIN.lastIndex = end;
    }
    return found;
  },
};

function closedEnd(text: string, body: number, endLine: number): number | undefined {
  if (endLine === text.length || endLine - body > LONGEST) return undefined;
  const content = text.slice(body, endLine);
  if (content.includes('-----BEGIN') || content.trim() === '' || !BODY.test(content)) return undefined;
  return stickyEnd(END, text, endLine);
}

function nextOrEnd(text: string, needle: string, from: number): number {
  const at = text.indexOf(needle, from);
  return at === -1 ? text.length : at;
}

function stickyEnd(shape: RegExp, text: string, at: number): number | undefined {
  shape.lastIndex = at;
  const match = shape.exec(text);
  return match === null ? undefined : at + match[0].length;
}
