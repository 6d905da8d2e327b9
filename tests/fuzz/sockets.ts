import { connect } from 'node:net';
import { Harness } from '../../packages/server/src/gateway/testing/harness.ts';
import { SECRET } from '../../packages/server/src/gateway/testing/state.ts';
import { mutate } from './mutate.ts';
import { cut, type Random } from './random.ts';
import { must } from './target.ts';

const BODY = '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hello"}]}';
const ANSWER =
  '{"id":"c","object":"chat.completion","model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}';
/** What nobody may get through: a second request inside the first one's body. */
const HIDDEN = `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${SECRET}\r\nContent-Length: 9\r\n\r\n{"smug":1`;
const PATIENCE_MS = 4_000;

interface Attack {
  readonly bytes: Buffer;
  /** Most requests that may reach the provider. */
  readonly most: number;
  readonly what: string;
}

type Head = readonly string[];

const good: Head = [
  'Host: x',
  `Authorization: Bearer ${SECRET}`,
  'Content-Type: application/json',
  'Connection: close',
];
const length = `Content-Length: ${BODY.length}`;

/** Requests that a gateway must not understand otherwise than the provider behind it. */
const AMBIGUOUS: readonly (readonly [what: string, head: Head, body: string])[] = [
  ['length and chunked', [...good, length, 'Transfer-Encoding: chunked'], `0\r\n\r\n${HIDDEN}`],
  ['chunked and length', [...good, 'Transfer-Encoding: chunked', 'Content-Length: 4'], `0\r\n\r\n${HIDDEN}`],
  ['two lengths', [...good, length, 'Content-Length: 5'], BODY],
  ['length with a sign', [...good, `Content-Length: +${BODY.length}`], BODY],
  ['hexadecimal length', [...good, 'Content-Length: 0x46'], BODY],
  ['negative length', [...good, 'Content-Length: -1'], BODY],
  ['list of lengths', [...good, `Content-Length: ${BODY.length}, ${BODY.length}`], BODY],
  ['chunked twice', [...good, 'Transfer-Encoding: chunked, chunked'], `0\r\n\r\n${HIDDEN}`],
  ['chunked is not last', [...good, 'Transfer-Encoding: chunked, identity'], `0\r\n\r\n${HIDDEN}`],
  ['disguised chunked', [...good, 'Transfer-Encoding: xchunked'], `0\r\n\r\n${HIDDEN}`],
  ['tab in the name', [...good, 'Transfer-Encoding\t: chunked'], `0\r\n\r\n${HIDDEN}`],
  ['space before the colon', [...good, `Content-Length : ${BODY.length}`], BODY],
  ['folded line', [...good, length, 'X-A: b', ' Transfer-Encoding: chunked'], BODY],
  ['NUL in a value', [...good, length, 'X-A: a\u0000b'], BODY],
  ['NUL in a name', [...good, length, 'X\u0000A: b'], BODY],
  ['bare CR', [...good, length, 'X-A: b\rTransfer-Encoding: chunked'], BODY],
  ['no colon', [...good, length, 'just words'], BODY],
  ['head too long', [...good, length, `X-A: ${'y'.repeat(40_000)}`], BODY],
  [
    'too many heads',
    [...good, length, ...Array.from({ length: 3_000 }, (_, i) => `X-${i}: 1234567890`)],
    BODY,
  ],
  ['bad chunk size', [...good, 'Transfer-Encoding: chunked'], `zz\r\n${BODY}\r\n0\r\n\r\n`],
  ['huge chunk size', [...good, 'Transfer-Encoding: chunked'], `fffffffffffffffff\r\n${BODY}\r\n0\r\n\r\n`],
];
const LINES = [
  'POST /v1/chat/completions HTTP/1.1',
  'POST /v1/chat/completions HTTP/1.0',
  'POST http://elsewhere.example/v1/chat/completions HTTP/1.1',
  'POST //v1/chat/completions HTTP/1.1',
  'POST /v1/../v1/chat/completions HTTP/1.1',
  'POST /v1/chat/completions HTTP/9.9',
  'post /v1/chat/completions HTTP/1.1',
  'CONNECT x:80 HTTP/1.1',
  'GET /v1/chat/completions HTTP/1.1',
  'PRI * HTTP/2.0',
  'POST /v1/chat/completions',
];

