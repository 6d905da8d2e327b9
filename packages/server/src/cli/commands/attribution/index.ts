import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { attributionApply } from './apply.ts';
import { attributionCoverage } from './coverage.ts';
import { ruleGroup } from './rule.ts';

export const attributionGroup = (deps: CliDeps) =>
  defineGroup('attribution', 'attribution: how much of the cost is somebody’s, and whose the past was', [
    attributionCoverage(deps),
    ruleGroup(deps),
    attributionApply(deps),
  ]);
