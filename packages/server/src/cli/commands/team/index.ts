import { team } from '@weir/core/contract';
import { nounGroup } from '../../nouns/group.ts';
import type { CliDeps } from '../../ports.ts';

export const teamGroup = (deps: CliDeps) =>
  nounGroup(deps, 'teams: who runs workloads, and which cost center pays for it', {
    name: 'team',
    label: 'team',
    path: '/teams',
    schema: team,
    example: 'support',
    parent: {
      field: 'cost_center',
      option: 'cost-center',
      label: 'cost center',
      does: 'cost center that pays',
      example: 'cc-120',
      of: (record) => record.cost_center,
    },
  });
