export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** ASCII letters, digits and any letter beyond ASCII: what makes a number part of a longer word. */
export function isWord(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    (code >= 0xc0 && code < 0x2000)
  );
}

export function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/** How far before a number a word may stand that says what the number is. */
const REACH = 40;

/** True when one of the words stands shortly before `start`. */
export function announced(text: string, start: number, words: RegExp): boolean {
  return words.test(text.slice(Math.max(0, start - REACH), start));
}

/** A number inside a longer word, a decimal fraction or a path of numbers is not a number of its own. */
export function standsAlone(text: string, start: number, end: number): boolean {
  if (start > 0) {
    const before = text.charCodeAt(start - 1);
    if (isWord(before) && !escapedBreak(text, start)) return false;
    if ((before === 46 || before === 44) && start > 1 && isDigit(text.charCodeAt(start - 2))) return false;
  }
  if (end < text.length) {
    const after = text.charCodeAt(end);
    if (isWord(after)) return false;
    if ((after === 46 || after === 44) && isDigit(text.charCodeAt(end + 1))) return false;
  }
  return true;
}

/** The n of an escaped line break (`\n4111...`) belongs to no word. */
function escapedBreak(text: string, start: number): boolean {
  return start > 1 && text[start - 2] === '\\' && /[ntr]/.test(text[start - 1] ?? '');
}
