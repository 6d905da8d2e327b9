import {
  GATE_EXCEPTION_DAYS,
  GATE_EXCEPTION_ROLES,
  GATE_REVIEWERS,
  type GateExceptionInput,
  type GateItemId,
  type GateReviewInput,
  type PersonRole,
} from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { and, desc, eq, isNotNull, sql } from 'drizzle-orm';
import { gateExceptions, gateReviews, gates, workloads } from '../schema/index.ts';
import type { Change } from '../store/change.ts';
import type { Tables } from '../store/directory.ts';
import { invalid } from './amounts.ts';
import { names, personNamed } from './belongings.ts';
import type { GateExceptionRow } from './gate-records.ts';
import { notFound } from './references.ts';

const DAY_MS = 86_400_000;
/** Stands for all items until control has looked at a workload. */
export const NOT_EVALUATED = 'evaluation';

type WorkloadRow = Tables['workload'];

/** Throws `invalid_argument` that names the field: unknown item, reviewer without the role, or an owner. */
export async function review(
  change: Change,
  id: string,
  input: GateReviewInput,
  actor: string,
): Promise<void> {
  const role = reviewerOf(input.item);
  const workload = await findWorkload(change, id);
  await decider(change, workload, input.reviewer, 'reviewer', [role]);
  await claim(change, id, input.revision);
  const row = {
    id: change.newId(),
    workload: id,
    item: input.item,
    decision: input.decision,
    reviewer: input.reviewer,
    note: input.note,
    validUntil: new Date(change.now.getTime() + input.valid_days * DAY_MS),
    actor,
    at: change.now,
  };
  await change.tx.insert(gateReviews).values(row);
  const { item, decision, reviewer, note } = row;
  const after = { item, decision, reviewer, note, valid_until: row.validUntil.toISOString() };
  change.audit('gate.review', `workload/${id}`, undefined, after);
}

export async function except(
  change: Change,
  id: string,
  input: GateExceptionInput,
  actor: string,
): Promise<void> {
  const until = new Date(input.until);
  checkEnd(until, change.now);
  const workload = await findWorkload(change, id);
  await decider(change, workload, input.granted_by, 'granted_by', GATE_EXCEPTION_ROLES);
  await claim(change, id, input.revision);
  const row: GateExceptionRow = {
    id: `gx_${change.newId()}`,
    workload: id,
    item: input.item,
    reason: input.reason,
    grantedBy: input.granted_by,
    until,
    revokedAt: null,
    actor,
    at: change.now,
  };
  await change.tx.insert(gateExceptions).values(row);
  change.audit('gate.except', `workload/${id}`, undefined, exceptionFacts(row));
}

/** Revoking twice changes nothing. */
export async function revoke(change: Change, id: string, exception: string): Promise<void> {
  const mine = and(eq(gateExceptions.id, exception), eq(gateExceptions.workload, id));
  const [old] = await change.tx.select().from(gateExceptions).where(mine);
  if (old === undefined)
    throw notFound('exception', exception, `\`weir gate show ${id}\` lists those it has.`);
  if (old.revokedAt !== null) return;
  await claim(change, id, undefined);
  await change.tx.update(gateExceptions).set({ revokedAt: change.now }).where(mine);
  change.audit('gate.revoke', `workload/${id}`, exceptionFacts(old), undefined);
}

/** Who decides on an item. Throws `invalid_argument` for one that data decides. */
function reviewerOf(item: GateItemId): PersonRole {
  const role = GATE_REVIEWERS[item];
  if (role !== undefined) return role;
  const reviewed = Object.keys(GATE_REVIEWERS).join(', ');
  throw invalid(
    'item',
    `${item} is told by data and not by a review`,
    `Provide it, or review one of: ${reviewed}.`,
  );
}

function checkEnd(until: Date, now: Date): void {
  if (until <= now) {
    throw invalid('until', 'The exception would end before it begins', 'Give a later instant.');
  }
  if (until.getTime() <= now.getTime() + GATE_EXCEPTION_DAYS * DAY_MS) return;
  throw invalid(
    'until',
    `An exception lasts at most ${GATE_EXCEPTION_DAYS} days`,
    'Give an earlier instant; it can be granted anew then.',
  );
}

