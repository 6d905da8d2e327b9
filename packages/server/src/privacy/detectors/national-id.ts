import { digitsOf, isDigit, standsAlone } from './characters.ts';
import { NATIONAL_CODES, type NationalCode } from './national-codes.ts';
import { isAnnounced, NATIONAL_NUMBERS, type NationalNumber } from './national-numbers.ts';
import type { Span, TextDetector } from './port.ts';

const BARE = /\d{9,12}(?!\d)/g;

export const nationalId: TextDetector = {
  name: 'national_id',
  tail: /[A-Za-z0-9 .-]/,
  find(text) {
    const found = bare(text);
    for (const kind of NATIONAL_NUMBERS) if (kind.written !== undefined) written(text, kind, found);
    for (const kind of NATIONAL_CODES) codes(text, kind, found);
    return found;
  },
};

function bare(text: string): Span[] {
  const found: Span[] = [];
  for (const match of text.matchAll(BARE)) {
    const { start, end } = spanOf(match);
    if (!standsAlone(text, start, end)) continue;
    const fits = NATIONAL_NUMBERS.some(
      (kind) => kind.length === match[0].length && kind.valid(match[0]) && isAnnounced(kind, text, start),
    );
    if (fits) found.push({ start, end });
  }
  return found;
}

function written(text: string, kind: NationalNumber, found: Span[]): void {
  if (kind.written === undefined) return;
  for (const match of text.matchAll(kind.written)) {
    const { start, end } = spanOf(match);
    if (apart(text, start, end) && kind.valid(digitsOf(match[0]))) found.push({ start, end });
  }
}

function codes(text: string, kind: NationalCode, found: Span[]): void {
  for (const match of text.matchAll(kind.shape)) {
    const { start, end } = spanOf(match);
    const code = match[0].replace(/[ .-]/g, '').toUpperCase();
    if (apart(text, start, end) && kind.valid(code)) found.push({ start, end });
  }
}

function spanOf(match: RegExpExecArray): Span {
  return { start: match.index, end: match.index + match[0].length };
}

/** Not a group out of a longer row of digit groups: those are cards, accounts, UUIDs. */
function apart(text: string, start: number, end: number): boolean {
  if (!standsAlone(text, start, end)) return false;
  return !joined(text, start - 1, -1) && !joined(text, end, 1);
}

function joined(text: string, at: number, step: number): boolean {
  const char = text[at];
  return (char === '-' || char === ' ') && isDigit(text.charCodeAt(at + step));
}
