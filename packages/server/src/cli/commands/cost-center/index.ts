import { costCenter } from '@weir/core/contract';
import { nounGroup } from '../../nouns/group.ts';
import type { CliDeps } from '../../ports.ts';

export const costCenterGroup = (deps: CliDeps) =>
  nounGroup(deps, 'cost centers: who pays', {
    name: 'cost-center',
    label: 'cost center',
    path: '/cost-centers',
    schema: costCenter,
    example: 'cc-120',
  });
