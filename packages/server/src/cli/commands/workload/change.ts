import { workload } from '@weir/core/contract';
import { Option } from 'commander';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { nothingToChange } from '../../errors.ts';
import type { CliDeps } from '../../ports.ts';
import { addWorkloadOptions, type WorkloadOptions, workloadBody } from './options.ts';
import { ensureOwners } from './owners.ts';
import { printWorkload } from './print.ts';

/** What can be taken away again. */
const REMOVABLE = ['budget', 'cost_center', 'team', 'use_case', 'business_process', 'request_type'];

interface Options extends WorkloadOptions {
  unset?: string[];
}

export const workloadChange = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'change',
    summary: 'change a workload',
    description:
      'Change what is given; the rest stays. Id, application and environment never change: create a new workload.\n' +
      'Gateways follow within a second. --model and --tag replace the whole list.',
    examples: [
      ['weir workload change support-bot --stage production', 'promote it'],
      ['weir workload change support-bot --budget 250', 'raise the hard limit to 250 a month'],
      ['weir workload change support-bot --unset budget', 'no limit any more'],
    ],
    define: (command) =>
      addWorkloadOptions(command.argument('<id>', 'workload to change')).addOption(
        new Option('--unset <field...>', 'take these away').choices(REMOVABLE),
      ),
    async run({ out, api }, options, id = '') {
      const client = await api();
      const removed = Object.fromEntries((options.unset ?? []).map((field) => [field, null]));
      const body = { ...removed, ...(await workloadBody(client, options)) };
      if (Object.keys(body).length === 0) {
        throw nothingToChange('--stage pilot');
      }
      await client.get(`/workloads/${segment(id)}`, workload);
      const notes = await ensureOwners(client, {
        ...(options.team === undefined ? {} : { team: options.team }),
        ...(options.costCenter === undefined ? {} : { costCenter: options.costCenter }),
      });
      for (const note of notes) out.note(note);
      printWorkload(out, await client.send('PATCH', `/workloads/${segment(id)}`, workload, body));
    },
  });
