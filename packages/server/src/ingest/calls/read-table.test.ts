import { expect, it } from 'vitest';
import { readTable } from './read-table.ts';

const table = (text: string) => readTable(Buffer.from(text));
const cells = async (text: string) =>
  (await table(text)).rows.map((row) => ('cells' in row ? Object.fromEntries(row.cells) : row.reason));

it('reads what spreadsheets write: byte order mark, CRLF, quotes, blanks, empty lines, no last line end', async () => {
  const text =
    '\uFEFFid,Full Name,cost-center\r\n a ,"Ada ""the first"", of\r\nthem",\r\n\r\n,,\r\nb, Bob ,cc';
  const { columns, rows } = await table(text);
  expect(columns).toEqual(['id', 'full_name', 'cost_center']);
  expect(rows.map(({ line }) => line)).toEqual([2, 6]);
  expect(await cells(text)).toEqual([
    { id: 'a', full_name: 'Ada "the first", of\r\nthem', cost_center: '' },
    { id: 'b', full_name: 'Bob', cost_center: 'cc' },
  ]);
});

it.each([
  ['id;name\n1;x, y', { id: '1', name: 'x, y' }],
  ['id\tname\n1\tx', { id: '1', name: 'x' }],
])('sees by the header what separates cells', async (text, row) => {
  expect(await cells(text)).toEqual([row]);
});

it('says why a row cannot be read, and reads on', async () => {
  expect(await cells('id,name\na\n"d"e,z\nb,"x\nc,y')).toEqual([
    'it has 1 cells where the header has 2',
    'field 1 has text behind its closing quote',
    'a quote is opened and never closed',
    { id: 'c', name: 'y' },
  ]);
  const latin1 = Buffer.from('id,name\na,Jos\xe9\nb,x', 'latin1');
  const { rows } = await readTable(latin1);
  expect(rows[0]).toMatchObject({ line: 2, reason: expect.stringContaining('UTF-8') });
  expect(rows[1]).toMatchObject({ line: 3 });
});

it('has no columns where there is nothing', async () => {
  expect(await table('')).toEqual({ columns: [], rows: [] });
});
