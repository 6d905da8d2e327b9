import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText } from './canonical.ts';
import { canonicalNumber } from './number.ts';
import { readTree } from './tree.ts';

const canonical = (json: string) => {
  const text = Buffer.from(json).toString('latin1');
  const root = readTree(text);
  return root === undefined ? undefined : canonicalText(text, root, () => false);
};

describe('canonical numbers', () => {
  it.each([
    ['1', '1'],
    ['1.0', '1'],
    ['10e-1', '1'],
    ['1E+2', '100'],
    ['0', '0'],
    ['-0', '0'],
    ['0.000', '0'],
    ['0.7', '7e-1'],
    ['0.70', '7e-1'],
    ['7E-1', '7e-1'],
    ['-1.50', '-15e-1'],
    ['9007199254740993', '9007199254740993'],
    ['9007199254740993.0', '9007199254740993'],
    ['0.1000000000000000055511151231257827', '1000000000000000055511151231257827e-34'],
    ['1e999999999', '1e999999999'],
    ['1e9999', '1e9999'],
  ])('%s is %s', (written, expected) => expect(canonicalNumber(written)).toBe(expected));

  it('of doubles are the same exactly when the doubles are', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(canonicalNumber(JSON.stringify(value)))).toBe(value === 0 ? 0 : value);
        expect(canonicalNumber(value.toExponential())).toBe(canonicalNumber(JSON.stringify(value)));
      }),
    );
  });
});

describe('canonical text', () => {
  it.each([
    ['{"b":1,"a":[true,false,null]}', '{"a":[true,false,null],"b":1}'],
    [' { "a" : [ ] , "b" : { } } ', '{"a":[],"b":{}}'],
    ['"\\u0041\\/\\n"', '"A/\\n"'],
    ['"\\ud800"', '"\\ud800"'],
    ['\ufeff[1]', '[1]'],
  ])('of %s is %s', (json, expected) => expect(canonical(json)).toBe(expected));

  it('leaves composed and decomposed characters apart', () => {
    expect(canonical('"\u00e9"')).not.toBe(canonical('"e\u0301"'));
    expect(canonical('"\\u00e9"')).toBe(canonical('"\u00e9"'));
  });

  it.each([
    '',
    '{',
    '{"a":1,}',
    '[1,]',
    '{"a" 1}',
    '{a:1}',
    '01',
    '+1',
    '1.',
    'NaN',
    'tru',
    '"a',
    '1 2',
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    '{"\u00e9":1,"\\u00e9":2}',
    '"\\u00"',
    '['.repeat(200) + ']'.repeat(200),
  ])('is refused for %s', (json) => expect(canonical(json)).toBeUndefined());

  it('of any value says the same value, however it is laid out', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(4), (value, indent) => {
        const text = canonical(JSON.stringify(value, undefined, indent));
        expect(text).toBeDefined();
        const back = Buffer.from(text ?? '', 'latin1').toString('utf8');
        expect(JSON.parse(back)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonical(back)).toBe(text);
      }),
    );
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\u0e-1.tfn \u0001\u00e9') }), (json) => {
        const text = canonical(json);
        if (text !== undefined) expect(typeof text).toBe('string');
      }),
      { numRuns: 2_000 },
    );
  });
});
