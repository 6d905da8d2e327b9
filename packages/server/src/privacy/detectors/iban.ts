import { isWord } from './characters.ts';
import { mod97 } from './checksums.ts';
import type { Span, TextDetector } from './port.ts';

/** Length by country, of the IBAN registry. */
const LENGTHS = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ' +
    'ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 ' +
    'LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 ' +
    'PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))] as const),
);

const START = /[A-Za-z]{2}[ -]?\d{2}/g;

export const iban: TextDetector = {
  name: 'iban',
  tail: /[A-Za-z0-9 -]/,
  find(text) {
    const found: Span[] = [];
    START.lastIndex = 0;
    for (let match = START.exec(text); match !== null; match = START.exec(text)) {
      const end = endOf(text, match.index);
      if (end === -1) {
        START.lastIndex = match.index + 1;
        continue;
      }
      found.push({ start: match.index, end });
      START.lastIndex = end;
    }
    return found;
  },
};

function endOf(text: string, start: number): number {
  const length = LENGTHS.get(text.slice(start, start + 2).toUpperCase());
  if (length === undefined || (start > 0 && isWord(text.charCodeAt(start - 1)))) return -1;
  let chars = '';
  let at = start;
  while (chars.length < length && at < text.length) {
    const code = text.charCodeAt(at);
    if (isWord(code) && code < 128 && code !== 95) chars += text[at];
    else if ((code !== 32 && code !== 45) || !isWord(text.charCodeAt(at + 1))) return -1;
    at += 1;
  }
  if (chars.length < length || (at < text.length && isWord(text.charCodeAt(at)))) return -1;
  const upper = chars.toUpperCase();
  return mod97(upper.slice(4) + upper.slice(0, 4)) === 1 ? at : -1;
}
