import { workload } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import type { CliDeps } from '../../ports.ts';
import { defaultOwner } from './default-owner.ts';
import { missingTagHint } from './missing-tags.ts';
import { addWorkloadOptions, type WorkloadOptions, workloadBody } from './options.ts';
import { ensureOwners } from './owners.ts';
import { policiesOf, readPolicyFile } from './policies.ts';
import { printWorkload } from './print.ts';
import { profileOf } from './profile-options.ts';

interface Options extends WorkloadOptions {
  application?: string;
  environment?: string;
  env?: string;
}

export const workloadCreate = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'create',
    summary: 'create a workload',
    description:
      'Create a workload: one use case of one application in one environment.\n' +
      'An application, team or cost center that does not exist yet is created on the way.',
    creates: true,
    examples: [
      ['weir workload create support-bot', 'the least that works: development, stage poc, owned by you'],
      [
        'weir workload create support-bot --team support --cost-center cc-120 --business-process "customer care" \\\n' +
          '      --model "gpt-4o*" --model claude-sonnet-4-5 --budget 100 --budget-period month',
        'with owner, models and a hard limit of 100 a month',
      ],
    ],
    define: (command) =>
      addWorkloadOptions(
        command
          .argument('<id>', 'lower-case letters, digits and hyphens; never changes')
          .option('--application <id>', 'application it belongs to (default: the id of the workload)')
          .option('--environment <id>', 'environment (default: development)')
          .option('--env <id>', 'short for --environment'),
      ),
    async run({ io, out, api }, options, id = '') {
      const owner = options.owner ?? (await defaultOwner(io));
      if (owner === undefined) {
        throw usageError(
          'No owner is known',
          'Say who is answerable: --owner name@company.example.',
          '--owner',
        );
      }
      const { policyFile } = options;
      const file = policyFile === undefined ? undefined : await readPolicyFile(io, policyFile);
      const client = await api();
      const application = options.application ?? id;
      const fields = {
        ...(await workloadBody(client, { ...options, owner })),
        ...policiesOf({}, options, [], file),
        ...profileOf({}, options),
      };
      const body = {
        id,
        application,
        environment: options.environment ?? options.env ?? 'development',
        ...fields,
      };
      // where it exists already the answer is a conflict, and nothing is to be made on the way to it
      const exists = await client.find(`/workloads/${segment(id)}`, workload);
      const owners = exists === undefined ? ensureOwners : async () => [];
      const notes = await owners(client, {
        application,
        ...(options.team === undefined ? {} : { team: options.team }),
        ...(options.costCenter === undefined ? {} : { costCenter: options.costCenter }),
      });
      for (const note of notes) out.note(note);
      const created = await client.send('POST', '/workloads', workload, body);
      printWorkload(out, created);
      const hint = out.json ? undefined : await missingTagHint(client, created);
      if (hint !== undefined) out.note(hint);
      out.note(`Next: weir key create --workload ${created.id}`);
    },
  });
