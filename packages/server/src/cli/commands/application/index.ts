import { application } from '@weir/core/contract';
import { nounGroup } from '../../nouns/group.ts';
import type { CliDeps } from '../../ports.ts';

export const applicationGroup = (deps: CliDeps) =>
  nounGroup(deps, 'applications: what workloads belong to, and which team runs them', {
    name: 'application',
    label: 'application',
    path: '/applications',
    schema: application,
    example: 'help-center',
    parent: {
      field: 'team',
      option: 'team',
      label: 'team',
      does: 'team that runs it',
      example: 'support',
      of: (record) => record.team,
    },
  });
