import type { SourceRole, StatementLine } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { z } from 'zod';
import { PLACE_SECRETS, type PlaceDeps, placeOf, placeSettings } from '../places/index.ts';
import { partsOf } from '../places/parts.ts';
import { lineId } from '../sources/identity.ts';
import {
  type BadRow,
  type Connector,
  type Covered,
  type Delivery,
  type OpenFile,
  type ReadContext,
  type RowContext,
  RowProblem,
} from '../sources/port.ts';
import { Columns, quoted } from './columns.ts';
import { readRows } from './read.ts';
import { ENCODINGS, type Fields, type FileRow, type ReadOptions, SEPARATORS } from './rows.ts';

/** Settings that all formats of files have. */
export const billSettings = {
  /** Where its files lie; absent: they are uploaded. */
  place: placeSettings.optional(),
  encoding: z.enum(ENCODINGS).optional(),
  separator: z.enum(SEPARATORS).optional(),
  /** For rows that do not name one. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'a code of three capital letters such as USD')
    .optional(),
  /** What the invoices sum to, by invoice id: a file whose rows sum to something else is told. */
  invoices: z.record(z.string(), z.string().regex(/^-?\d+(\.\d+)?$/, 'an amount such as 1234.56')).optional(),
  /** A file tells its whole period: lines of that period that it no longer has are gone. */
  replaces: z.boolean().optional(),
} as const;

/** What one row comes to. */
export interface Understood {
  /** Empty for rows that are about something else than AI. */
  lines: readonly StatementLine[];
  /** Name of a meter or SKU that nobody knows: its lines have no model or unit. */
  unknown?: string;
  /** What the row adds to its invoice, AI or not. */
  invoice?: { id: string; cost: Decimal };
  /** Figures of the row that contradict each other, in words that are the same for all such rows. */
  contradiction?: string;
}

/** A format of bills, as far as it differs from others. */
export interface BillFormat<S extends Record<string, unknown>> {
  readonly kind: string;
  readonly name: string;
  readonly provider?: string;
  readonly settings: z.ZodType<S>;
  readonly defaultRole: SourceRole;
  readonly restatesDays?: number;
  readonly defaultSchedule?: string;
  /** Of Parquet files: what is read. */
  readonly columns?: readonly string[];
  /** Before a file is read. */
  prepare?(settings: S): Promise<void>;
  read?(settings: S): ReadOptions;
  /** Throws `RowProblem`. `columns` is kept for the whole file. */
  understand(row: Fields, ctx: RowContext, settings: S, columns: Columns): Understood;
}

const MOST_NAMES = 50;

/** A source of files in this format: uploaded, or watched in a folder or bucket. */
export function billConnector<S extends Record<string, unknown>>(
  format: BillFormat<S>,
  places: PlaceDeps,
): Connector {
  const settingsOf = (settings: Record<string, unknown>) => format.settings.parse(settings);
  return {
    kind: format.kind,
    name: format.name,
    ...(format.provider === undefined ? {} : { provider: format.provider }),
    settings: format.settings as z.ZodType<Record<string, unknown>>,
    secrets: PLACE_SECRETS,
    defaultRole: format.defaultRole,
    ...(format.restatesDays === undefined ? {} : { restatesDays: format.restatesDays }),
    ...(format.defaultSchedule === undefined ? {} : { defaultSchedule: format.defaultSchedule }),
    read: (file, ctx) => deliveries(format, settingsOf(ctx.settings), new Columns(), file, ctx),
    place: (settings, secrets) => placeOf(settingsOf(settings)['place'], secrets, places),
    check: (settings) => {
      placeOf(settingsOf(settings)['place'], {}, places, 'check');
    },
    parseRow: (row, ctx) =>
      format.understand(row as Fields, ctx, settingsOf(ctx.settings), new Columns()).lines,
  };
}

async function* deliveries<S extends Record<string, unknown>>(
  format: BillFormat<S>,
  settings: S,
  columns: Columns,
  file: OpenFile,
  ctx: ReadContext,
): AsyncGenerator<Delivery> {
  await format.prepare?.(settings);
  const reading = new Reading();
  const { parts, period } = partsOf(file);
  const options = readOptions(format, settings);
  for await (const part of parts()) {
    yield { place: part.name };
    for await (const row of readRows(part, options)) {
      ctx.signal.throwIfAborted();
      const read = understood(row, part.name, (fields) => format.understand(fields, ctx, settings, columns));
      if ('bad' in read) {
        reading.spoiled ||= 'cut' in row;
        reading.bad++;
        yield read;
        continue;
      }
      for (const line of reading.take(read)) yield { line };
    }
  }
  for (const warning of reading.warnings(settings['invoices'] as Record<string, string> | undefined)) {
    yield { warning };
  }
  const replaces = settings['replaces'] === true || period !== undefined;
  for (const covered of reading.covered(replaces, period, ctx.version)) yield { covered };
}

