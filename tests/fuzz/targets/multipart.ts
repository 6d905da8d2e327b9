import { ADAPTERS } from '../../../packages/server/src/providers/index.ts';
import { mutate } from '../mutate.ts';
import { must, mustEqual, orRefused, type Target } from '../target.ts';

const OPERATIONS = ADAPTERS.flatMap(({ operations }) =>
  operations.filter(({ body }) => body === 'multipart'),
);
const BOUNDARIES = ['----x1', 'a', 'UPPER-lower', "it's.fine(really)", '-'.repeat(70)];

/** Forms: read or refused; another model in place of the first changes nothing else. */
export const multipart: Target = {
  name: 'multipart',
  weight: 6,
  check(random) {
    const operation = random.pick(OPERATIONS);
    const boundary = random.pick(BOUNDARIES);
    const file = random.bytes(random.int(200));
    const good = Buffer.concat([
      field(boundary, 'model', 'whisper-1'),
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a\\"b.mp3"\r\nContent-Type: audio/mpeg\r\n\r\n`,
      ),
      file,
      Buffer.from('\r\n'),
      field(boundary, 'stream', random.pick(['true', 'false', ''])),
      Buffer.from(`--${boundary}--\r\n`),
    ]);
    const body = random.chance(0.85) ? mutate(good, random) : good;
    const said = random.chance(0.9) ? boundary : random.pick(['', '"', 'other']);
    const line = {
      model: undefined,
      query: '',
      contentType: `multipart/form-data; boundary=${said.toLowerCase()}`,
    };
    const facts = orRefused(() => {
      const steps = operation.readRequest(body, line);
      for (;;) {
        const step = steps.next();
        if (step.done) return step.value;
      }
    }, ['body_invalid', 'body_not_json']);
    if (facts === undefined) return;
    must((facts.mediaBytes ?? 0) <= body.length, 'files are part of the body', facts);
    if (body !== good || said !== boundary) return;
    mustEqual(facts.model, 'whisper-1', 'the model is read', body);
    const other = operation.rewriteRequest(body, { model: 'other' }, line);
    const expected = Buffer.from(body.toString('latin1').replace('whisper-1', 'other'), 'latin1');
    mustEqual(other, expected, 'only the model changes', body);
  },
};

function field(boundary: string, name: string, value: string): Buffer {
  return Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
}
