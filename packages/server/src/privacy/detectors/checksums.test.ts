import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { luhn, mod11and10, mod97, verhoeff } from './checksums.ts';
import { detectorsFor } from './index.ts';

const digitsOf = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((d) => d.join(''));

/** Another digit in one place. */
function changed(number: string, at: number, by: number): string {
  const digit = (Number(number[at]) + by) % 10;
  return number.slice(0, at) + digit + number.slice(at + 1);
}

describe('check digits', () => {
  it.each([
    ['luhn', luhn],
    ['verhoeff', verhoeff],
    ['mod 11,10', mod11and10],
    ['mod 97', (d: string) => mod97(d) === 1],
  ] as const)('%s refuses every number with one wrong digit', (_name, valid) => {
    fc.assert(
      fc.property(digitsOf(14), fc.nat(15), fc.integer({ min: 1, max: 9 }), (body, at, by) => {
        const number = Array.from({ length: 100 }, (_, i) => body + String(i).padStart(2, '0')).find(valid);
        fc.pre(number !== undefined);
        expect(valid(changed(number ?? '', at, by))).toBe(false);
      }),
    );
  });

  it('keep near misses of published numbers out', () => {
    const numbers = [
      ['payment_card', '4111111111111111'],
      ['payment_card', '378282246310005'],
      ['iban', 'DE89370400440532013000'],
      ['national_id', 'Steuer-ID 86095742719'],
      ['national_id', 'PESEL 44051401359'],
      ['national_id', 'BSN 111222333'],
      ['national_id', 'CPF 52998224725'],
      ['national_id', 'Aadhaar 234123412346'],
    ] as const;
    for (const [name, text] of numbers) {
      const [detector] = detectorsFor(new Set([name]));
      const at = text.length - 2;
      for (let by = 1; by <= 9; by += 1) expect(detector?.find(changed(text, at, by))).toEqual([]);
      expect(detector?.find(text).length).toBe(1);
    }
  });
});
