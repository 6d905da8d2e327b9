import { isDate } from './checksums.ts';

/** One kind of identity number with letters, or long enough to be certain by its check. `code`: upper case, bare. */
export interface NationalCode {
  readonly shape: RegExp;
  valid(code: string): boolean;
}

/** UK national insurance number: no check digit, but forbidden prefixes. */
const uk: NationalCode = {
  shape: /[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]/gi,
  valid: (c) => !/^(?:BG|GB|KN|NK|NT|TN|ZZ)/.test(c),
};

/** FR: sex, year, month, department (2A and 2B are Corsica), commune, order, key 97. */
const fr: NationalCode = {
  shape: /[12] ?\d{2} ?\d{2} ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}/gi,
  valid(c) {
    const month = Number(c.slice(3, 5));
    if (!((month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50)) return false;
    const body = c.slice(0, 13).replace('2A', '19').replace('2B', '18');
    return /^\d{13}$/.test(body) && 97 - (Number(body) % 97) === Number(c.slice(13));
  },
};

/** ES: the letter is the number's remainder by 23; foreigners' X, Y, Z stand for 0, 1, 2. */
const es: NationalCode = {
  shape: /(?:\d{8}|[XYZ][ -]?\d{7}|\d{2}\.\d{3}\.\d{3})[ -]?[A-HJ-NP-TV-Z]/gi,
  valid(c) {
    const digits = c.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)));
    return 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(digits) % 23] === c.at(-1) && !/^0+$/.test(digits);
  },
};

const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
/** Letters that stand for digits where two people would have the same code. */
const STAND_INS = 'LMNPQRSTUV';

/** IT fiscal code: name, birth date, place, check letter. */
const it: NationalCode = {
  shape: /[A-Z]{6}[\dLMNP-V]{2}[A-EHLMPR-T][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]/gi,
  valid(c) {
    const day = [...c.slice(9, 11)].map((d) => (/\d/.test(d) ? d : STAND_INS.indexOf(d))).join('');
    if (!isDate(1, Number(day) % 40)) return false;
    let sum = 0;
    for (let i = 0; i < 15; i += 1) {
      const code = c.charCodeAt(i);
      const value = code <= 57 ? code - 48 : code - 65;
      sum += i % 2 === 0 ? (ODD[value] ?? 0) : value;
    }
    return sum % 26 === c.charCodeAt(15) - 65;
  },
};

export const NATIONAL_CODES: readonly NationalCode[] = [uk, fr, es, it];
