import {
  PRICE_CHANGES,
  type PriceChange,
  type PriceListState,
  type PriceListView,
} from '@weir/core/contract';
import type { priceLists } from '../schema/index.ts';
import { optional } from './present.ts';

export type PriceListRow = typeof priceLists.$inferSelect;

/** Approved lists as they take over from each other: of two of the same instant the one decided later counts. */
export function inOrder(rows: Iterable<PriceListRow>): PriceListRow[] {
  const start = ({ from }: PriceListRow) => from?.getTime() ?? Number.NEGATIVE_INFINITY;
  const decided = ({ decidedAt }: PriceListRow) => decidedAt?.getTime() ?? 0;
  return [...rows].sort((a, b) => {
    const [first, second] = [start(a), start(b)];
    if (first !== second) return first < second ? -1 : 1;
    return decided(a) - decided(b) || (a.id < b.id ? -1 : 1);
  });
}

export function presentList(row: PriceListRow, approved: readonly PriceListRow[], now: Date): PriceListView {
  const at = approved.findIndex(({ id }) => id === row.id);
  const next = at < 0 ? undefined : approved[at + 1]?.from;
  const begun = row.from === null || row.from <= now;
  const changes = row.changes as PriceChange[];
  return {
    id: row.id,
    version: row.version,
    digest: row.digest,
    state: row.state as PriceListState,
    in_force: row.state === 'approved' && begun && (next === undefined || next === null || next > now),
    ...optional('from', row.from?.toISOString()),
    ...optional('until', next?.toISOString()),
    source: row.source,
    changes: Object.fromEntries(
      PRICE_CHANGES.map((kind) => [kind, changes.filter(({ change }) => change === kind).length]),
    ) as PriceListView['changes'],
    proposed_by: row.proposedBy,
    proposed_at: row.proposedAt.toISOString(),
    ...optional('decided_by', row.decidedBy),
    ...optional('decided_at', row.decidedAt?.toISOString()),
    ...optional('decision_note', row.decisionNote),
  };
}

/** `@pydantic/genai-prices 0.1.8`; the content was checked. */
export function versionOf(content: object): string {
  const { source } = content as { source?: { package?: string; version?: string } };
  return [source?.package, source?.version].filter(Boolean).join(' ') || 'unnamed';
}
