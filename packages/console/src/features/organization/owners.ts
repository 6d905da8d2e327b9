import type { Application, CostCenter, Team, Workload } from '@weir/core/contract';
import {
  changeApplication,
  changeCostCenter,
  changeTeam,
  createApplication,
  createCostCenter,
  createTeam,
  removeApplication,
  removeCostCenter,
  removeTeam,
} from '../../api/mutations.ts';

export type OwnerKind = 'cost-centers' | 'teams' | 'applications';

/** A cost center, team or application as the tables and forms of this page see it. */
export interface Owner {
  id: string;
  name: string;
  /** Cost center of a team, team of an application. */
  parent?: string | undefined;
  created_at: string;
}

/** The form's fields; empty parent and name mean none. */
export interface OwnerFields {
  id: string;
  name: string;
  parent: string;
}

export interface Ownership {
  costCenters: readonly CostCenter[];
  teams: readonly Team[];
  applications: readonly Application[];
  workloads: readonly Workload[];
}

/** How many things belong to an owner; workloads with what they inherit. */
export interface Holdings {
  teams: number;
  applications: number;
  workloads: number;
}

/** Dimension of the ledger that has this kind's ids. */
export const dimensionOf = {
  'cost-centers': 'cost_center',
  teams: 'team',
  applications: 'application',
} as const satisfies Record<OwnerKind, string>;

/** Field of the API that holds the parent, and the kind it is one of. */
export const parentOf = {
  'cost-centers': undefined,
  teams: { field: 'cost_center', kind: 'cost-centers' },
  applications: { field: 'team', kind: 'teams' },
} as const satisfies Record<OwnerKind, { field: string; kind: OwnerKind } | undefined>;

export function ownersOf(kind: OwnerKind, { costCenters, teams, applications }: Ownership): Owner[] {
  switch (kind) {
    case 'cost-centers':
      return [...costCenters];
    case 'teams':
      return teams.map((team) => ({ ...team, parent: team.cost_center }));
    case 'applications':
      return applications.map((application) => ({ ...application, parent: application.team }));
    default:
      return kind satisfies never;
  }
}

/** What workloads are tagged with: their own team and cost center, else the application's team and its cost center. */
function inherited(ownership: Ownership) {
  const teamOf = new Map(ownership.applications.map(({ id, team }) => [id, team]));
  const costCenterOf = new Map(ownership.teams.map(({ id, cost_center }) => [id, cost_center]));
  return (workload: Workload) => {
    const team = workload.team ?? teamOf.get(workload.application);
    const costCenter = workload.cost_center ?? (team === undefined ? undefined : costCenterOf.get(team));
    return { 'cost-centers': costCenter, teams: team, applications: workload.application };
  };
}

/** Counts for every owner of a kind that has something. */
export function holdingsOf(kind: OwnerKind, ownership: Ownership): Map<string, Holdings> {
  const holdings = new Map<string, Holdings>();
  const count = (id: string | undefined, what: keyof Holdings) => {
    if (id === undefined) return;
    const one = holdings.get(id) ?? { teams: 0, applications: 0, workloads: 0 };
    one[what] += 1;
    holdings.set(id, one);
  };
  if (kind === 'cost-centers') for (const team of ownership.teams) count(team.cost_center, 'teams');
  if (kind === 'teams') for (const { team } of ownership.applications) count(team, 'applications');
  const resolve = inherited(ownership);
  for (const workload of ownership.workloads) count(resolve(workload)[kind], 'workloads');
  return holdings;
}

const given = (value: string): string | undefined => (value.trim() === '' ? undefined : value.trim());
const only = <Name extends string>(name: Name, value: string | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [N in Name]?: string };

export function createOwner(kind: OwnerKind, fields: OwnerFields): Promise<Owner> {
  const body = { id: fields.id.trim(), ...only('name', given(fields.name)) };
  const parent = given(fields.parent);
  switch (kind) {
    case 'cost-centers':
      return createCostCenter(body);
    case 'teams':
      return createTeam({ ...body, ...only('cost_center', parent) });
    case 'applications':
      return createApplication({ ...body, ...only('team', parent) });
    default:
      return kind satisfies never;
  }
}

/** An emptied name is the id again, an emptied parent none. */
export function changeOwner(kind: OwnerKind, id: string, fields: OwnerFields): Promise<Owner> {
  const name = given(fields.name) ?? id;
  const parent = given(fields.parent) ?? null;
  switch (kind) {
    case 'cost-centers':
      return changeCostCenter(id, { name });
    case 'teams':
      return changeTeam(id, { name, cost_center: parent });
    case 'applications':
      return changeApplication(id, { name, team: parent });
    default:
      return kind satisfies never;
  }
}

export const removeOwner: Record<OwnerKind, (id: string) => Promise<void>> = {
  'cost-centers': removeCostCenter,
  teams: removeTeam,
  applications: removeApplication,
};
