import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerParser } from './answer-parser.ts';
import { ConnectionClosed, MalformedAnswer } from './malformed.ts';

interface Seen {
  status?: number;
  headers?: string[];
  body: string;
  complete: number;
  reusable: boolean;
}

/** Parses the answer as it would arrive in reads of these sizes (the last repeats), over one reused buffer. */
function parse(
  answer: string,
  sizes: readonly number[] = [answer.length],
  end = false,
  toHead = false,
): Seen {
  const seen: Seen = { body: '', complete: 0, reusable: false };
  const parser = new AnswerParser({
    head: ({ status, headers }) => Object.assign(seen, { status, headers }),
    data: (bytes) => {
      seen.body += bytes.toString('latin1');
    },
    complete: () => {
      seen.complete += 1;
    },
  });
  parser.start(toHead);
  const bytes = Buffer.from(answer, 'latin1');
  const shared = Buffer.alloc(Math.max(1, bytes.length));
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = Math.min(bytes.length - at, sizes[Math.min(i, sizes.length - 1)] ?? 1);
    bytes.copy(shared, 0, at, at + size);
    parser.push(shared, size);
    shared.fill(0x21);
    at += size;
  }
  if (end) parser.end();
  seen.reusable = parser.reusable;
  return seen;
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n';
const WHOLE: readonly (readonly [what: string, answer: string, body: string])[] = [
  ['a length', `${HEAD}content-length: 5\r\n\r\nhello`, 'hello'],
  ['no body', `${HEAD}Content-Length: 0\r\n\r\n`, ''],
  [
    'chunks',
    `${HEAD}Transfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n06;x=y\r\n world\r\n0\r\n\r\n`,
    'hello world',
  ],
  ['trailers', `${HEAD}transfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\na: b\r\nc:\r\n\r\n`, 'x'],
  [
    'interim answers',
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nlink: x\r\n\r\n${HEAD}content-length: 1\r\n\r\nx`,
    'x',
  ],
  ['line breaks in the body', `${HEAD}content-length: 4\r\n\r\n\r\n\r\n`, '\r\n\r\n'],
  ['no reason', 'HTTP/1.1 200\r\ncontent-length: 1\r\n\r\nx', 'x'],
  ['status 204', 'HTTP/1.1 204 No Content\r\nx: y\r\n\r\n', ''],
];

describe('an answer', () => {
  it.each(WHOLE)('with %s is read the same however it is cut', (_what, answer, body) => {
    const once = parse(answer);
    expect(once).toMatchObject({ body, complete: 1, reusable: true });
    for (let size = 1; size < answer.length; size++) expect(parse(answer, [size])).toEqual(once);
    for (let cut = 1; cut < answer.length; cut++) expect(parse(answer, [cut, answer.length])).toEqual(once);
  });

  it('without a length ends with the connection, which is not used again', () => {
    expect(parse(`${HEAD}\r\nhello`, [3], true)).toMatchObject({
      body: 'hello',
      complete: 1,
      reusable: false,
    });
    expect(parse(`${HEAD}\r\nhello`)).toMatchObject({ body: 'hello', complete: 0 });
  });

  it('to HEAD has no body', () => {
    expect(parse(`${HEAD}content-length: 5\r\n\r\n`, [7], false, true)).toMatchObject({
      body: '',
      complete: 1,
    });
  });

  it.each(['connection: close', 'Connection: Keep-Alive, Close'])(
    'with %s is the last of its connection',
    (line) => {
      expect(parse(`HTTP/1.1 200 OK\r\n${line}\r\ncontent-length: 0\r\n\r\n`).reusable).toBe(false);
    },
  );

  it('of HTTP/1.0 is the last unless it says otherwise', () => {
    expect(parse('HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n').reusable).toBe(false);
    expect(parse('HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n').reusable).toBe(
      true,
    );
  });

  it('followed by bytes nobody asked for is whole, but its connection is not used again', () => {
    expect(parse(`${HEAD}content-length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\n`)).toMatchObject({
      body: 'hello',
      complete: 1,
      reusable: false,
    });
  });

  it.each([
    `${HEAD}content-length: 5\r\n\r\nhell`,
    `${HEAD}content-le`,
    `${HEAD}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n`,
    '',
  ])('that breaks off is known to be cut: %j', (answer) => {
    expect(() => parse(answer, [4], true)).toThrow(ConnectionClosed);
  });

  it('hands on what came before the damage', () => {
    let body = '';
    const parser = new AnswerParser({
      head: () => {},
      data: (bytes) => {
        body += bytes.toString();
      },
      complete: () => {},
    });
    parser.start(false);
    const bytes = Buffer.from(`${HEAD}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n`);
    expect(() => parser.push(bytes, bytes.length)).toThrow(MalformedAnswer);
    expect(body).toBe('hello');
  });

  it('gives the chunks of one read in one piece', () => {
    const pieces: string[] = [];
    const parser = new AnswerParser({
      head: () => {},
      data: (bytes) => pieces.push(bytes.toString()),
      complete: () => {},
    });
    parser.start(false);
    const bytes = Buffer.from(`${HEAD}transfer-encoding: chunked\r\n\r\n2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n`);
    parser.push(bytes, bytes.length);
    expect(pieces).toEqual(['abcd']);
  });
});

describe('what two readers could read differently', () => {
  const chunked = `${HEAD}transfer-encoding: chunked\r\n`;
  it.each([
    ['both lengths', `${chunked}content-length: 5\r\n\r\n0\r\n\r\n`],
    ['a length twice', `${HEAD}content-length: 5\r\ncontent-length: 5\r\n\r\nhello`],
    ['lengths in a list', `${HEAD}content-length: 5, 5\r\n\r\nhello`],
    ['a negative length', `${HEAD}content-length: -1\r\n\r\n`],
    ['a signed length', `${HEAD}content-length: +5\r\n\r\nhello`],
    ['a length in hex', `${HEAD}content-length: 0x5\r\n\r\nhello`],
    ['a length that overflows', `${HEAD}content-length: 99999999999999999999\r\n\r\n`],
    ['no digits', `${HEAD}content-length:\r\n\r\n`],
    ['another coding', `${HEAD}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
    ['chunked twice', `${chunked}transfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['an unknown coding', `${HEAD}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n`],
    ['chunks in HTTP/1.0', 'HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a bare line feed in the head', 'HTTP/1.1 200 OK\ncontent-length: 0\r\n\r\n'],
    ['a head of bare line feeds', 'HTTP/1.1 200 OK\n\n'],
    ['a bare carriage return', `${HEAD}x: a\rb\r\ncontent-length: 0\r\n\r\n`],
    ['a folded line', `${HEAD}x: a\r\n b\r\ncontent-length: 0\r\n\r\n`],
    ['a space before the colon', `${HEAD}content-length : 5\r\n\r\nhello`],
    ['a space before the name', `HTTP/1.1 200 OK\r\n content-length: 5\r\n\r\nhello`],
    ['a line without a colon', `${HEAD}content-length\r\n\r\n`],
    ['an empty name', `${HEAD}: x\r\n\r\n`],
    ['a NUL', `${HEAD}x: a\0b\r\ncontent-length: 0\r\n\r\n`],
    ['another protocol', 'HTTP/2 200 OK\r\n\r\n'],
    ['an odd status', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['status 000', 'HTTP/1.1 000 OK\r\n\r\n'],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    ['an empty line first', `\r\n${HEAD}content-length: 0\r\n\r\n`],
    ['an upgrade nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n'],
    ['no chunk size', `${chunked}\r\n\r\nhello\r\n`],
    ['a negative chunk size', `${chunked}\r\n-5\r\nhello\r\n`],
    ['a chunk size with 0x', `${chunked}\r\n0x5\r\nhello\r\n`],
    ['a chunk size that overflows', `${chunked}\r\n${'F'.repeat(17)}\r\n`],
    ['a chunk longer than its size', `${chunked}\r\n3\r\nhello\r\n0\r\n\r\n`],
    ['a chunk line that ends bare', `${chunked}\r\n5\nhello\r\n0\r\n\r\n`],
    ['a chunk that ends bare', `${chunked}\r\n5\r\nhello\n0\r\n\r\n`],
    ['a trailer without a colon', `${chunked}\r\n0\r\nx\r\n\r\n`],
    ['a head without end', `${HEAD}x: ${'y'.repeat(40_000)}`],
    ['a chunk line without end', `${chunked}\r\n5;${'y'.repeat(9_000)}`],
    ['trailers without end', `${chunked}\r\n0\r\n${`x: ${'y'.repeat(1_000)}\r\n`.repeat(40)}`],
    ['interim answers without end', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(40)],
  ])('is refused: %s', (_what, answer) => {
    expect(() => parse(answer)).toThrow(MalformedAnswer);
    if (answer.length < 4_000) expect(() => parse(answer, [1])).toThrow(MalformedAnswer);
  });
});

describe('fuzzing', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 });
  const outcome = (answer: string, cuts: readonly number[]) => {
    try {
      return parse(answer, cuts);
    } catch (error) {
      if (!(error instanceof MalformedAnswer)) throw error;
      return 'malformed';
    }
  };

  it('finds any body again, in chunks of any size, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary-ascii', minLength: 1 })), sizes, (parts, cuts) => {
        const chunks = parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('');
        const seen = parse(`${HEAD}transfer-encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`, cuts);
        expect(seen).toMatchObject({ body: parts.join(''), complete: 1, reusable: true });
      }),
    );
  });

  it('decides the same about damaged answers however they are cut', () => {
    const piece = fc.constantFrom(
      '\r',
      '\n',
      '\r\n',
      ':',
      ' ',
      '0',
      'F',
      ';',
      '\0',
      'x',
      'content-length: 3\r\n',
      'transfer-encoding: chunked\r\n',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...WHOLE.map(([, answer]) => answer)),
        fc.nat({ max: 200 }),
        fc.nat({ max: 3 }),
        piece,
        sizes,
        (answer, at, drop, put, cuts) => {
          const damaged = answer.slice(0, at) + put + answer.slice(at + drop);
          const whole = outcome(damaged, [damaged.length]);
          const cut = outcome(damaged, cuts);
          if (typeof whole === 'object' && typeof cut === 'object') {
            expect({ ...cut, reusable: true }).toEqual({ ...whole, reusable: true });
          } else expect(typeof cut).toBe(typeof whole);
        },
      ),
      { numRuns: 500 },
    );
  });
});
