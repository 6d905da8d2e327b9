import { MATRIX_DIALECTS, type MatrixDialect } from './dialects.ts';

export const MODES = ['alone', 'fallback', 'escalation'] as const;
export type Mode = (typeof MODES)[number];

/** Every directive of the sandbox, with options that make a difference. */
export const FAULTS: readonly string[] = [
  '400',
  '401',
  '404',
  '429 retry-after=0',
  '429 retry-after=30',
  '500',
  '500 times=1',
  '503 retry-after=30',
  '529',
  'drop',
  'drop times=1',
  'html',
  'hang',
  'hang after=6;tokens=80',
  'first-byte-delay ms=50',
  'slow ms=5',
  'cut after=6;tokens=80',
  'error-event after=6;tokens=80',
  'failed-event after=6;tokens=80',
  'malformed;tokens=80',
  'no-usage',
  'usage-in-last-chunk',
  'usage-in-finish-chunk',
  'gzip',
  'tokens=12',
  'tools=0',
  'refuse',
  'content-filter',
  'truncate',
  'invalid-json',
  'wrong-shape',
  'low-confidence',
  'echo size=4',
  'priority',
  'batch-polls=2',
];

export interface Cell {
  readonly name: string;
  /** Provider that plays the fault, and the model that is asked for there by nobody else. */
  readonly provider: string;
  readonly model: string;
  readonly workload: string;
  readonly dialect: MatrixDialect;
  readonly fault: string;
  readonly mode: Mode;
  readonly stream: boolean;
}

export const CELLS: readonly Cell[] = MATRIX_DIALECTS.flatMap((dialect) =>
  dialect.streams.flatMap((stream, streamAt) =>
    MODES.flatMap((mode, modeAt) =>
      FAULTS.map((fault, i) => ({
        name: `${dialect.id} ${stream ? 'stream' : 'unary'}, ${mode}: ${fault}`,
        provider: `${dialect.id}-${i}`,
        model: dialect.models[streamAt * MODES.length + modeAt] ?? '',
        workload: workloadOf(dialect, mode),
        dialect,
        fault,
        mode,
        stream,
      })),
    ),
  ),
);

export function workloadOf({ id }: MatrixDialect, mode: Mode): string {
  return `${id}-${mode}`;
}

/** Id of the sound provider of a dialect. */
export function soundOf({ adapter }: MatrixDialect): string {
  return `sound-${adapter}`;
}
