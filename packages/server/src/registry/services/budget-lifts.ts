import type { BudgetLift, createBudgetLift, Page } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { budgetLifts } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import { checkLift, endLift, insertLift, presentLift } from './budget-lift-rows.ts';
import { type BudgetRow, budgetRecords } from './budget-rows.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { notFound } from './references.ts';

export interface BudgetLiftService {
  /** Amount in the budget's currency, from now until the instant. Where approvers are named only they lift. */
  create(budget: string, input: z.infer<typeof createBudgetLift>, by: ChangeBy): Promise<BudgetLift>;
  /** Those that are over included. */
  list(budget: string, request: PageRequest): Promise<Page<BudgetLift>>;
  /** Before its time; ending twice changes nothing. */
  end(budget: string, id: string, by: ChangeBy): Promise<BudgetLift>;
}

export function budgetLiftService(store: Store): BudgetLiftService {
  return {
    create: (budget, input, by) =>
      store.change(by, async (change) => {
        requireApprover(await budgetRecords.find(change.tx, budget), by.actor);
        checkLift(input.amount, input.until, change.now);
        const { amount, reason } = input;
        return insertLift(change, { budget, amount, until: new Date(input.until), reason, by: by.actor });
      }),
    async list(budget, request) {
      await budgetRecords.find(store.db, budget);
      const page = keyset(request, budgetLifts.createdAt, budgetLifts.id);
      const rows = await store.db
        .select()
        .from(budgetLifts)
        .where(and(page.after, eq(budgetLifts.budget, budget)))
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, presentLift, (row) => ({ at: row.createdAt, id: row.id }));
    },
    end: (budget, id, by) =>
      store.change(by, async (change) => {
        const [old] = await change.tx
          .select()
          .from(budgetLifts)
          .where(and(eq(budgetLifts.budget, budget), eq(budgetLifts.id, id)));
        if (old === undefined) throw notFound('lift', id, `List the lifts of the budget "${budget}".`);
        return old.endedAt === null ? endLift(change, old) : presentLift(old);
      }),
  };
}

function requireApprover({ id, mode, approvers }: BudgetRow, actor: string): void {
  if (mode !== 'approval' || approvers.length === 0 || approvers.includes(actor)) return;
  throw new WeirError('client_not_allowed', `Only ${approvers.join(', ')} may lift the budget "${id}"`, {
    remedy: 'Approve the question that is open about it and say by whom, or change the amount of the budget.',
  });
}
