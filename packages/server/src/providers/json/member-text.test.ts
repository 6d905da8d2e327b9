import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberText } from './member-text.ts';

describe('memberText', () => {
  it.each([
    [
      '{"id":"a","usage":{"prompt_tokens":1,"details":{"x":[1,{"y":"}"}]}}}',
      '{"prompt_tokens":1,"details":{"x":[1,{"y":"}"}]}}',
    ],
    ['{"usage":{"a":1.0},"service_tier":"default"}', '{"a":1.0}'],
    ['{"id":1,"usage":{"a":1.0},"service_tier":"de}fa\\"ult","l":[{}]}', '{"a":1.0}'],
  ])('takes it from %s', (json, text) => {
    expect(memberText(json, 'usage')).toBe(text);
  });

  it.each([
    ['another object of that name stands deeper', '{"usage":{"a":1},"x_groq":{"usage":{"a":2}}}'],
    ['only a deeper one has the name', '{"id":1,"x_groq":{"usage":{"a":2}}}'],
    ['the name is a value', '{"usage":{"a":1},"kind":"usage"}'],
    ['the name is the end of another', '{"id":1,"my\\"usage":{"a":1}}'],
    ['it is no object', '{"id":1,"usage":null}'],
    ['it is written over lines', '{"id":1,"usage":{\n"a":1}}'],
    ['there is none', '{"id":1}'],
  ])('says nothing when %s', (_, json) => {
    expect(memberText(json, 'usage')).toBeUndefined();
  });

  it('never takes anything but what the member parses to', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const name = fc.oneof(fc.constantFrom('usage', 'x"usage', '"usage"', 'choices', 'x_groq'), fc.string());
    fc.assert(
      fc.property(fc.dictionary(name, fc.oneof(value, fc.dictionary(name, value))), (answer) => {
        const text = memberText(JSON.stringify(answer), 'usage');
        if (text !== undefined) expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(answer['usage'])));
      }),
      { numRuns: 2_000 },
    );
  });
});
