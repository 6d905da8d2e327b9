import {
  ORGANIZATION_COLUMNS,
  type OrganizationImported,
  type OrganizationImportKind,
} from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import { PeopleImport } from './import-people.ts';
import { type Cells, importApplication, importCostCenter, importTeam, type RowFate } from './import-rows.ts';
import { keepOwnerFindings, todayOf } from './owner-findings.ts';

/** A row of a file: values by column, or why it cannot be read. Lines count from the header, which is 1. */
export type ImportRow =
  | { line: number; cells: ReadonlyMap<string, string> }
  | { line: number; reason: string };

export interface ImportInput {
  kind: OrganizationImportKind;
  /** As the file names them, in the form `cost_center`. */
  columns: readonly string[];
  rows: readonly ImportRow[];
  dryRun: boolean;
}

export interface OrganizationImport {
  /**
   * Creates what is not there and changes what is, row by row. Rows that cannot be taken are told with their lines and spoil no other;
   * what was taken is in one transaction. An absent column leaves as it is, an empty cell takes away. Twice it changes nothing.
   */
  run(input: ImportInput, by: ChangeBy): Promise<OrganizationImported>;
}

const TOLD_REJECTIONS = 100;

/** Takes one row after the other; `finish` writes what still waits. */
interface Taker {
  take(cells: Cells): Promise<RowFate>;
  finish(): Promise<void>;
}

const oneByOne = (change: Change, take: (change: Change, cells: Cells) => Promise<RowFate>): Taker => ({
  take: (cells) => take(change, cells),
  finish: async () => {},
});

const TAKERS = {
  cost_centers: async (change) => oneByOne(change, importCostCenter),
  teams: async (change) => oneByOne(change, importTeam),
  applications: async (change) => oneByOne(change, importApplication),
  people: PeopleImport.open,
} as const satisfies Record<OrganizationImportKind, (change: Change) => Promise<Taker>>;

/** Carries the report of a dry run out of the transaction that it takes back. */
class DryRun extends Error {
  readonly report: OrganizationImported;
  constructor(report: OrganizationImported) {
    super('dry run');
    this.report = report;
  }
}

export function organizationImport(store: Store): OrganizationImport {
  return {
    async run(input, by) {
      checkColumns(input);
      try {
        return await store.change(by, async (change) => {
          const report = await take(change, input);
          if (input.dryRun) throw new DryRun(report);
          await keepOwnerFindings(change, todayOf(store.directory, change.now.getTime()));
          return report;
        });
      } catch (error) {
        if (error instanceof DryRun) return error.report;
        throw error;
      }
    },
  };
}

function checkColumns({ kind, columns }: ImportInput): void {
  const known: readonly string[] = ORGANIZATION_COLUMNS[kind];
  const twice = columns.find((column, at) => known.includes(column) && columns.indexOf(column) !== at);
  if (twice !== undefined) throw unreadable(`The column "${twice}" comes twice`, 'Leave one of them out.');
  const needed = kind === 'people' ? 'email' : 'id';
  if (columns.includes(needed)) return;
  throw unreadable(`There is no column "${needed}"`, `The first line names columns: ${known.join(', ')}.`);
}

async function take(
  change: Change,
  { kind, columns, rows, dryRun }: ImportInput,
): Promise<OrganizationImported> {
  const known: readonly string[] = ORGANIZATION_COLUMNS[kind];
  const counts = { created: 0, changed: 0, unchanged: 0 };
  const rejections: OrganizationImported['rejections'] = [];
  const seen = new Map<string, number>();
  const taker = await TAKERS[kind](change);
  for (const row of rows) {
    try {
      if ('reason' in row) throw unreadable(row.reason, '');
      refuseRepeat(seen, kind, row);
      counts[await taker.take(row.cells)] += 1;
    } catch (error) {
      if (!(error instanceof WeirError)) throw error;
      const { field, remedy } = error;
      const reason = remedy === undefined || remedy === '' ? error.message : `${error.message}. ${remedy}`;
      rejections.push({ line: row.line, ...(field === undefined ? {} : { field }), reason });
    }
  }
  await taker.finish();
  return {
    kind,
    dry_run: dryRun,
    read: rows.length,
    ...counts,
    rejected: rejections.length,
    rejections: rejections.slice(0, TOLD_REJECTIONS),
    ignored_columns: columns.filter((column) => !known.includes(column)),
  };
}

/** Two rows about one thing contradict each other: the first counts. */
function refuseRepeat(
  seen: Map<string, number>,
  kind: OrganizationImportKind,
  { line, cells }: { line: number; cells: Cells },
): void {
  const column = kind === 'people' ? 'email' : 'id';
  const name = (cells.get(column) ?? '').toLowerCase();
  const before = seen.get(name);
  if (name !== '' && before !== undefined) {
    throw new WeirError('invalid_argument', `Line ${before} is about ${name} already`, {
      field: column,
      remedy: 'Keep one of the two.',
    });
  }
  seen.set(name, line);
}

function unreadable(text: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', text, { remedy });
}
