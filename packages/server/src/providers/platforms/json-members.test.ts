import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberText, withMembers } from './json-members.ts';

describe('withMembers', () => {
  it('does to any object what assignment and delete do', () => {
    const key = fc.oneof(fc.constantFrom('model', 'stream', 'a', 'b"\\'), fc.string());
    const object = fc
      .dictionary(key, fc.jsonValue(), { noNullPrototype: true })
      .filter((value) => !('__proto__' in value && Object.hasOwn(value, '__proto__')));
    fc.assert(
      fc.property(object, fc.integer({ min: 0, max: 3 }), (value, indent) => {
        const body = Buffer.from(JSON.stringify(value, null, indent));
        const changed = withMembers(body, {
          drop: new Set(['model', 'stream']),
          set: { version: '"v1"' },
        });
        const { model: _model, stream: _stream, ...rest } = value;
        expect(JSON.parse(changed.toString())).toEqual(
          JSON.parse(JSON.stringify({ ...rest, version: 'v1' })),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the bytes of values that JSON.parse would change', () => {
    const body = Buffer.from('\ufeff{"n": 12345678901234567890.10, "s":"\\u00e9", "model":"m" }');
    expect(withMembers(body, { drop: new Set(['model']), set: {} }).toString()).toBe(
      '{"n":12345678901234567890.10,"s":"\\u00e9"}',
    );
    expect(memberText(body, 'n')).toBe('12345678901234567890.10');
    expect(memberText(body, 'absent')).toBeUndefined();
  });

  it.each(['', '[]', '{"a":', '{"a":1}x'])('refuses %j', (text) => {
    expect(() => withMembers(Buffer.from(text), { drop: new Set(), set: {} })).toThrow(
      expect.objectContaining({ code: 'body_not_json' }),
    );
  });
});
