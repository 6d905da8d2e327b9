/** A cell that begins with one of these is run as a formula by spreadsheets. */
const FORMULA = /^[=+\-@\t\r]/;

/** Text as an RFC 4180 field. People and callers choose tag values, so a formula is defused by an apostrophe. */
export function csvText(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const FIGURE = /^-?\d+(\.\d+)?$/;

/** One line with its CRLF; figures are written as they are, also negative ones. */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  const fields = cells.map((cell) => {
    if (cell === null) return '';
    return typeof cell === 'string' && !FIGURE.test(cell) ? csvText(cell) : String(cell);
  });
  return `${fields.join(',')}\r\n`;
}
