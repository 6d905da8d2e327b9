import { tierProposal } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';

export const workloadTier = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'tier',
    summary: 'propose a tier of models from what a workload is like',
    description:
      'Propose the cheapest tier of models that fits the classification of a workload, with the reasons. Nothing is\n' +
      'changed. The rules are in docs/formulas.md under tier_proposal.',
    examples: [['weir workload tier support-bot', 'which tier fits, and why']],
    define: (command) => command.argument('<id>', 'workload that is classified'),
    async run({ out, api }, _options, id = '') {
      const proposal = await (await api()).get(`/workloads/${segment(id)}/tier-proposal`, tierProposal);
      if (out.json) return out.data(proposal);
      out.fields([
        ['tier', out.style('bold', proposal.tier)],
        ['allowed', proposal.allowed === false ? 'no: its routing policy leaves that tier out' : 'yes'],
      ]);
      for (const reason of proposal.reasons) out.note(`- ${reason}`);
      const use =
        proposal.allowed === false
          ? `--allow-tier ${proposal.tier}`
          : `--routing-default tier:${proposal.tier}`;
      out.note(`Use it: weir workload change ${id} ${use}`);
    },
  });
