import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { approvalApprove, approvalReject } from './decide.ts';
import { approvalList } from './list.ts';

export const approvalGroup = (deps: CliDeps) =>
  defineGroup('approval', 'approvals: what waits for a person to say yes', [
    approvalList(deps),
    approvalApprove(deps),
    approvalReject(deps),
  ]);
