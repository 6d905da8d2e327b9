/** Rows of a CSV text by the names in its first line; fields may be quoted. */
export function csvRows(text: string): Record<string, string>[] {
  const [names = [], ...rows] = records(text);
  return rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? ''])));
}

function records(text: string): string[][] {
  const all: string[][] = [];
  let row: string[] = [];
  // a field, quoted or not, and what ends it
  for (const [, quoted, bare = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (end === '' && row.length === 0 && quoted === undefined && bare === '') break;
    row.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === ',') continue;
    all.push(row);
    row = [];
    if (end === '') break;
  }
  return all;
}
