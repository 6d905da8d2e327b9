import type {
  Belongings,
  changePerson,
  createPerson,
  leave,
  Page,
  Person,
  PersonLeft,
  PersonRole,
} from '@weir/core/contract';
import { and, eq, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { gateReviews, people } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import { invalid } from './amounts.ts';
import { belongingsOf, type PersonRow, personNamed, reassign } from './belongings.ts';
import { keepOwnerFindings, todayOf } from './owner-findings.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { findPerson, insertPerson, presentPerson, updatePerson } from './person-rows.ts';
import { refuseReferencedWhere, stillUsed } from './references.ts';

export interface PersonFilter extends PageRequest {
  team?: string;
  state?: Person['state'];
  role?: PersonRole;
}

export interface PersonService {
  create(input: z.infer<typeof createPerson>, by: ChangeBy): Promise<Person>;
  list(filter: PersonFilter): Promise<Page<Person>>;
  show(id: string): Promise<Person>;
  /** By id or e-mail address in any case; undefined for a name that nobody of the registry has. */
  find(name: string): Promise<Person | undefined>;
  /** `state: left` opens a finding `owner_left` for each workload that is still theirs; `active` closes them. */
  change(id: string, input: z.infer<typeof changePerson>, by: ChangeBy): Promise<Person>;
  /** Workloads that are not retired, and budgets. */
  belongings(id: string): Promise<Belongings>;
  /** Says that somebody left and gives what is theirs to somebody else; may be repeated until nothing is left. */
  leave(id: string, input: z.infer<typeof leave>, by: ChangeBy): Promise<PersonLeft>;
  /** Only somebody to whom nothing belongs and who reviewed nothing: others leave. */
  remove(id: string, by: ChangeBy): Promise<void>;
}

const NOTHING: Belongings = { workloads: [], budgets: [] };

export function personService(store: Store): PersonService {
  const follow = (change: Change) =>
    keepOwnerFindings(change, todayOf(store.directory, change.now.getTime()));

  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        const made = await insertPerson(change, input);
        await follow(change);
        return made;
      }),
    async list(filter) {
      const page = keyset(filter, people.createdAt, people.id);
      const { team, state, role } = filter;
      const rows = await store.db
        .select()
        .from(people)
        .where(
          and(
            page.after,
            team === undefined ? undefined : eq(people.team, team),
            state === undefined ? undefined : eq(people.state, state),
            role === undefined ? undefined : sql`${people.roles} @> ${JSON.stringify([role])}::jsonb`,
          ),
        )
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, presentPerson, (row) => ({ at: row.createdAt, id: row.id }));
    },
    show: async (id) => presentPerson(await findPerson(store.db, id)),
    async find(name) {
      const row = await personNamed(store.db, name);
      return row && presentPerson(row);
    },
    change: (id, input, by) =>
      store.change(by, async (change) => {
        const after = await updatePerson(change, await findPerson(change.tx, id), input);
        await follow(change);
        return after;
      }),
    belongings: async (id) => belongingsOf(store.db, await findPerson(store.db, id)),
    leave: (id, input, by) =>
      store.change(by, async (change) => {
        const old = await findPerson(change.tx, id);
        const heir = await heirOf(change, old, input.reassign_to);
        const person =
          old.state === 'left' ? presentPerson(old) : await updatePerson(change, old, { state: 'left' });
        const reassigned = heir === undefined ? NOTHING : await reassign(change, old, heir);
        await follow(change);
        return { person, reassigned, still_theirs: await belongingsOf(change.tx, old) };
      }),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await findPerson(change.tx, id);
        await refuseNeeded(change, old);
        await change.tx.delete(people).where(eq(people.id, id));
        change.audit('person.remove', `person/${id}`, presentPerson(old), undefined);
      }),
  };
}

async function heirOf(
  change: Change,
  from: PersonRow,
  id: string | undefined,
): Promise<PersonRow | undefined> {
  if (id === undefined) return undefined;
  const field = 'reassign_to';
  if (id === from.id)
    throw invalid(field, 'Somebody who leaves cannot take over from themselves', 'Name somebody else.');
  const [heir] = await change.tx.select().from(people).where(eq(people.id, id));
  if (heir === undefined)
    throw invalid(field, `There is no person "${id}"`, 'Create the person first, or name another.');
  if (heir.state === 'left') throw invalid(field, `${heir.name} has left, too`, 'Name somebody who is here.');
  return heir;
}

async function refuseNeeded(change: Change, person: PersonRow): Promise<void> {
  const what = `Person "${person.id}"`;
  const remedy = `Somebody who goes leaves: weir person leave ${person.id}.`;
  const theirs = await belongingsOf(change.tx, person);
  if (theirs.workloads.length > 0) throw stillUsed(what, 'workload', theirs.workloads, remedy);
  if (theirs.budgets.length > 0) throw stillUsed(what, 'budget', theirs.budgets, remedy);
  await refuseReferencedWhere(
    change.tx,
    what,
    gateReviews,
    'gate review',
    sql`(${gateReviews.reviewer} = ${person.id} or lower(${gateReviews.reviewer}) = ${person.email.toLowerCase()})`,
    remedy,
  );
}
