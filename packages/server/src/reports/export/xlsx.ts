import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

/** What a sheet of the format can hold, its heading included. */
export const SHEET_ROWS = 1_048_576;
const LONGEST_CELL = 32_767;
const encoder = new TextEncoder();

export type Cell = string | number | boolean | null;

/**
 * A workbook of any size, in pieces, as its rows come: one sheet per 1,048,575 rows. Numbers that a spreadsheet's floating
 * point would round, money above all, are written as text and so stay as they are, to the last digit.
 */
export async function* xlsxOf(
  columns: readonly string[],
  rows: AsyncIterable<readonly Cell[]>,
  sheetName: string,
  sheetRows = SHEET_ROWS,
): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  let failure: Error | undefined;
  const zip = new Zip((error, chunk) => {
    if (error) failure = error;
    else ready.push(chunk);
  });
  function* take(): Generator<Uint8Array> {
    if (failure !== undefined) throw failure;
    yield* ready.splice(0);
  }
  const sheets: string[] = [];
  let sheet: SheetWriter | undefined;
  const next = () => {
    sheet?.end();
    sheets.push(sheets.length === 0 ? sheetName : `${sheetName} ${sheets.length + 1}`);
    sheet = new SheetWriter(zip, sheets.length, columns);
    return sheet;
  };
  let current = next();
  for await (const row of rows) {
    if (current.rows >= sheetRows) current = next();
    current.add(row);
    yield* take();
  }
  current.end();
  for (const [path, content] of partsOf(sheets)) {
    const part = new ZipPassThrough(path);
    zip.add(part);
    part.push(encoder.encode(content), true);
  }
  zip.end();
  yield* take();
}

const FLUSH_CHARACTERS = 64 * 1024;

class SheetWriter {
  rows = 0;
  private readonly part: ZipDeflate;
  private text =
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>';

  constructor(zip: Zip, number: number, columns: readonly string[]) {
    this.part = new ZipDeflate(`xl/worksheets/sheet${number}.xml`, { level: 6 });
    zip.add(this.part);
    this.add(columns);
  }

  add(row: readonly Cell[]): void {
    this.rows += 1;
    this.text += `<row>${row.map(cellXml).join('')}</row>`;
    if (this.text.length > FLUSH_CHARACTERS) this.flush(false);
  }

  end(): void {
    this.text += '</sheetData></worksheet>';
    this.flush(true);
  }

  private flush(last: boolean): void {
    this.part.push(encoder.encode(this.text), last);
    this.text = '';
  }
}

function cellXml(value: Cell): string {
  if (value === null || value === '') return '<c/>';
  if (typeof value === 'boolean') return `<c t="b"><v>${value ? 1 : 0}</v></c>`;
  if (typeof value === 'number') return `<c><v>${value}</v></c>`;
  return `<c t="inlineStr"><is><t xml:space="preserve">${escaped(value.slice(0, LONGEST_CELL))}</t></is></c>`;
}

/** What XML cannot hold: control characters, halves of surrogate pairs. */
const FORBIDDEN = /[^\P{Cc}\t\n\r]|[\p{Cs}\ufffe\uffff]/gu;

function escaped(text: string): string {
  return text
    .replace(FORBIDDEN, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

function partsOf(sheets: readonly string[]): [string, string][] {
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const packaged = 'http://schemas.openxmlformats.org/package/2006';
  const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const listed = sheets.map(
    (name, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`,
  );
  const related = sheets.map(
    (_, i) =>
      `<Relationship Id="rId${i + 1}" Type="${office}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
  );
  const typed = sheets.map(
    (_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${kind}.worksheet+xml"/>`,
  );
  return [
    [
      '[Content_Types].xml',
      `${head}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/>${typed.join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `${head}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${listed.join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${head}<Relationships xmlns="${packaged}/relationships">${related.join('')}</Relationships>`,
    ],
  ];
}
