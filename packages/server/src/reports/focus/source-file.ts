import type { StatementLine } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { rowOfLine } from '../../ingest/focus/line-of-row.ts';
import type { TimeRange } from '../../ledger/port.ts';
import type { StatementStore } from '../../ledger/statement-port.ts';

const PAGE = 5_000;

/**
 * What a FOCUS source told, as it told it: every column of every line that counts, in CSV. Read twice, first for the
 * columns: files of one source may differ in them. Throws `not_found` when it told nothing in the range.
 */
export async function* sourceFile(
  statements: Pick<StatementStore, 'lines'>,
  query: TimeRange & { source: string },
): AsyncGenerator<Uint8Array> {
  const names = new Set<string>();
  for await (const { further = {} } of allLines(statements, query)) {
    for (const name of Object.keys(further)) names.add(name);
  }
  if (!names.has('BilledCost')) {
    throw new WeirError('not_found', `The source ${query.source} told no row of FOCUS in this time`, {
      field: 'source',
      remedy: 'Name a source of the kind focus, and a range it has told.',
    });
  }
  const columns = [...names];
  const encoder = new TextEncoder();
  yield encoder.encode(csvLine(columns));
  for await (const line of allLines(statements, query))
    yield encoder.encode(csvLine(rowOfLine(line, columns)));
}

async function* allLines(
  statements: Pick<StatementStore, 'lines'>,
  query: TimeRange & { source: string },
): AsyncGenerator<StatementLine> {
  let cursor: string | undefined;
  do {
    const page = await statements.lines({
      ...query,
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    yield* page.data;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

/** As RFC 4180 has it. Nothing is defused, as it is for spreadsheets: what comes back must be what came. */
function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
