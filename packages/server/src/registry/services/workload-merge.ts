import type { MergedWorkload, mergeWorkload } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { AnyPgColumn, AnyPgTable } from 'drizzle-orm/pg-core';
import type { z } from 'zod';
import {
  attributionRules,
  budgets,
  keys,
  kills,
  outcomeRules,
  rateLimits,
  workloads,
} from '../schema/index.ts';
import type { Change } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import { invalid } from './amounts.ts';
import { presentKey } from './key-rows.ts';
import { notFound } from './references.ts';
import { presentWorkload, type WorkloadRow } from './workload-rows.ts';

type Input = z.infer<typeof mergeWorkload>;
type Merged = Omit<MergedWorkload, 'workload'>;

const LONGEST_ID = 63;

/**
 * Ends a workload in favour of another: its keys go on under the rules of that one. What was recorded keeps its name; figures of the
 * other count it (`familyOf`). Done before with the same two it changes nothing.
 */
export async function mergeInto(change: Change, id: string, input: Input): Promise<Merged> {
  if (id === input.into)
    throw invalid('into', 'A workload cannot be merged into itself', 'Name another workload.');
  // both are held until the end, in one order: two merges that cross cannot make a loop
  const rows = await change.tx
    .select()
    .from(workloads)
    .where(inArray(workloads.id, [id, input.into]))
    .orderBy(asc(workloads.id))
    .for('update');
  const old = rows.find((row) => row.id === id);
  const target = rows.find((row) => row.id === input.into);
  if (old === undefined) throw notFound('workload', id);
  if (target === undefined) {
    throw invalid('into', `There is no workload "${input.into}"`, 'Name one that exists.');
  }
  const left_behind = await namingOnly(change.tx, id);
  if (old.mergedInto === target.id) return { into: target.id, keys: [], left_behind };
  await refuse(change.tx, old, target);

  const moved = old.stage === 'retired' ? [] : await moveKeys(change, id, target.id);
  const row: WorkloadRow = { ...old, stage: 'retired', mergedInto: target.id, updatedAt: change.now };
  await change.tx.update(workloads).set(row).where(eq(workloads.id, id));
  change.put('workload', id, row);
  change.audit(
    'workload.merge',
    `workload/${id}`,
    presentWorkload(old, undefined),
    presentWorkload(row, undefined),
  );
  change.audit('workload.take_over', `workload/${target.id}`, undefined, { merged: id, keys: moved });
  const rule = input.move_past ? await ruleToMove(change, old, target.id) : undefined;
  return {
    into: target.id,
    keys: moved,
    left_behind,
    ...(rule === undefined ? {} : { attribution_rule: rule }),
  };
}

async function refuse(tx: Queries, old: WorkloadRow, target: WorkloadRow): Promise<void> {
  if (old.mergedInto !== null) {
    throw new WeirError('conflict', `"${old.id}" was merged into "${old.mergedInto}" before`, {
      remedy: `Merge "${old.mergedInto}" instead.`,
    });
  }
  if (target.stage === 'retired') {
    throw new WeirError('conflict', `The workload "${target.id}" is retired`, {
      field: 'into',
      remedy:
        target.mergedInto === null
          ? 'Change its stage first, or name another workload.'
          : `It went on as "${target.mergedInto}": merge into that.`,
    });
  }
  if (old.environment !== target.environment) {
    throw invalid(
      'into',
      `"${old.id}" is of the environment ${old.environment}, "${target.id}" of ${target.environment}`,
      `Keys stay in their environment: name a workload of ${old.environment}, or create new keys for "${target.id}" and retire "${old.id}".`,
    );
  }
  const [kill] = await tx
    .select({ id: kills.id })
    .from(kills)
    .where(and(eq(kills.target, 'workload'), eq(kills.subject, old.id), isNull(kills.endedAt)));
  if (kill === undefined) return;
  throw new WeirError('conflict', `A kill switch stops "${old.id}", and would no longer stop its keys`, {
    remedy: `End it first: weir kill end ${kill.id}.`,
  });
}

/** Revoked ones stay: they are refused wherever they belong. */
async function moveKeys(change: Change, from: string, to: string): Promise<string[]> {
  const rows = await change.tx
    .select()
    .from(keys)
    .where(and(eq(keys.workload, from), isNull(keys.revokedAt)))
    .orderBy(asc(keys.id));
  for (const old of rows) {
    const row = { ...old, workload: to, updatedAt: change.now };
    await change.tx.update(keys).set({ workload: to, updatedAt: change.now }).where(eq(keys.id, old.id));
    change.put('key', old.id, row);
    change.audit('key.move', `key/${old.id}`, presentKey(old, change.now), presentKey(row, change.now));
  }
  return rows.map(({ id }) => id);
}

async function namingOnly(tx: Queries, id: string): Promise<Merged['left_behind']> {
  const scoped = async (table: AnyPgTable & { id: AnyPgColumn; scope: AnyPgColumn }) => {
    const rows = await tx
      .select({ id: table.id })
      .from(table)
      .where(sql`${table.scope} ->> 'workload' = ${id}`)
      .orderBy(asc(table.id));
    return rows.map((row) => String(row.id));
  };
  const rules = await tx
    .select({ id: outcomeRules.id })
    .from(outcomeRules)
    .where(and(eq(outcomeRules.workload, id), eq(outcomeRules.enabled, true)))
    .orderBy(asc(outcomeRules.id));
  return {
    budgets: await scoped(budgets),
    rate_limits: await scoped(rateLimits),
    outcome_rules: rules.map((rule) => rule.id),
  };
}

/** Books nothing by itself: what it finds is a proposal that somebody approves. */
async function ruleToMove(change: Change, old: WorkloadRow, into: string): Promise<string> {
  const id = `merged-${old.id}`.slice(0, LONGEST_ID).replace(/-+$/, '');
  const row = {
    id,
    name: `${old.id} goes on as ${into}`,
    when: { workload: [old.id] },
    set: { workload: into },
    since: old.createdAt,
    until: null,
    reason: `The workload "${old.id}" was merged into "${into}".`,
    createdAt: change.now,
    updatedAt: change.now,
  };
  const [known] = await change.tx.select().from(attributionRules).where(eq(attributionRules.id, id));
  if (known !== undefined) {
    throw new WeirError('conflict', `There is an attribution rule "${id}" already`, {
      field: 'move_past',
      remedy: 'Remove that rule, or leave move_past out.',
    });
  }
  await change.tx.insert(attributionRules).values(row);
  const { when, set, reason } = row;
  change.audit('attribution_rule.create', `attribution_rule/${id}`, undefined, { id, when, set, reason });
  return id;
}
