import {
  type QuarantinedRow,
  type ReplayResult,
  type StatementLine,
  statementLine,
} from '@weir/core/contract';
import type { StatementStore } from '../../ledger/statement-port.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ChangeBy, QuarantineService, SourceRecord } from '../../registry/index.ts';
import type { Booking } from './booking.ts';
import { checkLine } from './check-line.ts';
import { type Connector, RowProblem } from './port.ts';

/** Rows that are replayed at once when none are named. */
export const REPLAYED_AT_ONCE = 1_000;
const PAGE = 1_000;

export interface ReplayDeps {
  quarantine: Pick<QuarantineService, 'open' | 'replayed' | 'stillBad'>;
  statements: Pick<StatementStore, 'append' | 'lines'>;
  isUnit(unit: string): boolean;
  clock: Clock;
}

/** Takes rows out of quarantine that are lines now; the others stay, with what is still wrong with them. */
export async function replay(
  {
    source,
    connector,
    booking,
  }: { source: SourceRecord; connector: Connector; booking: Booking | undefined },
  ids: readonly string[] | undefined,
  by: ChangeBy,
  deps: ReplayDeps,
): Promise<ReplayResult> {
  const rows = await deps.quarantine.open(source.id, ids, REPLAYED_AT_ONCE);
  const failed: ReplayResult['failed'] = [];
  const lines: StatementLine[] = [];
  const good: string[] = [];
  for (const row of rows) {
    try {
      const told = linesOf(row, source, connector, deps.isUnit);
      for (const line of told) {
        checkLine(line, deps.isUnit, deps.clock.now());
        if (booking === undefined || !isBooked(line, source, connector)) continue;
        await booking.learn(line.currency);
        booking.price(line);
      }
      lines.push(...told);
      good.push(row.id);
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      failed.push({ id: row.id, reason: error.message });
      await deps.quarantine.stillBad(row.id, error.message);
    }
  }
  const fresh = await notToldSince(lines, deps.statements);
  if (fresh.length > 0) {
    await booking?.book(fresh.filter((line) => isBooked(line, source, connector)));
    await deps.statements.append(fresh);
  }
  await deps.quarantine.replayed(good, by);
  return { replayed: good.length, failed };
}

/** A row that waited must not take the place of what its source has told meanwhile. */
async function notToldSince(
  lines: readonly StatementLine[],
  statements: Pick<StatementStore, 'lines'>,
): Promise<StatementLine[]> {
  const told = new Map<string, string>();
  for (const instant of new Set(lines.map(({ since }) => since))) {
    const since = new Date(instant);
    const source = lines[0]?.source ?? '';
    let cursor: string | undefined;
    do {
      const query = { since, until: new Date(since.getTime() + 1), source, limit: PAGE };
      const page = await statements.lines({ ...query, ...(cursor === undefined ? {} : { cursor }) });
      for (const { id, version } of page.data) told.set(id, version);
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
  }
  return lines.filter(({ id, version }) => Date.parse(version) > Date.parse(told.get(id) ?? '1970-01-01'));
}

function isBooked(line: StatementLine, { settings }: SourceRecord, { books }: Connector): boolean {
  return books === undefined || books(line, settings);
}

function linesOf(
  { row, created_at: version }: QuarantinedRow,
  { id, settings }: SourceRecord,
  connector: Connector,
  isUnit: (unit: string) => boolean,
): readonly StatementLine[] {
  const kept = row['statement_line'];
  if (kept === undefined) return connector.parseRow(row, { source: id, settings, version, isUnit });
  const line = statementLine.safeParse({ ...(kept as object), source: id, version });
  if (line.success) return [line.data];
  const issue = line.error.issues[0];
  throw new RowProblem(
    `${issue?.path.join('.')} is not valid: ${issue?.message}. Correct it and replay the row.`,
  );
}
