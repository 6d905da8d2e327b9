/** One column of a table for people: how a row fills it, and on which side it is aligned. */
export interface Column<Row> {
  title: string;
  value(row: Row): string;
  align?: 'left' | 'right';
}

const GAP = '  ';

/** Width in terminal cells of text without escape codes; wide (CJK, emoji) characters take two. */
export function cellWidth(text: string): number {
  let width = 0;
  for (const char of text) width += isWide(char.codePointAt(0) ?? 0) ? 2 : 1;
  return width;
}

/**
 * Lines of an aligned table, header first. The last column is not padded, so that lines have no trailing blanks.
 * Line breaks and other control characters inside a value are shown as blanks: a value can never break the table
 * or drive the terminal.
 */
export function tableLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const cells = [
    columns.map((column) => column.title),
    ...rows.map((row) => columns.map((column) => printable(column.value(row)))),
  ];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => cellWidth(line[i] ?? ''))));
  return cells.map((line) =>
    columns
      .map((column, i) => pad(line[i] ?? '', widths[i] ?? 0, column.align ?? 'left'))
      .join(GAP)
      .trimEnd(),
  );
}

/** Lines of `label  value`, labels padded; entries without a value are left out. */
export function fieldLines(
  entries: readonly (readonly [label: string, value: string | undefined])[],
): string[] {
  const present = entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
  const width = Math.max(0, ...present.map(([label]) => cellWidth(label)));
  return present.map(([label, value]) => `${pad(label, width, 'left')}${GAP}${printable(value)}`.trimEnd());
}

/** Replaces control characters, which a stored value may hold, by blanks. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - cellWidth(text)));
  return align === 'right' ? blanks + text : text + blanks;
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff)
  );
}
