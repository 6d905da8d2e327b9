import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { workloadChange } from './change.ts';
import { workloadCreate } from './create.ts';
import { workloadList } from './list.ts';
import { workloadMerge } from './merge.ts';
import { workloadShow } from './show.ts';
import { workloadTier } from './tier.ts';

export const workloadGroup = (deps: CliDeps) =>
  defineGroup('workload', 'workloads: the unit of ownership, budget and governance', [
    workloadCreate(deps),
    workloadList(deps),
    workloadShow(deps),
    workloadChange(deps),
    workloadTier(deps),
    workloadMerge(deps),
  ]);
