import { announced, digitsOf, isWord, standsAlone } from './characters.ts';
import type { Span, TextDetector } from './port.ts';

/** Assigned country calling codes of one and two digits; those of three begin with what is left of 2xx to 9xx. */
const CALLING_CODE =
  /^(?:1[2-9]|7[3-9]|20|27|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|2[1-689]|3[578]|42|5[09]|6[7-9]|8[058]|9[679])/;
const INTERNATIONAL = /(?:\+|00)[ (]?\d(?:[ .()/-]{0,2}\d){6,14}/g;
/** North America: area and exchange begin with 2 to 9. */
const NANP = /(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])[2-9]\d\d[ .-]\d{4}(?:x\d{1,5})?/g;
/** Trunk prefix 0, then two to five groups. */
const TRUNK = /(?:\(0\d{1,5}\)|0\d{1,5})(?:[ ./-]{1,2}\d{2,9}){1,5}/g;
/** Only where a word announces it. */
const BARE = /\d{8,15}(?!\d)/g;
const WORDS =
  /(?:phone|mobile|\bcell|\btel\b|telefon|t[eé]l[eé]phone|\bfax|\bsms\b|whats ?app|\bcall(?: me)?(?: at| on)?\b|\bhandy|m[oó]vil|celular|numero di telefono|\bmsisdn)[^\d\n]{0,16}$/i;
const DATE_LIKE = /^\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2}\b)/;
const SSN_LIKE = /^\d{3}-\d{2}-\d{4}$/;

export const phone: TextDetector = {
  name: 'phone',
  tail: /[\d .()/-]/,
  find(text) {
    return [
      ...matches(text, INTERNATIONAL, isInternational),
      ...matches(text, NANP, () => true),
      ...matches(text, TRUNK, isTrunk),
      ...matches(text, BARE, (_number, start) => announced(text, start, WORDS)),
    ];
  },
};

function matches(text: string, shape: RegExp, accept: (number: string, start: number) => boolean): Span[] {
  const found: Span[] = [];
  shape.lastIndex = 0;
  for (let match = shape.exec(text); match !== null; match = shape.exec(text)) {
    const start = match.index;
    const end = start + match[0].length;
    if (isolated(text, start, end) && accept(match[0], start)) found.push({ start, end });
    else shape.lastIndex = pastDigits(text, start + 1);
  }
  return found;
}

/** Not a part of a longer number, word, path or chain of numbers. */
function isolated(text: string, start: number, end: number): boolean {
  if (!standsAlone(text, start, end)) return false;
  const before = text[start - 1] ?? ' ';
  const after = text[end] ?? ' ';
  if (/[-/+:#$€£]/.test(before) && isNumberJoint(text, start - 1)) return false;
  return !(/[-/:]/.test(after) && isWord(text.charCodeAt(end + 1)));
}

/** `tel:+1...` and `Tel.:030` are no joints, `12:0300` and `-0300` after a digit are. */
function isNumberJoint(text: string, at: number): boolean {
  if (/[#$€£+]/.test(text[at] ?? '')) return true;
  return at > 0 && /\d/.test(text[at - 1] ?? '');
}

function pastDigits(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at += 1;
  return at;
}

function isInternational(number: string): boolean {
  const digits = digitsOf(number);
  const plus = number.startsWith('+');
  if (!plus && /^\d+$/.test(number)) return false;
  const subscriber = plus ? digits : digits.slice(2);
  if (DATE_LIKE.test(number)) return false;
  return subscriber.length >= 8 && subscriber.length <= 15 && CALLING_CODE.test(subscriber);
}

function isTrunk(number: string): boolean {
  const digits = digitsOf(number);
  if (DATE_LIKE.test(number) || SSN_LIKE.test(number)) return false;
  return digits.length >= 9 && digits.length <= 12 && digits[1] !== '0' && new Set(digits).size > 2;
}
