import type { PeriodState } from '@weir/core/contract';
import { asc, eq } from 'drizzle-orm';
import { periods } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import { optional } from './present.ts';

/** A month that somebody has reviewed or closed, as it is kept. */
export interface PeriodRecord {
  month: string;
  state: PeriodState;
  closed_cost?: string;
  /** What it was closed with; names of figures and their text. */
  figures?: Record<string, string>;
  reviewed_by?: string;
  reviewed_at?: string;
  closed_by?: string;
  closed_at?: string;
}

export interface PeriodWrite {
  state: 'reviewed' | 'closed';
  by: string;
  closedCost?: string;
  figures?: Record<string, string>;
}

/** Months that are not open any more. What review and closing mean: `books/periods`. */
export interface PeriodService {
  show(month: string): Promise<PeriodRecord | undefined>;
  /** Oldest first. */
  list(): Promise<PeriodRecord[]>;
  /** Audited. `check` sees the row as it is in the same transaction, and throws to prevent the change. */
  write(
    month: string,
    write: PeriodWrite,
    by: ChangeBy,
    check: (old: PeriodRecord | undefined) => void,
  ): Promise<PeriodRecord>;
}

type Row = typeof periods.$inferSelect;

const present = (row: Row): PeriodRecord => ({
  month: row.month,
  state: row.state,
  ...optional('closed_cost', row.closedCost),
  ...optional('figures', row.closedFigures),
  ...optional('reviewed_by', row.reviewedBy),
  ...optional('reviewed_at', row.reviewedAt?.toISOString()),
  ...optional('closed_by', row.closedBy),
  ...optional('closed_at', row.closedAt?.toISOString()),
});

export function periodService(store: Store): PeriodService {
  return {
    async show(month) {
      const [row] = await store.db.select().from(periods).where(eq(periods.month, month));
      return row && present(row);
    },
    list: async () => (await store.db.select().from(periods).orderBy(asc(periods.month))).map(present),
    write: (month, write, by, check) =>
      store.change(by, async (change) => {
        const [old] = await change.tx.select().from(periods).where(eq(periods.month, month));
        check(old && present(old));
        const row: Row = {
          ...(old ?? { ...EMPTY, month, createdAt: change.now }),
          state: write.state,
          updatedAt: change.now,
          ...(write.state === 'closed'
            ? {
                closedBy: write.by,
                closedAt: change.now,
                closedCost: write.closedCost ?? null,
                closedFigures: write.figures ?? null,
              }
            : { reviewedBy: write.by, reviewedAt: change.now }),
        };
        await change.tx.insert(periods).values(row).onConflictDoUpdate({ target: periods.month, set: row });
        const action = write.state === 'closed' ? 'period.close' : 'period.review';
        change.audit(action, `period/${month}`, old && present(old), present(row));
        return present(row);
      }),
  };
}

const EMPTY = {
  closedCost: null,
  closedFigures: null,
  reviewedBy: null,
  reviewedAt: null,
  closedBy: null,
  closedAt: null,
};
