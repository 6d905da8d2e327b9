import type { SourceRole, StatementLine } from '@weir/core/contract';
import type { z } from 'zod';

/**
 * One kind of source: a provider's API that is asked, or a format of files that is read. Everything it knows of its
 * provider is in its own folder; the runner does the rest (schedule, quarantine, booking, cursors, versions).
 */
export interface Connector {
  /** `openai`, `aws_cur`, `focus`. */
  readonly kind: string;
  /** As people call it: `OpenAI usage and costs`. */
  readonly name: string;
  /** Of `settings`; strict, with the field's meaning and remedy in its messages. */
  readonly settings: z.ZodType<Record<string, unknown>>;
  readonly secrets: readonly SecretField[];
  readonly defaultRole: SourceRole;
  /** Cron, UTC. Absent: runs when asked, unless its source says otherwise. */
  readonly defaultSchedule?: string;
  /** Who bills what it tells, for lines and prices: `openai`. Absent: each line tells. */
  readonly provider?: string;
  /** How far back the provider may still change figures, days: a scheduled run begins so much before `covered_until`. */
  readonly restatesDays?: number;
  /** Asks the provider. Deliveries come in order; what was delivered before an error stays. */
  pull?(ctx: PullContext): AsyncIterable<Delivery>;
  /** Reads one file. */
  read?(file: OpenFile, ctx: ReadContext): AsyncIterable<Delivery>;
  /** Where its files lie, if its settings say so: what is new there is read on schedule. */
  place?(settings: Record<string, unknown>, secrets: Secrets): Place | undefined;
  /**
   * The lines of one row, as it stood in `bad.row`: what `pull` and `read` use too, so that a mended row becomes the very line
   * it should have been. Throws `RowProblem`.
   */
  parseRow(row: Record<string, unknown>, ctx: RowContext): readonly StatementLine[];
  /**
   * Role `charges`: whether this line is booked. Default: all are. For those that tell the same thing twice, as quantities
   * and as cost.
   */
  books?(line: StatementLine, settings: Record<string, unknown>): boolean;
  /** Throws WeirError `invalid_argument` for addresses and the like that may not be used; called on every run, too. */
  check?(settings: Record<string, unknown>): void;
}

export interface SecretField {
  readonly name: string;
  readonly required: boolean;
  /** Where to get it. */
  readonly hint: string;
}

export type Secrets = Readonly<Record<string, string>>;

export interface RowContext {
  /** Id of the source: `line.source`. */
  readonly source: string;
  readonly settings: Record<string, unknown>;
  /** `line.version`: when this was told. Of a replayed row: when it was told, not when it was mended. */
  readonly version: string;
  /** Whether catalog/units.json has it. */
  isUnit(unit: string): boolean;
}

export interface ReadContext extends RowContext {
  /** Aborted at shutdown or by a person. */
  readonly signal: AbortSignal;
}

export interface PullContext extends ReadContext {
  readonly secrets: Secrets;
  /** What is asked for: [since, until). Days are whole days of UTC; `until` may lie in the running day. */
  readonly since: Date;
  readonly until: Date;
  /** What the last run handed over; undefined at first and in back-fills. */
  readonly cursor: Record<string, unknown> | undefined;
  readonly http: SourceHttp;
}

/** Asks with care for the provider's limits: waits, tries again, keeps to the source's requests per minute. */
export interface SourceHttp {
  /**
   * Parsed JSON. Throws WeirError with a public text that names host and status, never the secret: `provider_unconfigured`
   * when the key is refused, `provider_unavailable` when trying again did not help, `upstream_malformed` for no JSON,
   * `invalid_argument` for a request that is refused for what it asks.
   */
  json(url: URL, headers: Readonly<Record<string, string>>): Promise<unknown>;
}

/** What a connector hands over, in order. */
export type Delivery =
  | { line: StatementLine }
  | { bad: BadRow }
  | { covered: Covered }
  /** Kept once everything before it is durable; the next run gets it. */
  | { cursor: Record<string, unknown> }
  /** Totals that contradict their own lines and the like: a sentence. The run goes on and says so. */
  | { warning: string }
  /** What is fetched or read now, for progress. Bad rows of it that are not met again were mended by the source. */
  | { place: string }
  /** What follows may tell lines again that were told before: another file begins. */
  | { anew: true };

export interface BadRow {
  /** File or page. */
  place: string;
  line?: number;
  /** What is wrong and what to do about it, in sentences. */
  reason: string;
  row: Record<string, unknown>;
}

/** All of [since, until) has been told. */
export interface Covered {
  since: Date;
  until: Date;
  /** `unmentioned`: lines told before whose period lies in it and which this run has not told are gone. */
  gone?: 'unmentioned';
  /** Narrows what may be gone to lines that have all of these. */
  of?: Partial<Pick<StatementLine, 'account' | 'project' | 'invoice' | 'tells'>>;
  /** Figures of it may still change though nothing is missing: does not move `covered_until`. */
  provisional?: true;
}

/** A file that can be read from its beginning and, for formats that need it, at any place. */
export interface OpenFile {
  /** As uploaded or found, without folders of the server. */
  readonly name: string;
  readonly size: number;
  /** When it was written, where known. */
  readonly modifiedAt?: Date;
  /** From the beginning; may be called again. */
  stream(): AsyncIterable<Uint8Array>;
  /** Bytes [start, end). */
  slice(start: number, end: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A folder or bucket that is watched. Files are told by name and tag; one whose tag changed is read anew. */
export interface Place {
  list(signal: AbortSignal): AsyncIterable<PlacedFile>;
  open(file: PlacedFile, signal: AbortSignal): Promise<OpenFile>;
  close?(): Promise<void>;
}

export interface PlacedFile {
  name: string;
  size: number;
  modifiedAt: Date;
  /** ETag, or size and time: changes whenever the content does. */
  tag: string;
}

/** Why a row is no line. The text is what people read in quarantine: what is wrong, and the remedy. */
export class RowProblem extends Error {
  override readonly name = 'RowProblem';
}
