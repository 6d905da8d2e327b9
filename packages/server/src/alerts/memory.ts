/** What the engine remembers of a rule and a subject between evaluations. */
export interface Remembered {
  /** Of the alert that was open when it last looked. */
  alert: string | undefined;
  rank: number;
  /** Evaluations in a row in which the condition did not hold, and since when. */
  misses: number;
  absentSince: number;
  /** When alerts of it opened lately. */
  openings: number[];
  /** Somebody resolved it while its condition held: silent until it is gone, or worse. */
  muted: boolean;
  /** When the record was last written. */
  writtenAt: number;
}

/** So many openings in so long are flapping: it then has to be quiet for long before it counts as over. */
const FLAPPING = 3;
const WINDOW_MS = 30 * 60_000;
const QUIET_MS = 10 * 60_000;
const GONE_AFTER = 2;

export function blank(): Remembered {
  return { alert: undefined, rank: 0, misses: 0, absentSince: 0, openings: [], muted: false, writtenAt: 0 };
}

export function noteOpening(memory: Remembered, at: number): void {
  memory.openings = memory.openings.filter((opened) => at - opened < WINDOW_MS);
  memory.openings.push(at);
}

export function noteMiss(memory: Remembered, at: number): void {
  if (memory.misses === 0) memory.absentSince = at;
  memory.misses += 1;
}

/** Gone for two evaluations; what flaps must have been quiet for ten minutes besides. */
export function isOver(memory: Remembered, at: number): boolean {
  if (memory.misses < GONE_AFTER) return false;
  const lately = memory.openings.filter((opened) => at - opened < WINDOW_MS);
  return lately.length < FLAPPING || at - memory.absentSince >= QUIET_MS;
}

/** Nothing of it matters any more. */
export function isForgettable(memory: Remembered, at: number): boolean {
  if (memory.alert !== undefined || memory.muted) return false;
  return memory.openings.every((opened) => at - opened >= WINDOW_MS);
}

/** How far back openings matter, for starting with what was before. */
export const REMEMBERED_MS = WINDOW_MS;