/** A gateway in this process that is sent whatever can be written to a socket. */
export class SocketFuzz {
  private readonly harness = new Harness();

  async start(): Promise<void> {
    this.harness.upstream.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      res.end(ANSWER);
    };
    await this.harness.start({ settings: { timeouts: { idle_ms: 300 } } });
  }

  /** Throws when more reached the provider than may, something else than HTTP came back, or nothing at all. */
  async check(random: Random): Promise<void> {
    const attack = attackOf(random);
    const { upstream } = this.harness;
    const before = upstream.seen.length;
    const told = await this.send(attack.bytes, random);
    const reached = upstream.seen.slice(before);
    must(
      reached.length <= attack.most,
      `${attack.what}: what may not reach the provider does`,
      attack.bytes,
      told,
    );
    must(!reached.some(({ body }) => body.includes('smug')), `${attack.what}: smuggled`, attack.bytes, told);
    must(
      told === '' || /^HTTP\/1\.1 \d{3} /.test(told),
      `${attack.what}: an answer is HTTP`,
      attack.bytes,
      told,
    );
    if (attack.most === 0)
      must(!told.startsWith('HTTP/1.1 200'), `${attack.what}: refused`, attack.bytes, told);
    upstream.seen.length = 0;
  }

  /** After all that, ordinary calls are answered as ever. */
  async stillWell(): Promise<void> {
    const reply = await this.harness.chat();
    must(reply.status === 200 && reply.body.toString() === ANSWER, 'the gateway still works', reply.status);
    const faults = this.harness.logged.filter((line) => /TypeError|RangeError|ReferenceError/.test(line));
    must(faults.length === 0, 'no fault of its own was logged', faults);
  }

  stop(): Promise<void> {
    return this.harness.stop();
  }

  private send(bytes: Buffer, random: Random): Promise<string> {
    const { hostname, port } = new URL(this.harness.url);
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      const socket = connect(Number(port), hostname);
      const done = () => {
        clearTimeout(timer);
        socket.destroy();
        resolve(Buffer.concat(chunks).toString('latin1'));
      };
      const timer = setTimeout(() => {
        socket.destroy();
        reject(new Error(`no answer and no end within ${PATIENCE_MS} ms\n  ${bytes.toString('latin1')}`));
      }, PATIENCE_MS);
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('error', done);
      socket.on('close', done);
      socket.on('connect', () => {
        const pieces = random.chance(0.3) ? cut(bytes, random) : [bytes];
        for (const piece of pieces) socket.write(piece);
        socket.end();
      });
    });
  }
}

function attackOf(random: Random): Attack {
  if (random.chance(0.5)) {
    const [what, head, body] = random.pick(AMBIGUOUS);
    return { what, bytes: request(LINES[0] ?? '', shuffled(head, what, random), body), most: 0 };
  }
  const line = random.pick(LINES);
  const whole = request(line, [...good, length], BODY);
  if (random.chance(0.3)) return { what: line, bytes: whole, most: 1 };
  return { what: 'a damaged request', bytes: mutate(whole, random), most: 1 };
}

/** The order of headers must not matter; a folded line must stay behind the one it continues. */
function shuffled(head: Head, what: string, random: Random): Head {
  if (what === 'folded line' || random.chance(0.5)) return head;
  return [...head].reverse();
}

function request(line: string, head: Head, body: string): Buffer {
  return Buffer.from(`${line}\r\n${head.join('\r\n')}\r\n\r\n${body}`, 'latin1');
}
