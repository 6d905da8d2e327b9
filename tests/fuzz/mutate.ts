import type { Random } from './random.ts';

/** What has broken parsers before. */
const NASTY: readonly string[] = [
  '"',
  '\\',
  '\\u',
  '\\ud800',
  '\\udc00\\ud800',
  '\u0000',
  '\ufeff',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'null',
  'true',
  '1e999',
  '-0',
  '1e-400',
  '123456789012345678901234567890',
  '0.1e+1',
  '""',
  '{}',
  '[]',
  '"__proto__":{"a":1},',
  '"constructor":1,',
  '"model":"other",',
  '"model":null,',
  '"mo\\u0064el":"other",',
  '"stream":true,',
  '"stream":"true",',
  '"usage":null,',
  '"n":1e9,',
  '\n',
  '\r\n',
  '\n\n',
  '\r\n\r\n',
  '\r',
  'data: ',
  'data:',
  'data: [DONE]\n\n',
  'event: error\n',
  'event: message_stop\n',
  ': ping\n\n',
  'id: 1\nretry: 5\n',
  '\u2028',
  '😀',
  'é',
  '[EMAIL_1]',
  '[EMAIL_',
  'ada@example.com',
  '4111 1111 1111 1111',
];
const BROKEN_UTF8: readonly Buffer[] = [
  Buffer.from([0xff]),
  Buffer.from([0xc3]),
  Buffer.from([0xe2, 0x82]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xf0, 0x9f, 0x98]),
];
const DEEP = [10, 100, 5_000];

/** The bytes with a few things changed: none, some, or beyond recognition. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  let changed = bytes;
  for (let left = random.pick([0, 1, 1, 2, 3, 8]); left > 0; left -= 1) changed = once(changed, random);
  return changed;
}

function once(bytes: Buffer, random: Random): Buffer {
  const at = random.int(bytes.length + 1);
  const to = Math.min(bytes.length, at + 1 + random.int(random.pick([1, 4, 40])));
  switch (random.int(9)) {
    case 0:
      return splice(bytes, at, at, Buffer.from(random.pick(NASTY)));
    case 1:
      return splice(bytes, at, to, Buffer.from(random.pick(NASTY)));
    case 2:
      return splice(bytes, at, to, Buffer.alloc(0));
    case 3:
      return splice(bytes, at, at, bytes.subarray(at, to));
    case 4:
      return bytes.subarray(0, at);
    case 5:
      return splice(bytes, at, at, random.bytes(1 + random.int(6)));
    case 6:
      return splice(bytes, at, at, random.pick(BROKEN_UTF8));
    case 7:
      return random.chance(0.1) ? deeper(bytes, at, random) : behindMember(bytes, random);
    default: {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[Math.min(at, copy.length - 1)] = random.int(256);
      return copy;
    }
  }
}

function deeper(bytes: Buffer, at: number, random: Random): Buffer {
  const depth = random.pick(DEEP);
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"a":', '}'],
  ] as const);
  const inner = random.chance(0.5) ? '1' : '';
  const end = random.chance(0.7) ? close.repeat(depth) : '';
  return splice(bytes, at, at, Buffer.from(open.repeat(depth) + inner + end));
}

/** A member more where one may stand, so that the document often stays whole. */
function behindMember(bytes: Buffer, random: Random): Buffer {
  const places: number[] = [];
  for (let at = bytes.indexOf('{'); at !== -1 && places.length < 20; at = bytes.indexOf('{', at + 1))
    places.push(at + 1);
  if (places.length === 0) return bytes;
  const at = random.chance(0.5) ? (places[0] ?? 0) : random.pick(places);
  return splice(
    bytes,
    at,
    at,
    Buffer.from(random.pick(NASTY.filter((text) => text.endsWith(',') && text !== ','))),
  );
}

function splice(bytes: Buffer, from: number, to: number, put: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(to)]);
}
