import { announced } from './characters.ts';
import { isDate, luhn, mod11and10, verhoeff, weighted } from './checksums.ts';

/** One kind of identity number that is written in digits. `digits` come without separators. */
export interface NationalNumber {
  /** As people write it with separators: certain enough without a word that announces it. */
  readonly written?: RegExp;
  /** Digits of the bare form. */
  readonly length: number;
  /** Must announce the bare form; without it the check alone is trusted. */
  readonly words?: RegExp;
  valid(digits: string): boolean;
}

const part = (digits: string, from: number, to: number): number => Number(digits.slice(from, to));

/** US social security number: areas 000, 666 and 900-999, group 00 and serial 0000 were never given out. */
export const us: NationalNumber = {
  written: /\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4}/g,
  length: 9,
  words: /\bssn\b|social security/i,
  valid: (d) =>
    !/^(?:000|666|9)/.test(d) &&
    part(d, 3, 5) !== 0 &&
    part(d, 5, 9) !== 0 &&
    !/^(\d)\1+$|^123456789$|^078051120$/.test(d),
};

/** DE tax id: one digit twice or thrice among the first ten, MOD 11,10. */
export const de: NationalNumber = {
  written: /\d{2} \d{3} \d{3} \d{3}/g,
  length: 11,
  words: /steuer|identifikationsnummer|\btin\b|tax id|\bidnr|steuer-?id/i,
  valid(d) {
    if (d[0] === '0' || !mod11and10(d)) return false;
    const counts = new Map<string, number>();
    for (const digit of d.slice(0, 10)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
    const repeated = [...counts.values()].filter((n) => n > 1);
    return repeated.length === 1 && (repeated[0] ?? 0) <= 3;
  },
};

/** NL citizen service number: the eleven test. Nine bare digits are too common to trust it alone. */
export const nl: NationalNumber = {
  length: 9,
  words: /\bbsn\b|burgerservice|sofi/i,
  valid: (d) => d !== '000000000' && weighted(d, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
};

/** PL: birth date with the century in the month, weights 1 3 7 9. */
export const pl: NationalNumber = {
  length: 11,
  words: /pesel/i,
  valid: (d) =>
    isDate(part(d, 2, 4) % 20, part(d, 4, 6)) && weighted(d, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0,
};

/** SE: birth date (day + 60 for coordination numbers) and Luhn over the last ten. */
export const se: NationalNumber = {
  written: /(?:19|20)?\d{6}[-+]\d{4}/g,
  length: 12,
  words: /personnummer|personal number|samordningsnummer|\bpnr\b/i,
  valid(d) {
    const ten = d.slice(-10);
    return isDate(part(ten, 2, 4), part(ten, 4, 6) % 60) && luhn(ten);
  },
};

/** IN Aadhaar: begins with 2 to 9, Verhoeff. */
export const india: NationalNumber = {
  written: /[2-9]\d{3} \d{4} \d{4}/g,
  length: 12,
  words: /aa?dhaa?r|uidai|\buid\b/i,
  valid: (d) => /^[2-9]/.test(d) && verhoeff(d) && !/^(\d)\1+$/.test(d),
};

/** BR: two check digits. */
export const br: NationalNumber = {
  written: /\d{3}\.\d{3}\.\d{3}-\d{2}/g,
  length: 11,
  words: /\bcpf\b|cadastro de pessoas/i,
  valid(d) {
    if (/^(\d)\1+$/.test(d)) return false;
    const check = (n: number) =>
      ((weighted(
        d,
        Array.from({ length: n }, (_, i) => n + 1 - i),
      ) *
        10) %
        11) %
      10;
    return check(9) === part(d, 9, 10) && check(10) === part(d, 10, 11);
  },
};

/** Says whether a bare number of this kind is announced, where it must be. */
export function isAnnounced(kind: NationalNumber, text: string, start: number): boolean {
  return kind.words === undefined || announced(text, start, kind.words);
}

export const NATIONAL_NUMBERS: readonly NationalNumber[] = [us, de, nl, pl, se, india, br];
