import type { SourceRun, SourceRunEvent, StatementLine } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { StatementStore } from '../../ledger/statement-port.ts';
import type { Clock } from '../../platform/clock.ts';
import type {
  QuarantineService,
  RunCounts,
  SourceRecord,
  SourceRunService,
  SourceService,
  SpoiledRow,
} from '../../registry/index.ts';
import type { Booking } from './booking.ts';
import { checkLine } from './check-line.ts';
import { type BadRow, type Connector, type Covered, type Delivery, RowProblem } from './port.ts';

const BATCH_LINES = 4_000;
/** A run that meets more bad rows than this is at fault itself: a wrong file, a wrong mapping. */
export const MOST_BAD_ROWS = 10_000;
const TOLD_WARNINGS = 100;
const PROGRESS_MS = 500;
const PAGE = 1_000;
const KEPT_UNMENTIONED =
  'Lines that were told before and not now are kept, because some rows could not be understood: they may be the same ones.';

export interface RunDeps {
  sources: Pick<SourceService, 'advance'>;
  runs: SourceRunService;
  quarantine: Pick<QuarantineService, 'add' | 'retire'>;
  statements: StatementStore;
  isUnit(unit: string): boolean;
  clock: Clock;
  /** Lines of it have landed; told after every piece. */
  landed?(lines: number): void;
}

export interface RunOptions {
  source: SourceRecord;
  connector: Connector;
  /** Of its lines' versions. */
  version: string;
  /** A stretch or a file; undefined for a run on schedule. */
  subject?: string;
  deliveries: AsyncIterable<Delivery>;
  /** Absent: its lines are not booked. */
  booking?: Booking;
  /** Whether it moves the cursor and `covered_until`: back-fills and files do not. */
  advances: boolean;
  signal: AbortSignal;
}

/**
 * Takes what a connector delivers: lines into the ledger (where they are cost) and the statements, bad rows into quarantine,
 * and only then the cursor. What was taken stays when it fails; the next run goes on from there. Throws what ended it.
 */
export async function* runSource(options: RunOptions, deps: RunDeps): AsyncGenerator<SourceRunEvent, void> {
  const started = await deps.runs.start(options.source.id, options.subject);
  const taking = new Taking(started.id, options, deps);
  let ended: SourceRun | undefined;
  try {
    let told = deps.clock.monotonic();
    for await (const delivery of options.deliveries) {
      options.signal.throwIfAborted();
      await taking.take(delivery);
      if (deps.clock.monotonic() - told < PROGRESS_MS) continue;
      told = deps.clock.monotonic();
      await deps.runs.progress(started.id, taking.counts);
      yield taking.progress();
    }
    await taking.finish();
    const state = taking.warnings.length === 0 ? 'done' : 'warned';
    ended = await deps.runs.end(started.id, { state, counts: taking.counts, warnings: taking.warnings });
  } catch (error) {
    const stopped = options.signal.aborted;
    const text = stopped ? 'It was stopped; the next run goes on where it was.' : textOf(error);
    const { counts, warnings } = taking;
    ended = await deps.runs.end(started.id, {
      state: stopped ? 'stopped' : 'failed',
      counts,
      warnings,
      error: text,
    });
    throw error;
  } finally {
    // the one who watched has gone
    if (ended === undefined) {
      const { counts, warnings } = taking;
      const error = 'It was stopped; the next run goes on where it was.';
      await deps.runs.end(started.id, { state: 'stopped', counts, warnings, error });
    }
  }
  yield { type: 'done', run: ended };
}

/** Never a cause, which may hold what nobody should read. */
export function textOf(error: unknown): string {
  if (error instanceof WeirError)
    return error.remedy === undefined ? error.message : `${error.message}. ${error.remedy}`;
  return 'Weir failed; look for the run in its log.';
}

class Taking {
  readonly counts: RunCounts = { read: 0, added: 0, unchanged: 0, revised: 0, quarantined: 0 };
  readonly warnings: string[] = [];
  private readonly run: string;
  private readonly options: RunOptions;
  private readonly deps: RunDeps;
  private lines: StatementLine[] = [];
  private bad: SpoiledRow[] = [];
  /** Bad rows met, also those that were decided on before. */
  private met = 0;
  private metBefore = 0;
  private place = '';
  private readonly places = new Set<string>();
  private coveredUntil: Date | undefined;
  /** By id, the figures of each line that this run has told since everything before was covered. */
  private seen = new Map<string, string>();

  constructor(run: string, options: RunOptions, deps: RunDeps) {
    this.run = run;
    this.options = options;
    this.deps = deps;
  }

  async take(delivery: Delivery): Promise<void> {
    if ('line' in delivery) await this.takeLine(delivery.line);
    else if ('bad' in delivery) await this.takeBad(delivery.bad);
    else if ('warning' in delivery) this.warn(delivery.warning);
    else if ('place' in delivery) this.enter(delivery.place);
    else if ('anew' in delivery) this.seen = new Map();
    else if ('covered' in delivery) await this.cover(delivery.covered);
    else await this.keep(delivery.cursor);
  }