function readOptions<S extends Record<string, unknown>>(format: BillFormat<S>, settings: S): ReadOptions {
  const { encoding, separator } = settings as ReadOptions;
  return {
    ...(encoding === undefined ? {} : { encoding }),
    ...(separator === undefined ? {} : { separator }),
    ...(format.columns === undefined ? {} : { columns: format.columns }),
    ...format.read?.(settings),
  };
}

function understood(
  row: FileRow,
  place: string,
  understand: (fields: Fields) => Understood,
): Understood | { bad: BadRow } {
  if ('reason' in row) return { bad: { place, line: row.line, reason: row.reason, row: row.row } };
  try {
    return understand(row.fields);
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error;
    return { bad: { place, line: row.line, reason: error.message, row: { ...row.fields } } };
  }
}

/** What is remembered while a file is read: about 150 bytes per line of AI, nothing of other rows. */
class Reading {
  /** The file is cut: what it does not tell is not gone. */
  spoiled = false;
  bad = 0;
  private readonly times = new Map<string, number>();
  private readonly unknown = new Map<string, number>();
  private readonly contradictions = new Map<string, number>();
  private readonly invoices = new Map<string, Decimal>();
  private readonly accounts = new Set<string>();
  private since: string | undefined;
  private until: string | undefined;

  take({ lines, unknown, invoice, contradiction }: Understood): StatementLine[] {
    if (unknown !== undefined) count(this.unknown, unknown);
    if (contradiction !== undefined) count(this.contradictions, contradiction);
    if (invoice !== undefined) {
      this.invoices.set(invoice.id, (this.invoices.get(invoice.id) ?? Decimal.ZERO).add(invoice.cost));
    }
    return lines.map((line) => this.numbered(line));
  }

  /** Rows that are named alike stay lines of their own: the second is named by being the second. */
  private numbered(line: StatementLine): StatementLine {
    const nth = count(this.times, line.id);
    if (line.account !== undefined) this.accounts.add(line.account);
    if (this.since === undefined || line.since < this.since) this.since = line.since;
    if (this.until === undefined || line.until > this.until) this.until = line.until;
    return nth === 1 ? line : { ...line, id: lineId(line.id, nth) };
  }

  *warnings(expected: Record<string, string> | undefined): Generator<string> {
    yield* named(
      this.unknown,
      (name, rows) => `${quoted(name)} is not known: ${rows} rows of it became lines without model or unit.`,
      'further names are not known.',
    );
    yield* named(this.contradictions, (text, rows) => `${text} (${rows} rows).`, 'further contradictions.');
    for (const [id, total] of Object.entries(expected ?? {})) {
      const sum = this.invoices.get(id);
      if (sum === undefined || sum.compare(Decimal.from(total)) === 0) continue;
      const gap = sum.subtract(Decimal.from(total)).toString();
      const rows = this.bad === 0 ? '' : ` ${this.bad} rows could not be read.`;
      yield `Invoice ${quoted(id)} is over ${total}, but its rows in this file sum to ${sum.toString()}: a difference of ${gap}.${rows}`;
    }
  }

  /** `now`: months that are not over are known up to now only, though fees and taxes in them are told to their end. */
  *covered(
    replaces: boolean,
    period: { since: Date; until: Date } | undefined,
    now: string,
  ): Generator<Covered> {
    if (this.spoiled || this.since === undefined || this.until === undefined) return;
    const since = new Date(this.since);
    const until = new Date(this.until);
    // a row that waits in quarantine is not gone
    if (replaces && this.bad === 0) {
      const [account, another] = this.accounts;
      // an export of another account may be told beside it
      const of = account === undefined || another !== undefined ? {} : { of: { account } };
      yield { ...(period ?? { since, until }), gone: 'unmentioned', ...of, provisional: true };
    }
    const known = new Date(Math.min(until.getTime(), Date.parse(now)));
    if (known > since) yield { since, until: known };
  }
}

function count(counts: Map<string, number>, name: string): number {
  const n = (counts.get(name) ?? 0) + 1;
  counts.set(name, n);
  return n;
}

function* named(
  counts: ReadonlyMap<string, number>,
  sentence: (name: string, rows: number) => string,
  further: string,
): Generator<string> {
  let n = 0;
  for (const [name, rows] of counts) {
    if (n++ === MOST_NAMES) {
      yield `${counts.size - MOST_NAMES} ${further}`;
      return;
    }
    yield sentence(name, rows);
  }
}
