import {
  changePerson,
  createApplication,
  createCostCenter,
  createPerson,
  createTeam,
  PERSON_ROLES,
} from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { eq, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { applications, costCenters, people, teams } from '../schema/index.ts';
import type { Change } from '../store/change.ts';
import { insertApplication, updateApplication } from './applications.ts';
import type { PersonRow } from './belongings.ts';
import { insertCostCenter, updateCostCenter } from './cost-centers.ts';
import { insertPerson, updatePerson } from './person-rows.ts';
import { insertTeam, updateTeam } from './teams.ts';

type Cells = ReadonlyMap<string, string>;
type RowFate = 'created' | 'changed' | 'unchanged';

const LONGEST_ID = 63;

/** One row each: creates, changes, or throws WeirError with nothing written. */
export async function importCostCenter(change: Change, cells: Cells): Promise<RowFate> {
  const { id, name } = checked(createCostCenter, { id: cells.get('id'), ...filled(cells, 'name') });
  const [old] = await change.tx.select().from(costCenters).where(eq(costCenters.id, id));
  if (old === undefined) {
    await insertCostCenter(change, { id, ...given('name', name) });
    return 'created';
  }
  if (name === undefined || name === old.name) return 'unchanged';
  await updateCostCenter(change, id, { name });
  return 'changed';
}

export async function importTeam(change: Change, cells: Cells): Promise<RowFate> {
  const input = checked(createTeam, {
    id: cells.get('id'),
    ...filled(cells, 'name'),
    ...filled(cells, 'cost_center'),
  });
  const [old] = await change.tx.select().from(teams).where(eq(teams.id, input.id));
  if (old === undefined) {
    await insertTeam(change, input);
    return 'created';
  }
  const name = input.name ?? old.name;
  const costCenter = cells.has('cost_center') ? (input.cost_center ?? null) : old.costCenter;
  if (name === old.name && costCenter === old.costCenter) return 'unchanged';
  await updateTeam(change, input.id, { name, cost_center: costCenter });
  return 'changed';
}

export async function importApplication(change: Change, cells: Cells): Promise<RowFate> {
  const input = checked(createApplication, {
    id: cells.get('id'),
    ...filled(cells, 'name'),
    ...filled(cells, 'team'),
  });
  const [old] = await change.tx.select().from(applications).where(eq(applications.id, input.id));
  if (old === undefined) {
    await insertApplication(change, input);
    return 'created';
  }
  const name = input.name ?? old.name;
  const team = cells.has('team') ? (input.team ?? null) : old.team;
  if (name === old.name && team === old.team) return 'unchanged';
  await updateApplication(change, input.id, { name, team });
  return 'changed';
}

/** Known by id, where there is one, else by e-mail address. Without an id a new one is made of the address. */
export async function importPerson(change: Change, cells: Cells): Promise<RowFate> {
  const email = cells.get('email') ?? '';
  const old = await knownPerson(change, cells.get('id') ?? '', email);
  const state = filled(cells, 'state');
  if (old !== undefined) return changeKnown(change, old, cells);
  const input = checked(createPerson, {
    id: cells.get('id') || idOf(email),
    name: cells.get('name') || email,
    email,
    ...filled(cells, 'team'),
    roles: rolesOf(cells) ?? [],
  });
  const { state: next } = checked(changePerson, state);
  await insertPerson(change, input);
  if (next === 'left') {
    const [row] = await change.tx.select().from(people).where(eq(people.id, input.id));
    if (row !== undefined) await updatePerson(change, row, { state: next });
  }
  return 'created';
}

async function changeKnown(change: Change, old: PersonRow, cells: Cells): Promise<RowFate> {
  const input = checked(changePerson, {
    ...filled(cells, 'name'),
    ...filled(cells, 'email'),
    ...filled(cells, 'state'),
    ...(cells.has('team') ? { team: cells.get('team') || null } : {}),
    ...(cells.has('roles') ? { roles: rolesOf(cells) } : {}),
  });
  const same =
    (input.name ?? old.name) === old.name &&
    (input.email ?? old.email).toLowerCase() === old.email.toLowerCase() &&
    (input.state ?? old.state) === old.state &&
    (input.team === undefined || input.team === old.team) &&
    (input.roles === undefined || sameRoles(input.roles, old.roles));
  if (same) return 'unchanged';
  await updatePerson(change, old, input);
  return 'changed';
}

async function knownPerson(change: Change, id: string, email: string): Promise<PersonRow | undefined> {
  const byAddress = sql`lower(${people.email}) = ${email.toLowerCase()}`;
  const [row] = await change.tx
    .select()
    .from(people)
    .where(id === '' ? byAddress : eq(people.id, id));
  return row;
}

/** `Ada.Lovelace@example.com` is `ada-lovelace`. */
function idOf(email: string): string {
  return (email.split('@')[0] ?? '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_ID)
    .replaceAll(/^-+|-+$/g, '');
}

/** `business; finance`, separated by semicolons, commas, bars or blanks. */
function rolesOf(cells: Cells): string[] | undefined {
  return cells
    .get('roles')
    ?.toLowerCase()
    .split(/[;,|\s]+/)
    .filter((role) => role !== '');
}

function sameRoles(a: readonly string[], b: readonly string[]): boolean {
  return PERSON_ROLES.every((role) => a.includes(role) === b.includes(role));
}

function filled<N extends string>(cells: Cells, name: N): { [K in N]?: string } {
  return given(name, cells.get(name) || undefined);
}

function given<N extends string, T>(name: N, value: T | undefined): { [K in N]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [K in N]?: T });
}

/** As the API checks a body, in one sentence. */
function checked<S extends z.ZodType>(schema: S, value: object): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = String(issue?.path[0] ?? '');
  const text = field === '' ? (issue?.message ?? '') : `${field}: ${issue?.message ?? ''}`;
  throw new WeirError('invalid_argument', text, field === '' ? {} : { field });
}
