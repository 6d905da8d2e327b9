import { queryOptions } from '@tanstack/react-query';
import type {
  Belongings,
  OrganizationImported,
  OrganizationImportKind,
  Person,
  PersonLeft,
  PersonRole,
} from '@weir/core/contract';
import { apiUrl, request } from './client.ts';
import { failureOf, unreachable } from './failure.ts';
import { list, REGISTRY } from './queries.ts';

const one = (id: string) => `/people/${encodeURIComponent(id)}`;

export const peopleQuery = () => list<Person>('/people');

/** Workloads and budgets that are theirs. */
export const belongingsQuery = (id: string) =>
  queryOptions({
    queryKey: [REGISTRY, '/people', id, 'belongings'],
    queryFn: ({ signal }) => request<Belongings>(`${one(id)}/belongings`, { signal }),
  });

export const createPerson = (
  body: Pick<Person, 'id' | 'name' | 'email'> & { team?: string; roles: PersonRole[] },
) => request<Person>('/people', { method: 'POST', body });

/** `team` null: none. */
export const changePerson = (
  id: string,
  body: Partial<Pick<Person, 'name' | 'email' | 'roles' | 'state'>> & { team?: string | null },
) => request<Person>(one(id), { method: 'PATCH', body });

export const removePerson = (id: string) => request<void>(one(id), { method: 'DELETE' });

/** Without somebody to reassign to, what is theirs stays theirs and each workload becomes a finding. */
export const leavePerson = (id: string, reassignTo: string | undefined) =>
  request<PersonLeft>(`${one(id)}/leave`, {
    method: 'POST',
    body: reassignTo === undefined ? {} : { reassign_to: reassignTo },
  });

/** The file is the body, as it is: its encoding is the server's to judge. */
export async function importOrganization(
  kind: OrganizationImportKind,
  file: Blob,
  isTrial: boolean,
): Promise<OrganizationImported> {
  const response = await fetch(apiUrl('/imports/organization', { kind, dry_run: isTrial }), {
    method: 'POST',
    credentials: 'same-origin',
    headers: { accept: 'application/json', 'content-type': 'text/csv' },
    body: file,
  }).catch((cause: unknown) => {
    throw unreachable(cause);
  });
  if (!response.ok) throw await failureOf(response);
  return (await response.json()) as OrganizationImported;
}