  progress(): SourceRunEvent {
    return {
      type: 'progress',
      run: this.run,
      read: this.counts.read,
      quarantined: this.counts.quarantined,
      ...(this.place === '' ? {} : { place: this.place }),
      ...(this.coveredUntil === undefined ? {} : { covered_until: this.coveredUntil.toISOString() }),
    };
  }

  async finish(): Promise<void> {
    await this.flush();
    const { id } = this.options.source;
    if (this.places.size > 0) await this.deps.quarantine.retire(id, this.run, [...this.places]);
  }

  private enter(place: string): void {
    this.place = place;
    this.places.add(place);
  }

  private warn(text: string): void {
    if (this.warnings.length < TOLD_WARNINGS) this.warnings.push(text);
  }

  private async takeLine(told: StatementLine): Promise<void> {
    const { source, booking, connector } = this.options;
    const line = told.source === source.id ? told : { ...told, source: source.id };
    try {
      checkLine(line, this.deps.isUnit, this.deps.clock.now());
      if (booking !== undefined && this.isBooked(line, connector)) {
        await booking.learn(line.currency);
        booking.price(line);
      }
      this.see(line);
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      await this.takeBad({ place: this.place, reason: error.message, row: { statement_line: line } });
      return;
    }
    this.lines.push(line);
    if (this.lines.length >= BATCH_LINES) await this.flush();
  }

  private isBooked(line: StatementLine, { books }: Connector): boolean {
    return books === undefined || books(line, this.options.source.settings);
  }

  /** Two lines of one name would count as one: whatever tells them apart is lost. */
  private see(line: StatementLine): void {
    const { quantity, requests, cost, list_cost, effective_cost, currency } = line;
    const figures = `${quantity};${requests};${cost};${list_cost};${effective_cost};${currency}`;
    const before = this.seen.get(line.id);
    if (before !== undefined && before !== figures) {
      throw new RowProblem(
        'The same line was told twice with different figures. Dismiss the one that is wrong; replay the one that counts.',
      );
    }
    this.seen.set(line.id, figures);
  }

  private async takeBad(bad: BadRow): Promise<void> {
    const { place, line, reason, row } = bad;
    this.bad.push({ place: place === '' ? 'unknown' : place, line, reason, row });
    this.met++;
    if (this.bad.length >= BATCH_LINES) await this.flush();
    if (this.met < MOST_BAD_ROWS) return;
    await this.flush();
    throw new WeirError(
      'invalid_argument',
      `${MOST_BAD_ROWS.toLocaleString('en')} rows could not be understood, so it stopped`,
      {
        remedy: `The first reason: ${reason} Mend the settings or the file; dismiss the rows with weir source quarantine dismiss ${this.options.source.id} --all.`,
      },
    );
  }

  /** Ledger first: a run that is cut short between the two finds its entries there and books no second time. */
  private async flush(): Promise<void> {
    const { source, booking, connector } = this.options;
    if (this.bad.length > 0) {
      const bad = this.bad;
      this.bad = [];
      this.counts.quarantined += await this.deps.quarantine.add(source.id, this.run, bad);
    }
    if (this.lines.length === 0) return;
    const lines = this.lines;
    this.lines = [];
    if (booking !== undefined) await booking.book(lines.filter((line) => this.isBooked(line, connector)));
    const { added, unchanged, revised } = await this.deps.statements.append(lines);
    this.counts.read += lines.length;
    this.counts.added += added;
    this.counts.unchanged += unchanged;
    this.counts.revised += revised;
    this.deps.landed?.(lines.length);
  }

  private async cover(covered: Covered): Promise<void> {
    await this.flush();
    if (covered.gone === 'unmentioned') await this.removeUnmentioned(covered, this.met > this.metBefore);
    this.metBefore = this.met;
    if (covered.of === undefined) this.seen = new Map();
    if (!this.options.advances || covered.provisional) return;
    const now = new Date(this.deps.clock.now());
    this.coveredUntil = covered.until < now ? covered.until : now;
    await this.deps.sources.advance(this.options.source.id, { coveredUntil: this.coveredUntil });
  }

  private async keep(cursor: Record<string, unknown>): Promise<void> {
    await this.flush();
    if (this.options.advances) await this.deps.sources.advance(this.options.source.id, { cursor });
  }

  /** A line that is missing may be one of the rows that were spoiled: then nothing is removed. */
  private async removeUnmentioned({ since, until, of = {} }: Covered, spoiled: boolean): Promise<void> {
    const gone: StatementLine[] = [];
    let cursor: string | undefined;
    do {
      const query = { since, until, source: this.options.source.id, limit: PAGE };
      const page = await this.deps.statements.lines({
        ...query,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const line of page.data) {
        const named = Object.entries(of).every(([name, value]) => line[name as keyof typeof of] === value);
        if (!named || this.seen.has(line.id) || Date.parse(line.until) > until.getTime()) continue;
        gone.push({ ...line, version: this.options.version, gone: true });
      }
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    if (gone.length === 0) return;
    if (spoiled) {
      this.warn(KEPT_UNMENTIONED);
      return;
    }
    this.lines.push(...gone);
    await this.flush();
  }
}
