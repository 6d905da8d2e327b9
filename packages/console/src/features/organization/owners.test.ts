import type { Workload } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { holdingsOf, type Ownership, ownersOf } from './owners.ts';
import { readOrganizationSearch, searchOf } from './sections.ts';

const stamps = { created_at: '2026-11-01T00:00:00Z', updated_at: '2026-11-01T00:00:00Z' };
const workload = (id: string, more: Partial<Workload> = {}): Workload => ({
  id,
  name: id,
  application: 'portal',
  environment: 'production',
  stage: 'pilot',
  owner: 'a@example.com',
  approved_models: [],
  tags: {},
  ...stamps,
  ...more,
});

const company: Ownership = {
  costCenters: ['cc-1', 'cc-2', 'cc-3'].map((id) => ({ id, name: id, ...stamps })),
  teams: [
    { id: 'care', name: 'Care', cost_center: 'cc-1', ...stamps },
    { id: 'legal', name: 'Legal', cost_center: 'cc-2', ...stamps },
  ],
  applications: [
    { id: 'portal', name: 'Portal', team: 'care', ...stamps },
    { id: 'orphan', name: 'Orphan', ...stamps },
  ],
  workloads: [
    workload('inherits'),
    workload('of-legal', { team: 'legal' }),
    workload('booked-elsewhere', { cost_center: 'cc-3' }),
    workload('nobodys', { application: 'orphan' }),
  ],
};

describe('what belongs to whom', () => {
  it('counts workloads where their calls are booked: by their own word, else by inheritance', () => {
    const workloadsOf = (kind: Parameters<typeof holdingsOf>[0]) =>
      Object.fromEntries([...holdingsOf(kind, company)].map(([id, { workloads }]) => [id, workloads]));
    expect(workloadsOf('cost-centers')).toEqual({ 'cc-1': 1, 'cc-2': 1, 'cc-3': 1 });
    expect(workloadsOf('teams')).toEqual({ care: 2, legal: 1 });
    expect(workloadsOf('applications')).toEqual({ portal: 3, orphan: 1 });
  });

  it('counts teams of a cost center and applications of a team', () => {
    expect(holdingsOf('cost-centers', company).get('cc-1')?.teams).toBe(1);
    expect(holdingsOf('teams', company).get('care')?.applications).toBe(1);
  });

  it('names the parent of each', () => {
    expect(ownersOf('teams', company).map(({ parent }) => parent)).toEqual(['cc-1', 'cc-2']);
    expect(ownersOf('applications', company).map(({ parent }) => parent)).toEqual(['care', undefined]);
  });
});

describe('the address of a part', () => {
  it('reads back as it was, and the first part needs none', () => {
    expect(readOrganizationSearch(searchOf('teams') as Record<string, unknown>)).toEqual({
      section: 'teams',
    });
    expect(searchOf('settings')).toEqual({});
    expect(readOrganizationSearch({ section: 'settings' })).toEqual({});
    expect(readOrganizationSearch({ section: 'nonsense' })).toEqual({});
  });
});
