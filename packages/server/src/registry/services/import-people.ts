import { changePerson, createPerson, PERSON_ROLES } from '@weir/core/contract';
import { eq } from 'drizzle-orm';
import { people, teams } from '../schema/index.ts';
import type { Change } from '../store/change.ts';
import type { PersonRow } from './belongings.ts';
import { type Cells, checked, filled, type RowFate } from './import-rows.ts';
import { insertPerson, newPerson, presentPerson, updatePerson } from './person-rows.ts';

const LONGEST_ID = 63;
const ROWS_AT_ONCE = 500;

/**
 * Takes rows about people: known by id, where there is one, else by e-mail address; without an id a new one is made of the address.
 * Who there is was read once, and new ones are written many at a time: a company has thousands. `finish` writes the last.
 */
export class PeopleImport {
  private readonly change: Change;
  private readonly byId = new Map<string, PersonRow>();
  private readonly byAddress = new Map<string, PersonRow>();
  private readonly teams: ReadonlySet<string>;
  private fresh: PersonRow[] = [];

  private constructor(change: Change, known: readonly PersonRow[], teamIds: ReadonlySet<string>) {
    this.change = change;
    this.teams = teamIds;
    for (const row of known) this.learn(row);
  }

  static async open(change: Change): Promise<PeopleImport> {
    const known = await change.tx.select().from(people);
    const rows = await change.tx.select({ id: teams.id }).from(teams);
    return new PeopleImport(change, known, new Set(rows.map(({ id }) => id)));
  }

  /** Throws WeirError with nothing written. */
  async take(cells: Cells): Promise<RowFate> {
    const id = cells.get('id') ?? '';
    const email = cells.get('email') ?? '';
    const old = id === '' ? this.byAddress.get(email.toLowerCase()) : this.byId.get(id);
    return old === undefined ? this.create(cells, id, email) : this.changeKnown(old, cells);
  }

  async finish(): Promise<void> {
    const rows = this.fresh;
    this.fresh = [];
    if (rows.length === 0) return;
    await this.change.tx.insert(people).values(rows);
    for (const row of rows)
      this.change.audit('person.create', `person/${row.id}`, undefined, presentPerson(row));
  }

  private async create(cells: Cells, id: string, email: string): Promise<RowFate> {
    const input = checked(createPerson, {
      id: id === '' ? idOf(email) : id,
      name: cells.get('name') || email,
      email,
      ...filled(cells, 'team'),
      roles: rolesOf(cells) ?? [],
    });
    const { state } = checked(changePerson, filled(cells, 'state'));
    if (this.refusable(input)) {
      await this.finish();
      await insertPerson(this.change, input);
      this.learn(newPerson(input, this.change.now));
      return 'created';
    }
    const active = newPerson(input, this.change.now);
    const row = state === 'left' ? { ...active, state, leftAt: this.change.now } : active;
    this.learn(row);
    this.fresh.push(row);
    if (this.fresh.length >= ROWS_AT_ONCE) await this.finish();
    return 'created';
  }

  /** Whether it would be refused; by what, those say who check. */
  private refusable({ id, email, team }: { id: string; email: string; team?: string | undefined }): boolean {
    return (
      this.byId.has(id) ||
      this.byAddress.has(email.toLowerCase()) ||
      (team !== undefined && !this.teams.has(team))
    );
  }

  private async changeKnown(old: PersonRow, cells: Cells): Promise<RowFate> {
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
    await this.finish();
    await updatePerson(this.change, old, input);
    const [row] = await this.change.tx.select().from(people).where(eq(people.id, old.id));
    this.byAddress.delete(old.email.toLowerCase());
    if (row !== undefined) this.learn(row);
    return 'changed';
  }

  private learn(row: PersonRow): void {
    this.byId.set(row.id, row);
    this.byAddress.set(row.email.toLowerCase(), row);
  }
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
