import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finish } from '../json/scan-object.ts';
import { transcriptions } from '../openai/audio/transcription.ts';
import { imageEdits } from '../openai/images/index.ts';
import { scanParts } from './parts.ts';

const BOUNDARY = '----WebKitFormBoundaryXyZ12';

interface Field {
  name: string;
  content: Buffer;
  file?: boolean;
}

function form(fields: readonly Field[], boundary = BOUNDARY): Buffer {
  const parts = fields.flatMap(({ name, content, file }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file ? '; filename="a; name=b.wav"\r\nContent-Type: audio/wav' : ''}\r\n\r\n`,
    ),
    content,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
}

function line(contentType = `multipart/form-data; boundary=${BOUNDARY}`) {
  return { model: undefined, query: '', contentType };
}

const text = (name: string, content: string) => ({ name, content: Buffer.from(content) });
const sound = (content: Buffer) => ({ name: 'file', content, file: true });
/** Content that looks like what a scanner looks for. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom('\r\n', '\r', '--', `--${BOUNDARY.slice(0, -1)}`, BOUNDARY, 'name="model"', '\r\n\r\n'),
      fc.string(),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => Buffer.from(pieces.join('')))
  .filter((content) => !content.includes(`--${BOUNDARY}`));

describe('a form', () => {
  it('is read whatever its files hold', () => {
    fc.assert(
      fc.property(nasty, nasty, (first, second) => {
        const body = form([sound(first), text('model', 'whisper-1'), text('stream', 'true'), sound(second)]);
        expect(finish(transcriptions.readRequest(body, line()))).toMatchObject({
          model: 'whisper-1',
          stream: true,
          mediaBytes: first.length + second.length,
        });
      }),
    );
  });

  it('is given another model and nothing else', () => {
    fc.assert(
      fc.property(nasty, fc.boolean(), (content, modelFirst) => {
        const of = (model: string) => {
          const fields = [text('model', model), sound(content)];
          return form(modelFirst ? fields : fields.reverse());
        };
        const changed = transcriptions.rewriteRequest(of('acme/whisper-1'), { model: 'whisper-1' }, line());
        expect(changed.equals(of('whisper-1'))).toBe(true);
      }),
    );
  });

  it('is read when its content type was put in lower case, quoted, or parts are empty', () => {
    const body = form([text('prompt', ''), text('model', 'gpt-image-1'), text('n', '3')]);
    for (const contentType of [
      `multipart/form-data; boundary=${BOUNDARY.toLowerCase()}`,
      `multipart/form-data; charset=utf-8; boundary="${BOUNDARY}"`,
    ]) {
      expect(finish(imageEdits.readRequest(body, line(contentType)))).toMatchObject({
        model: 'gpt-image-1',
        choices: 3,
      });
    }
  });

  it('keeps names that look like numbers', () => {
    const body = form([text('model', '4711')]);
    expect(finish(transcriptions.readRequest(body, line()))).toMatchObject({ model: '4711' });
  });

  it('is read in slices when it is large', () => {
    const body = form([sound(Buffer.alloc(9_000_000, '-')), text('model', 'm')]);
    const steps = scanParts(body, line().contentType);
    let slices = 0;
    while (steps.next().done !== true) slices += 1;
    expect(slices).toBeGreaterThanOrEqual(2);
  });

  it.each([
    ['no boundary', form([text('model', 'm')]), 'multipart/form-data', 'content-type'],
    ['another boundary', form([text('model', 'm')]), 'multipart/form-data; boundary=abc', 'body'],
    ['no end', form([text('model', 'm')]).subarray(0, -8), line().contentType, 'body'],
    ['no head', Buffer.from(`--${BOUNDARY}\r\nm`), line().contentType, 'body'],
    ['nothing', Buffer.alloc(0), line().contentType, 'body'],
    ['no model', form([text('language', 'nl')]), line().contentType, 'model'],
    ['a bad flag', form([text('model', 'm'), text('stream', 'yes')]), line().contentType, 'stream'],
  ])('with %s is refused by the field at fault', (_name, body, contentType, field) => {
    expect(() => finish(transcriptions.readRequest(body, line(contentType)))).toThrowError(
      expect.objectContaining({ code: 'body_invalid', field }),
    );
  });

  it('never runs away on broken bytes', () => {
    const whole = form([sound(Buffer.from('abc\r\n--')), text('model', 'm')]);
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.nat(whole.length),
        fc.uint8Array({ maxLength: 6 }),
        (a, b, junk) => {
          const body = Buffer.concat([whole.subarray(0, a), junk, whole.subarray(b)]);
          try {
            for (const { start, end } of finish(scanParts(body, line().contentType))) {
              expect(start).toBeLessThanOrEqual(end);
              expect(end).toBeLessThanOrEqual(body.length);
            }
          } catch (error) {
            expect(error).toMatchObject({ code: 'body_invalid' });
          }
        },
      ),
    );
  });
});
