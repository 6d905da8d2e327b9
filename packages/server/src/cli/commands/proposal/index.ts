import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { proposalApprove, proposalIgnore, proposalReject } from './decide.ts';
import { proposalList } from './list.ts';
import { proposalShow } from './show.ts';

export const proposalGroup = (deps: CliDeps) =>
  defineGroup('proposal', 'proposals: changes to the books that wait for a person to say yes', [
    proposalList(deps),
    proposalShow(deps),
    proposalApprove(deps),
    proposalReject(deps),
    proposalIgnore(deps),
  ]);
