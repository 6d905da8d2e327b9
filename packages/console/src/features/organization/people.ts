import type { Belongings, Person, PersonRole, Workload } from '@weir/core/contract';
import { changePerson, createPerson } from '../../api/people-queries.ts';

/** As PERSON_ROLES of the contract, which is imported as types only. */
export const ROLES = [
  'business',
  'technical',
  'finance',
  'security',
  'risk',
  'executive',
] as const satisfies readonly PersonRole[];

export interface PersonFields {
  id: string;
  name: string;
  email: string;
  /** Empty: none. */
  team: string;
  roles: PersonRole[];
}

export const personFieldsOf = (person: Person | undefined): PersonFields => ({
  id: person?.id ?? '',
  name: person?.name ?? '',
  email: person?.email ?? '',
  team: person?.team ?? '',
  roles: person?.roles ?? [],
});

/** Of an address, as the server does for imported people: `Ada.Lovelace@...` is `ada-lovelace`. */
export function idOfAddress(email: string): string {
  const [local = ''] = email.trim().toLowerCase().split('@');
  return local
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63);
}

export function savePerson(person: Person | undefined, fields: PersonFields): Promise<Person> {
  const { roles } = fields;
  const [name, email, team] = [fields.name.trim(), fields.email.trim(), fields.team];
  if (person !== undefined)
    return changePerson(person.id, { name, email, roles, team: team === '' ? null : team });
  return createPerson({ id: fields.id.trim(), name, email, roles, ...(team === '' ? {} : { team }) });
}

const names = (person: Person, by: string | undefined): boolean =>
  by !== undefined && (by === person.id || by.toLowerCase() === person.email.toLowerCase());

/** Workloads in use that somebody owns or runs, named by id or address. */
export const ownedCount = (person: Person, workloads: readonly Workload[]): number =>
  workloads.filter(
    ({ stage, owner, technical_owner: technical }) =>
      stage !== 'retired' && (names(person, owner) || names(person, technical)),
  ).length;

export const isNothing = ({ workloads, budgets }: Belongings): boolean =>
  workloads.length + budgets.length === 0;

/** Those that a typed text names, in whatever case. */
export function matching(people: readonly Person[], typed: string): Person[] {
  const sought = typed.trim().toLowerCase();
  return people.filter(({ id, name, email, team }) =>
    [id, name, email, team ?? ''].some((one) => one.toLowerCase().includes(sought)),
  );
}
