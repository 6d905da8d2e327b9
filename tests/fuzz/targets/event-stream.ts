import { crc32 } from 'node:zlib';
import { EventStreamTransform } from '../../../packages/server/src/providers/platforms/bedrock/event-stream.ts';
import { RECORDED_STREAMS } from '../fixtures.ts';
import { mutate } from '../mutate.ts';
import { cut, type Random } from '../random.ts';
import { must, mustEqual, type Target } from '../target.ts';

/** AWS event streams, whole and damaged: they never throw, and come out the same however they are cut. */
export const eventStream: Target = {
  name: 'AWS event streams',
  weight: 6,
  check(random) {
    const { dialect, bytes } = random.pick(
      RECORDED_STREAMS.filter(
        ({ dialect, file }) => dialect === 'converse' || (dialect === 'anthropic' && file.endsWith('.sse')),
      ),
    );
    const good = framed(bytes, dialect === 'anthropic', random);
    const stream = random.chance(0.7) ? mutate(good, random) : good;
    const whole = told([stream]);
    const parts = told(cut(stream, random));
    mustEqual(parts, whole, 'the same however it is cut', stream);
    if (stream.equals(good)) must(!whole.includes('damaged'), 'a sound stream is read', whole);
    must(whole.length === 0 || whole.toString().endsWith('\n\n'), 'whole frames come out', whole);
  },
};

function told(pieces: readonly Buffer[]): Buffer {
  const transform = new EventStreamTransform();
  const out = pieces.map((piece) => transform.push(piece) ?? Buffer.alloc(0));
  out.push(transform.end() ?? Buffer.alloc(0));
  return Buffer.concat(out);
}

function framed(sse: Buffer, invoke: boolean, random: Random): Buffer {
  const events = sse
    .toString('utf8')
    .split('\n\n')
    .filter((event) => event.includes('data: '));
  return Buffer.concat(
    events.map((event) => {
      const name = /^event: (.*)$/m.exec(event)?.[1] ?? '';
      const data = /^data: (.*)$/m.exec(event)?.[1] ?? '{}';
      const exception = random.chance(0.02);
      const payload = invoke ? JSON.stringify({ bytes: Buffer.from(data).toString('base64') }) : data;
      return message(
        exception
          ? { ':message-type': 'exception', ':exception-type': 'throttlingException' }
          : { ':message-type': 'event', ':event-type': invoke ? 'chunk' : name },
        Buffer.from(payload),
      );
    }),
  );
}

/** Of `application/vnd.amazon.eventstream`: lengths, their checksum, headers of strings, payload, checksum. */
export function message(headers: Readonly<Record<string, string>>, payload: Buffer): Buffer {
  const head = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(Buffer.byteLength(value));
      return Buffer.concat([
        Buffer.from([name.length]),
        Buffer.from(name),
        Buffer.from([7]),
        length,
        Buffer.from(value),
      ]);
    }),
  );
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(16 + head.length + payload.length, 0);
  prelude.writeUInt32BE(head.length, 4);
  const begun = Buffer.concat([prelude, checksum(prelude), head, payload]);
  return Buffer.concat([begun, checksum(begun)]);
}

function checksum(bytes: Buffer): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum;
}
