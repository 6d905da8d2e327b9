/** The fields of one CSV record. Throws a plain Error with the reason when quotes are misplaced. */
export function csvFields(record: string, separator = ','): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const [field, next] =
      record[at] === '"'
        ? quotedField(record, at, fields.length + 1, separator)
        : plainField(record, at, separator);
    fields.push(field);
    if (next >= record.length) return fields;
    at = next + 1;
    if (at === record.length) {
      fields.push('');
      return fields;
    }
  }
}

/** The field and where its separator, or the end, stands. */
function plainField(record: string, from: number, separator: string): [string, number] {
  const next = record.indexOf(separator, from);
  const end = next === -1 ? record.length : next;
  return [record.slice(from, end), end];
}

function quotedField(record: string, from: number, number: number, separator: string): [string, number] {
  let field = '';
  let at = from + 1;
  for (;;) {
    const quote = record.indexOf('"', at);
    if (quote === -1) throw new Error(`field ${number} opens a quote and never closes it`);
    field += record.slice(at, quote);
    if (record[quote + 1] !== '"') {
      if (quote + 1 < record.length && record[quote + 1] !== separator) {
        throw new Error(`field ${number} has text behind its closing quote`);
      }
      return [field, quote + 1];
    }
    field += '"';
    at = quote + 2;
  }
}
