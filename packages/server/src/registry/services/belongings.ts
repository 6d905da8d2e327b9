import type { Belongings } from '@weir/core/contract';
import { eq, ne, or, type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { budgets, people, workloads } from '../schema/index.ts';
import type { Change } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import { reassignPending } from './approval-rows.ts';
import { budgetRecords } from './budget-rows.ts';
import { presentWorkload } from './workload-rows.ts';

export type PersonRow = typeof people.$inferSelect;

/** Owners are written as people write them: by e-mail address in any case, or by id. */
export function names(person: Pick<PersonRow, 'id' | 'email'>, text: string | null): boolean {
  return text !== null && (text === person.id || text.toLowerCase() === person.email.toLowerCase());
}

/** The person that an owner's name means, when it is one of the registry. */
export async function personNamed(db: Queries, text: string): Promise<PersonRow | undefined> {
  const [row] = await db
    .select()
    .from(people)
    .where(or(sql`lower(${people.email}) = ${text.toLowerCase()}`, eq(people.id, text)));
  return row;
}

/** Whose owner is what is given, of workloads that are not retired, and budgets. */
export async function belongingsOf(db: Queries, person: PersonRow): Promise<Belongings> {
  const { workloads: ownWorkloads, budgets: ownBudgets } = await rowsOf(db, person);
  return {
    workloads: ownWorkloads.map(({ id, owner, technicalOwner }) => ({
      id,
      as: [
        ...(names(person, owner) ? (['owner'] as const) : []),
        ...(names(person, technicalOwner) ? (['technical_owner'] as const) : []),
      ],
    })),
    budgets: ownBudgets.map(({ id, owner, approvers }) => ({
      id,
      as: [
        ...(names(person, owner) ? (['owner'] as const) : []),
        ...(approvers.some((approver) => names(person, approver)) ? (['approver'] as const) : []),
      ],
    })),
  };
}

/** Gives everything of one person to another. Answers what that was. */
export async function reassign(change: Change, from: PersonRow, to: PersonRow): Promise<Belongings> {
  const moved = await belongingsOf(change.tx, from);
  const rows = await rowsOf(change.tx, from);
  const next = <T extends string | null>(text: T) => (names(from, text) ? to.email : text);
  for (const old of rows.workloads) {
    const row = {
      ...old,
      owner: next(old.owner),
      technicalOwner: next(old.technicalOwner),
      updatedAt: change.now,
    };
    await change.tx.update(workloads).set(row).where(eq(workloads.id, old.id));
    change.put('workload', old.id, row);
    change.audit(
      'workload.change',
      `workload/${old.id}`,
      presentWorkload(old, undefined),
      presentWorkload(row, undefined),
    );
  }
  for (const old of rows.budgets) {
    const approvers = [...new Set(old.approvers.map(next))];
    await budgetRecords.update(change, old, {
      ...old,
      owner: next(old.owner),
      approvers,
      updatedAt: change.now,
    });
    if (old.mode === 'approval') await reassignPending(change, old.id, approvers);
  }
  return moved;
}

async function rowsOf(db: Queries, person: PersonRow) {
  const isTheirs = (column: AnyPgColumn): SQL =>
    sql`(${column} = ${person.id} or lower(${column}) = ${person.email.toLowerCase()})`;
  const ownWorkloads = await db
    .select()
    .from(workloads)
    .where(
      sql`${ne(workloads.stage, 'retired')} and (${isTheirs(workloads.owner)} or ${isTheirs(workloads.technicalOwner)})`,
    )
    .orderBy(workloads.id);
  const approves = sql`exists (select 1 from jsonb_array_elements_text(${budgets.approvers}) as a(name)
    where a.name = ${person.id} or lower(a.name) = ${person.email.toLowerCase()})`;
  const ownBudgets = await db
    .select()
    .from(budgets)
    .where(or(isTheirs(budgets.owner), approves))
    .orderBy(budgets.id);
  return { workloads: ownWorkloads, budgets: ownBudgets };
}
