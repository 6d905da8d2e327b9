import { XMLParser } from 'fast-xml-parser';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Explored, ExploreQuery } from '../../ledger/explore-port.ts';
import { costsFile, exportFile } from './index.ts';
import { rowsOf } from './rows.ts';
import { type Cell, xlsxOf } from './xlsx.ts';

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** Cells of each sheet of a workbook, as a spreadsheet would show them. */
function sheetsOf(workbook: Uint8Array): unknown[][][] {
  const files = unzipSync(workbook);
  const parser = new XMLParser({
    ignoreAttributes: false,
    parseTagValue: false,
    isArray: (name) => name === 'row' || name === 'c',
  });
  return Object.keys(files)
    .filter((path) => path.startsWith('xl/worksheets/'))
    .sort()
    .map((path) => {
      const { worksheet } = parser.parse(Buffer.from(files[path] ?? '').toString());
      return worksheet.sheetData.row.map(
        ({ c }: { c: ({ v?: string; is?: { t: { '#text'?: string } } } | '')[] }) =>
          c.map((cell) => (cell === '' ? '' : (cell.v ?? cell.is?.t['#text'] ?? ''))),
      );
    });
}

describe('workbooks', () => {
  it('hold every row, money to the last digit, and text that would break them', async () => {
    const rows: Cell[][] = [
      ['a<b>&"c"\u0001', 3, '0.000000000001', true, null],
      ['=1+1', -2.5, '123456789012345678.000000000001', false, ''],
    ];
    const [sheet] = sheetsOf(
      await bytesOf(xlsxOf(['name', 'n', 'cost', 'flag', 'none'], each(rows), 'Calls')),
    );
    expect(sheet).toEqual([
      ['name', 'n', 'cost', 'flag', 'none'],
      ['a<b>&"c"\ufffd', '3', '0.000000000001', '1', ''],
      ['=1+1', '-2.5', '123456789012345678.000000000001', '0', ''],
    ]);
  });

  it('go on in a further sheet, with the heading again, when one is full', async () => {
    const rows = Array.from({ length: 5 }, (_, i) => [i]);
    const sheets = sheetsOf(await bytesOf(xlsxOf(['n'], each(rows), 'Calls', 3)));
    expect(sheets).toEqual([
      [['n'], ['0'], ['1']],
      [['n'], ['2'], ['3']],
      [['n'], ['4']],
    ]);
  });

  it('are given out while their rows come, not at the end', async () => {
    let read = 0;
    async function* many() {
      for (; read < 200_000; read++) yield [read, `row ${read}`];
    }
    const pieces = xlsxOf(['n', 'text'], many(), 'Calls');
    await pieces.next();
    expect(read).toBeLessThan(50_000);
    await pieces.return(undefined);
  });
});

it('rows come whole from bytes that are cut anywhere, within characters too', async () => {
  const bytes = Buffer.from('["ä",1]\n["b",2]\n');
  const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
  const rows: Cell[][] = [];
  for await (const row of rowsOf(each(pieces))) rows.push(row);
  expect(rows).toEqual([
    ['ä', 1],
    ['b', 2],
  ]);
});

describe('costs by groups', () => {
  const measures = (cost: string) =>
    ({
      calls: 1,
      cost,
      loaded_cost: cost,
      list_cost: cost,
      estimated_cost: '0',
      unpriced_cost: '0',
      attributed_cost: cost,
      input_tokens: 5,
      output_tokens: 6,
      cache_read_tokens: 0,
      cache_write_tokens: 0,
      errors: 0,
    }) as unknown as Explored['total']['now'];
  const pageOf = (name: string, cost: string, nextCursor: string | null): Explored => ({
    groups: [{ values: [name], now: measures(cost), previous: undefined, percentiles: undefined }],
    total: { now: measures('0'), previous: undefined },
    count: 2,
    currency: 'EUR',
    nextCursor,
    answeredFrom: 'rollup',
  });
  const ledger = {
    explore: async ({ cursor }: ExploreQuery) =>
      cursor === undefined ? pageOf('=x', '2.5', 'more') : pageOf('b', '-1', null),
  };
  const query = { by: ['team'] } as unknown as ExploreQuery;

  it('are every page of the question, its currency named', async () => {
    const { rows, bytes } = await costsFile(ledger, query, 'csv');
    const [head, ...lines] = (await bytesOf(bytes)).toString().trimEnd().split('\r\n');
    expect(rows).toBe(2);
    expect(head?.split(',').slice(0, 3)).toEqual(['team', 'calls', 'cost']);
    expect(lines.every((line) => line.endsWith(',EUR'))).toBe(true);
    expect(lines.map((line) => line.split(',').slice(0, 3))).toEqual([
      ["'=x", '1', '2.5'],
      ['b', '1', '-1'],
    ]);
  });
});

it('a workbook of calls has the columns of the ledger', async () => {
  const ledger = {
    export: async () => ({
      rows: 1,
      columns: ['call_id', 'cost'],
      bytes: each([Buffer.from('["c-1","0.5"]\n')]),
    }),
  };
  const query = { kind: 'calls' } as never;
  const { bytes } = await exportFile(ledger, query, 'xlsx');
  expect(sheetsOf(await bytesOf(bytes))).toEqual([
    [
      ['call_id', 'cost'],
      ['c-1', '0.5'],
    ],
  ]);
});
