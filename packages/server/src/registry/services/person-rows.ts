import type { changePerson, createPerson, Person } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { and, eq, ne, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { people, teams } from '../schema/index.ts';
import type { Change } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { PersonRow } from './belongings.ts';
import { optional, stamps } from './present.ts';
import { notFound, refuseDuplicate, requireReference } from './references.ts';

export const presentPerson = (row: PersonRow): Person => ({
  id: row.id,
  name: row.name,
  email: row.email,
  ...optional('team', row.team),
  roles: row.roles,
  state: row.state as Person['state'],
  ...optional('left_at', row.leftAt?.toISOString()),
  ...stamps(row),
});

/** Throws `not_found`. */
export async function findPerson(db: Queries, id: string): Promise<PersonRow> {
  const [row] = await db.select().from(people).where(eq(people.id, id));
  if (row === undefined) throw notFound('person', id, 'List them with weir person list.');
  return row;
}

export async function insertPerson(change: Change, input: z.infer<typeof createPerson>): Promise<Person> {
  await refuseDuplicate(change.tx, people, 'person', input.id);
  await refuseSameAddress(change.tx, input.id, input.email);
  await requireReference(change.tx, teams, 'team', 'team', input.team);
  const row = newPerson(input, change.now);
  await change.tx.insert(people).values(row);
  change.audit('person.create', `person/${row.id}`, undefined, presentPerson(row));
  return presentPerson(row);
}

export function newPerson(input: z.infer<typeof createPerson>, now: Date): PersonRow {
  return {
    id: input.id,
    name: input.name,
    email: input.email,
    team: input.team ?? null,
    roles: [...new Set(input.roles)],
    state: 'active',
    leftAt: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** Changes what is given. One who leaves keeps what is theirs until it is given to somebody. */
export async function updatePerson(
  change: Change,
  old: PersonRow,
  input: z.infer<typeof changePerson>,
): Promise<Person> {
  if (input.email !== undefined) await refuseSameAddress(change.tx, old.id, input.email);
  await requireReference(change.tx, teams, 'team', 'team', input.team);
  const state = input.state ?? old.state;
  const row: PersonRow = {
    ...old,
    name: input.name ?? old.name,
    email: input.email ?? old.email,
    team: input.team === undefined ? old.team : input.team,
    roles: input.roles === undefined ? old.roles : [...new Set(input.roles)],
    state,
    leftAt: state === 'left' ? (old.leftAt ?? change.now) : null,
    updatedAt: change.now,
  };
  await change.tx.update(people).set(row).where(eq(people.id, old.id));
  change.audit('person.change', `person/${old.id}`, presentPerson(old), presentPerson(row));
  return presentPerson(row);
}

/** Addresses in another case are the same: mail goes to one person. */
async function refuseSameAddress(tx: Queries, id: string, email: string): Promise<void> {
  const [other] = await tx
    .select()
    .from(people)
    .where(and(ne(people.id, id), sql`lower(${people.email}) = ${email.toLowerCase()}`));
  if (other === undefined) return;
  throw new WeirError('conflict', `The address ${other.email} is that of "${other.id}"`, {
    field: 'email',
    remedy: `Change "${other.id}" instead, or give another address.`,
  });
}
