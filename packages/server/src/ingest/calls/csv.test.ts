import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvFields } from './csv-fields.ts';
import { splitRecords } from './csv-records.ts';
import { parseInstant } from './instants.ts';

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function parse(text: string | Buffer, size = 7): Promise<[number, string[]][]> {
  const rows: [number, string[]][] = [];
  for await (const record of splitRecords(chunksOf(Buffer.from(text as string), size), { quotes: true })) {
    rows.push([record.line, record.unclosed ? ['unclosed'] : csvFields(record.bytes.toString())]);
  }
  return rows;
}

describe('csv', () => {
  it('reads quotes, CRLF, a byte order mark and line ends inside fields, with the line each record begins on', async () => {
    expect(await parse('\ufeffa,b\r\n"x, ""y""","1\r\n2"\r\n\r\nlast,"z"')).toEqual([
      [1, ['a', 'b']],
      [2, ['x, "y"', '1\r\n2']],
      [4, ['']],
      [5, ['last', 'z']],
    ]);
  });

  it('takes a quote inside an unquoted field for text', async () => {
    expect(await parse('a,5" disk\nb,c\n')).toEqual([
      [1, ['a', '5" disk']],
      [2, ['b', 'c']],
    ]);
  });

  it('gives up a quote that is never closed and goes on with the next line', async () => {
    expect(await parse('a,b\n1,"oops\n2,x\n3,y\n')).toEqual([
      [1, ['a', 'b']],
      [2, ['unclosed']],
      [3, ['2', 'x']],
      [4, ['3', 'y']],
    ]);
  });

  it('reads back whatever is written, however it is cut into chunks', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', 'é', '🦦', ' ', ';') });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom('\n', '\r\n'),
        async (rows, size, end) => {
          const text = rows.map((row) => row.map(quoted).join(',')).join(end);
          expect((await parse(text, size)).map(([, fields]) => fields)).toEqual(rows);
        },
      ),
    );
  });

  it.each([
    ['a,"b"c', 'text behind its closing quote'],
    ['"a', 'never closes it'],
  ])('says what is wrong with %s', (record, reason) => {
    expect(() => csvFields(record)).toThrow(reason);
  });
});

describe('instants', () => {
  it.each([
    ['2023-11-16 18:15:46.6805900', '2023-11-16T18:15:46.680590Z'],
    ['2023-11-16 18:15:46.9999999', '2023-11-16T18:15:46.999999Z'],
    ['2023-11-16T18:15:46+02:00', '2023-11-16T16:15:46.000000Z'],
    ['2023-11-16T18:15:46.5-0530', '2023-11-16T23:45:46.500000Z'],
    ['2023-11-16', '2023-11-16T00:00:00.000000Z'],
    ['1700158546', '2023-11-16T18:15:46.000000Z'],
    ['1700158546.25', '2023-11-16T18:15:46.250000Z'],
    ['1700158546123', '2023-11-16T18:15:46.123000Z'],
    ['1700158546123456', '2023-11-16T18:15:46.123456Z'],
  ])('reads %s', (text, iso) => expect(parseInstant(text)?.iso).toBe(iso));

  it.each(['', 'yesterday', '2023-02-30', '2023-13-01 00:00:00', '11/16/2023', '18:15:46', '123'])(
    'refuses %j',
    (text) => expect(parseInstant(text)).toBeUndefined(),
  );
});
