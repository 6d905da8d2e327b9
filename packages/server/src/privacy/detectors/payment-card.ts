import { digitsOf, standsAlone } from './characters.ts';
import { luhn } from './checksums.ts';
import type { Span, TextDetector } from './port.ts';

const PLAIN = /\d{13,19}(?!\d)/g;
/** Groups as cards are printed, one kind of separator throughout. */
const GROUPED =
  /\d{4}(?:([ -])(?:\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{6}\1\d{4,5}|\d{4}\1\d{5}|\d{4}\1\d{4}\1\d))(?!\d)/g;

interface Scheme {
  readonly prefix: RegExp;
  readonly lengths: readonly number[];
}

const SCHEMES: readonly Scheme[] = [
  { prefix: /^4/, lengths: [13, 16, 19] },
  { prefix: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^(?:6011|64[4-9]|65|62|60|8[12]|508)/, lengths: [16, 17, 18, 19] },
  { prefix: /^35(?:2[89]|[3-8])/, lengths: [16, 17, 18, 19] },
  { prefix: /^3(?:0[0-5]|09|6|8|9)/, lengths: [14, 15, 16, 17, 18, 19] },
  { prefix: /^(?:50|5[6-8]|6[37])/, lengths: [13, 14, 15, 16, 17, 18, 19] },
  { prefix: /^220[0-4]/, lengths: [16, 17, 18, 19] },
];

export const paymentCard: TextDetector = {
  name: 'payment_card',
  tail: /[\d -]/,
  find(text) {
    return [...candidates(text, PLAIN), ...candidates(text, GROUPED)];
  },
};

function candidates(text: string, shape: RegExp): Span[] {
  const found: Span[] = [];
  shape.lastIndex = 0;
  for (let match = shape.exec(text); match !== null; match = shape.exec(text)) {
    const span = { start: match.index, end: match.index + match[0].length };
    if (standsAlone(text, span.start, span.end) && isCard(digitsOf(match[0]))) found.push(span);
    else shape.lastIndex = nextGroup(text, match.index);
  }
  return found;
}

/** The number may start with a later group: `2 4111 1111 1111 1111`, `0001 4111 ...`. */
function nextGroup(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at += 1;
  return at;
}

function isCard(digits: string): boolean {
  if (/^(\d)\1+$/.test(digits)) return false;
  return SCHEMES.some((s) => s.lengths.includes(digits.length) && s.prefix.test(digits)) && luhn(digits);
}