async function decider(
  { tx }: Change,
  { id, owner, technicalOwner }: WorkloadRow,
  named: string,
  field: string,
  roles: readonly PersonRole[],
): Promise<void> {
  const person = await personNamed(tx, named);
  const needed = roles.join(' or ');
  if (person === undefined) {
    throw invalid(
      field,
      `There is no person "${named}"`,
      `Name one with the role ${needed}; \`weir person list\` shows them.`,
    );
  }
  if (person.state !== 'active') {
    throw invalid(field, `${person.name} has left`, `Name somebody else with the role ${needed}.`);
  }
  if (!person.roles.some((role) => roles.includes(role))) {
    throw invalid(
      field,
      `${person.name} does not have the role ${needed}`,
      `Name somebody who has it, or give it: weir person change ${person.id} --role ${roles[0]}.`,
    );
  }
  if (names(person, owner) || names(person, technicalOwner)) {
    throw invalid(
      field,
      `${person.name} owns the workload "${id}" and cannot decide on its gate`,
      `Name somebody else with the role ${needed}.`,
    );
  }
}

async function findWorkload({ tx }: Change, id: string): Promise<WorkloadRow> {
  const [row] = await tx.select().from(workloads).where(eq(workloads.id, id));
  if (row === undefined) throw notFound('workload', id);
  return row;
}

/**
 * Counts one more decision. Throws `conflict` that tells the last decision when there was one since the revision that the
 * caller saw. Whoever decides at the same moment waits here for the other's transaction, and then sees its count.
 */
export async function claim(change: Change, id: string, seen: number | undefined): Promise<void> {
  const { tx, now } = change;
  const fresh = { id, revision: 0, missing: [{ item: NOT_EVALUATED }], until: null, evaluatedAt: now };
  await tx.insert(gates).values(fresh).onConflictDoNothing();
  const mine = seen === undefined ? eq(gates.id, id) : and(eq(gates.id, id), eq(gates.revision, seen));
  const [row] = await tx
    .update(gates)
    .set({ revision: sql`${gates.revision} + 1` })
    .where(mine)
    .returning();
  if (row === undefined) throw await overtaken(change, id);
  change.put('gate', id, row);
}

async function overtaken({ tx }: Change, id: string): Promise<WeirError> {
  const [row] = await tx.select().from(gates).where(eq(gates.id, id));
  return new WeirError(
    'conflict',
    `Somebody decided on the gate of "${id}" meanwhile${await lastDecision(tx, id)}`,
    { field: 'revision', remedy: `Read the gate again (revision ${row?.revision ?? 0}) and decide anew.` },
  );
}

async function lastDecision(tx: Change['tx'], id: string): Promise<string> {
  const [said] = await tx
    .select()
    .from(gateReviews)
    .where(eq(gateReviews.workload, id))
    .orderBy(desc(gateReviews.at), desc(gateReviews.id))
    .limit(1);
  const [granted] = await tx
    .select()
    .from(gateExceptions)
    .where(eq(gateExceptions.workload, id))
    .orderBy(desc(gateExceptions.at), desc(gateExceptions.id))
    .limit(1);
  const [ended] = await tx
    .select()
    .from(gateExceptions)
    .where(and(eq(gateExceptions.workload, id), isNotNull(gateExceptions.revokedAt)))
    .orderBy(desc(gateExceptions.revokedAt))
    .limit(1);
  const decisions: { at: Date; text: string }[] = [];
  if (said !== undefined) {
    const verb = said.decision === 'approve' ? 'approved' : 'rejected';
    decisions.push({ at: said.at, text: `${said.reviewer} ${verb} ${said.item}: "${said.note}"` });
  }
  if (granted !== undefined) {
    const until = granted.until.toISOString();
    decisions.push({ at: granted.at, text: `${granted.grantedBy} excepted ${granted.item} until ${until}` });
  }
  if (ended?.revokedAt) {
    decisions.push({ at: ended.revokedAt, text: `the exception of ${ended.item} was revoked` });
  }
  const last = decisions.sort((a, b) => b.at.getTime() - a.at.getTime())[0];
  return last === undefined ? '' : `: ${last.text} at ${last.at.toISOString()}`;
}

function exceptionFacts({ id, item, reason, grantedBy, until }: GateExceptionRow): object {
  return { id, item, reason, granted_by: grantedBy, until: until.toISOString() };
}
