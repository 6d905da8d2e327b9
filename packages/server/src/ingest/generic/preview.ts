import type { MappingPreview, MappingRules } from '@weir/core/contract';
import { Columns } from '../files/columns.ts';
import { openBytes } from '../files/open.ts';
import { readRows } from '../files/read.ts';
import { RowProblem } from '../sources/port.ts';
import { linesOf } from './lines.ts';
import { suggestMapping } from './suggest.ts';

const ROWS = 20;

export interface PreviewContext {
  isUnit(unit: string): boolean;
  /** Instant of now, RFC 3339. */
  now: string;
}

/** What the first rows of a file become by these rules, or by suggested ones. The content may be its beginning only. */
export async function previewMapping(
  fileName: string,
  content: Uint8Array,
  given: MappingRules | undefined,
  { isUnit, now }: PreviewContext,
): Promise<MappingPreview> {
  const rows: { line: number; fields: Record<string, unknown> }[] = [];
  const problems: MappingPreview['problems'] = [];
  const options = given === undefined ? {} : { skipLines: given.skip_lines };
  for await (const row of readRows(openBytes(fileName, content), options)) {
    if (rows.length + problems.length >= ROWS) break;
    if ('fields' in row) rows.push({ line: row.line, fields: { ...row.fields } });
    else if (!row.cut) problems.push({ line: row.line, reason: row.reason });
  }
  const header = [...new Set(rows.flatMap(({ fields }) => Object.keys(fields)))];
  const suggested = suggestMapping(
    header,
    rows.map(({ fields }) => fields),
  );
  const rules = given ?? suggested.rules;
  const lines: MappingPreview['lines'] = [];
  const columns = new Columns();
  const ctx = { source: 'preview', settings: {}, version: now, isUnit };
  for (const { line, fields } of rows) {
    try {
      lines.push(...linesOf(columns.of(fields as Parameters<Columns['of']>[0]), rules, ctx));
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      problems.push({ line, reason: error.message });
    }
  }
  const strangers = new Set(lines.flatMap(({ unit }) => (unit === undefined || isUnit(unit) ? [] : [unit])));
  return {
    rules,
    open_points: [
      ...(given === undefined ? suggested.open_points : []),
      ...absent(rules, header),
      ...[...strangers].map(
        (unit) =>
          `${JSON.stringify(unit)} is no unit of Weir: name what it is in values.unit, such as input_tokens.`,
      ),
    ],
    columns: header,
    rows: rows.map(({ fields }) => fields),
    lines,
    problems,
  };
}

function absent(rules: MappingRules, header: readonly string[]): string[] {
  if (header.length === 0) return [];
  return Object.entries(rules.columns)
    .filter(([, column]) => !header.includes(column) && !header.includes(column.split('.')[0] ?? ''))
    .map(
      ([field, column]) => `The file has no column ${JSON.stringify(column)}, which ${field} is taken from.`,
    );
}
