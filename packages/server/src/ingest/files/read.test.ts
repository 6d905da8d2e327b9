import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect } from './collect.fixture.ts';
import { openBytes } from './open.ts';
import { readRows } from './read.ts';
import type { FileRow, ReadOptions } from './rows.ts';

const rowsOf = (bytes: Uint8Array | string, options: ReadOptions = {}): Promise<FileRow[]> =>
  collect(readRows(openBytes('file', Buffer.from(bytes as string)), options));

const fieldsOf = async (bytes: Uint8Array | string, options?: ReadOptions) =>
  (await rowsOf(bytes, options)).map((row) => ('fields' in row ? row.fields : row.reason));

describe('encodings', () => {
  const text = 'name;cost\nMüller;1,50\nÉtienne;2,00\n';
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
  it.each([
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 LE', wide],
    ['UTF-16 BE', Buffer.from(wide).swap16()],
    ['UTF-16 LE without a mark', Buffer.from(text, 'utf16le')],
    ['UTF-16 BE without a mark', Buffer.from(text, 'utf16le').swap16()],
    ['Windows-1252', Buffer.from(text, 'latin1')],
    ['gzip', gzipSync(text)],
    ['gzip of two members', Buffer.concat([gzipSync(text.slice(0, 14)), gzipSync(text.slice(14))])],
  ])('finds %s and the separator by itself', async (_, bytes) => {
    expect(await fieldsOf(bytes)).toEqual([
      { name: 'Müller', cost: '1,50' },
      { name: 'Étienne', cost: '2,00' },
    ]);
  });

  it('lets wrong bytes spoil only their row, and shows what could be read of it', async () => {
    const bytes = Buffer.concat([
      Buffer.from('name,cost\nü,1\n'),
      Buffer.from([0xff]),
      Buffer.from(',2\nb,3\n'),
    ]);
    const rows = await rowsOf(bytes);
    expect(rows).toEqual([
      { line: 2, fields: { name: 'ü', cost: '1' } },
      {
        line: 3,
        reason: expect.stringMatching(/not valid UTF-8.*set the encoding/),
        row: { name: '\ufffd', cost: '2' },
      },
      { line: 4, fields: { name: 'b', cost: '3' } },
    ]);
  });

  it('takes the encoding it is told', async () => {
    const bytes = Buffer.concat([Buffer.from('name\nü\n'), Buffer.from([0xfc, 0x0a])]);
    expect(await fieldsOf(bytes, { encoding: 'windows-1252' })).toEqual([{ name: 'Ã¼' }, { name: 'ü' }]);
  });
});

describe('formats', () => {
  it.each([
    ['tabs', 'a\tb\n1,5\tx;y\n'],
    ['semicolons', 'a;b\n1,5;"x;y"\n'],
    ['commas', 'a,b\n"1,5","x;y"\n'],
  ])('reads CSV with %s', async (_, text) => {
    expect(await fieldsOf(text)).toEqual([{ a: '1,5', b: 'x;y' }]);
  });

  it('skips lines before the header', async () => {
    expect(await fieldsOf('Report of, today\n\na;b\n1;2\n', { skipLines: 2 })).toEqual([{ a: '1', b: '2' }]);
  });

  it('keeps numbers of JSON as they are written', async () => {
    const object =
      '{"cost": 0.1234567890123456789012, "n": -1e-7, "s": "1.0", "t": [{"k": "a\\"1,]"}], "b": true, "z": null}';
    const fields = {
      cost: '0.1234567890123456789012',
      n: '-1e-7',
      s: '1.0',
      t: [{ k: 'a"1,]' }],
      b: true,
      z: null,
    };
    expect(await fieldsOf(`${object}\n${object}`)).toEqual([fields, fields]);
    expect(await rowsOf(`\ufeff [\n${object},\n\n ${object}\n]\n`)).toEqual([
      { line: 2, fields },
      { line: 4, fields },
    ]);
    expect(await fieldsOf('[]')).toEqual([]);
  });

  it('spoils only the row that is no JSON object', async () => {
    expect(await fieldsOf('{"a":1}\n[1]\n{"a":01}\n{"a":2}\n')).toEqual([
      { a: '1' },
      'not a JSON object',
      expect.stringContaining('not JSON'),
      { a: '2' },
    ]);
  });

  it.each([
    ['an archive', 'PK\x03\x04....', /ZIP archive or an Excel/],
    ['one object over several lines', '{\n"a": 1\n}\n', /one JSON object over several lines/],
    ['a header with a column twice', 'a,a\n1,2\n', /"a" twice/],
  ])('refuses %s', async (_, text, message) => {
    await expect(rowsOf(text)).rejects.toThrow(message);
  });
});

describe('files cut in the middle', () => {
  const csv = `name,cost\n${Array.from({ length: 3000 }, (_, i) => `"row ${i}",${i}.${(i * 7919) % 10007}\n`).join('')}`;
  const json = csv
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.stringify({ name: line.split('"')[1], cost: line.split(',')[1] }));

  it.each([
    ['CSV', Buffer.from(csv)],
    ['gzip', gzipSync(csv)],
    ['JSON lines', Buffer.from(json.join('\n'))],
    ['a JSON array', Buffer.from(`[${json.join(',\n')}]`)],
  ])(
    'yields of %s the rows before the cut as they are in the whole file, and where it ends',
    async (name, bytes) => {
      const whole = await rowsOf(bytes);
      expect(whole).toHaveLength(3000);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 100, max: bytes.length - 1 }), async (length) => {
          const rows = await rowsOf(bytes.subarray(0, length)).catch(() => []);
          const good = rows.filter((row) => 'fields' in row);
          // the last value of a CSV without a last line end may be shorter than it should be: nothing tells
          const sure = name === 'CSV' ? good.slice(0, -1) : good;
          expect(sure).toEqual(whole.slice(0, sure.length));
          const cut = rows.find((row) => 'cut' in row);
          if (cut !== undefined) expect(cut.line).toBeGreaterThanOrEqual(good.at(-1)?.line ?? 1);
          else if (name === 'gzip' || name === 'a JSON array') expect.unreachable('the cut is not told');
        }),
        { numRuns: 40 },
      );
    },
  );

  it('tells a damaged gzip after the rows before the damage', async () => {
    const bytes = gzipSync(csv);
    bytes.fill(0, bytes.length - 200, bytes.length - 100);
    const rows = await rowsOf(bytes);
    expect(rows.length).toBeGreaterThan(500);
    expect(rows.at(-1)).toMatchObject({ cut: true, reason: expect.stringContaining('damaged') });
  });

  it('tells an empty file', async () => {
    expect(await rowsOf('')).toEqual([{ line: 1, reason: 'the file is empty', row: {}, cut: true }]);
  });
});
