const PARTS = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,6}))?$/;
const PLAIN = /^-?[1-9]\d*$/;
/** Whole numbers up to so many digits are written out. */
const WRITTEN_OUT = 400;

/**
 * One text per number, exact at any length: `1`, `1.0` and `10e-1` are the same, `9007199254740993` stays what it is,
 * and `-0` is `0`. Numbers with exponents of more than six digits stay as they are written.
 */
export function canonicalNumber(text: string): string {
  if (PLAIN.test(text)) return text;
  const match = PARTS.exec(text);
  if (match === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const all = (whole + fraction).replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return '0';
  const power = Number(exponent) - fraction.length + (all.length - digits.length);
  return power >= 0 && power + digits.length <= WRITTEN_OUT
    ? sign + digits + '0'.repeat(power)
    : `${sign}${digits}e${power}`;
}
