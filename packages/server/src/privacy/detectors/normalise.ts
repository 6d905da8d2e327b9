const NON_ASCII = /[\u0080-\uffff]/;
const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/;
const DASHES = /[\u2010-\u2015\u2212\ufe63\uff0d]/;
/** First digits of the decimal scripts that people type numbers in. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50];
const CANDIDATES =
  /[\u00a0\u0660-\u0669\u06f0-\u06f9\u0966-\u0e59\u1680\u2000-\u2015\u202f\u205f\u2212\u3000\ufe63\uff01-\uff5e]/g;

/**
 * The text with fullwidth letters and signs, digits of other scripts, and exotic spaces and dashes as ASCII. Positions
 * stay what they were, so that finds can be cut out of the original.
 */
export function normalise(text: string): string {
  return NON_ASCII.test(text) ? text.replace(CANDIDATES, ascii) : text;
}

function ascii(char: string): string {
  if (DASHES.test(char)) return '-';
  if (SPACES.test(char)) return ' ';
  const code = char.charCodeAt(0);
  if (code >= 0xff01) return String.fromCharCode(code - 0xfee0);
  for (const zero of ZEROS) {
    if (code >= zero && code < zero + 10) return String.fromCharCode(48 + code - zero);
  }
  return char;
}
