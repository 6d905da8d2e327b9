import type { CallSummary } from '@weir/core/contract';

/** What the screen holds at most; older rows go. */
export const MOST_ROWS = 300;

export interface Tail {
  /** Newest first. */
  rows: readonly CallSummary[];
  /** Ids that came with the last answer, for a tint. */
  fresh: ReadonlySet<string>;
  /** How many came since following began, those no longer held included. */
  seen: number;
  /** More landed between two answers than an answer holds. */
  hasGap: boolean;
}

export const EMPTY_TAIL: Tail = { rows: [], fresh: new Set(), seen: 0, hasGap: false };

const newestFirst = (a: CallSummary, b: CallSummary) =>
  b.started_at.localeCompare(a.started_at) || b.call_id.localeCompare(a.call_id);

/**
 * Takes the newest calls in. A call that began earlier may land later: rows are put in order by their start. When no
 * call of a full answer was known before, calls between the two answers were missed. `isFull`: the server had more.
 */
export function follow(tail: Tail, incoming: readonly CallSummary[], isFull: boolean): Tail {
  const known = new Set(tail.rows.map((row) => row.call_id));
  const added = incoming.filter((row) => !known.has(row.call_id));
  if (added.length === 0) return tail.fresh.size === 0 ? tail : { ...tail, fresh: new Set() };
  const rows = [...added, ...tail.rows].sort(newestFirst).slice(0, MOST_ROWS);
  const isFirst = tail.rows.length === 0;
  return {
    rows,
    fresh: isFirst ? new Set() : new Set(added.map((row) => row.call_id)),
    seen: isFirst ? 0 : tail.seen + added.length,
    hasGap: tail.hasGap || (!isFirst && isFull && added.length === incoming.length),
  };
}
