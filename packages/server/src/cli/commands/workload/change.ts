import { workload } from '@weir/core/contract';
import { Option } from 'commander';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { nothingToChange } from '../../errors.ts';
import type { CliDeps } from '../../ports.ts';
import { addWorkloadOptions, type WorkloadOptions, workloadBody } from './options.ts';
import { ensureOwners } from './owners.ts';
import { policiesOf, REMOVABLE_POLICIES, readPolicyFile, saysPolicies } from './policies.ts';
import { printWorkload } from './print.ts';
import { profileOf } from './profile-options.ts';

/** What can be taken away again. */
const REMOVABLE = [
  'budget',
  'cost_center',
  'team',
  'use_case',
  'business_process',
  'request_type',
  'technical_owner',
  'description',
  'classification',
  'usage_profile',
  'fallback_plan',
  'quality_metric',
  'value_metric',
  'review_date',
];
const REMOVABLE_PARTS = Object.keys(REMOVABLE_POLICIES);

interface Options extends WorkloadOptions {
  unset?: string[];
}

export const workloadChange = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'change',
    summary: 'change a workload',
    description:
      'Change what is given; the rest stays. Id, application and environment never change: create a new workload.\n' +
      'Gateways follow within a second. Lists (--model, --tag, --fallback ...) are replaced whole; --redact, --block and\n' +
      '--flag change only the detectors they name.',
    examples: [
      ['weir workload change support-bot --stage production', 'promote it'],
      ['weir workload change support-bot --budget 250', 'raise the hard limit to 250 a month'],
      ['weir workload change support-bot --unset budget', 'no limit any more'],
      [
        'weir workload change support-bot --routing-default tier:small --escalate-to gpt-5 --fallback claude-haiku-4-5',
        'cheap first, better when that is not good enough, another provider when it is down',
      ],
      ['weir workload change support-bot --cache-ttl 1h --prompt-cache', 'repeat answers, and cache prompts'],
      [
        'weir workload change support-bot --data-class internal --redact email,phone --block private_key',
        'which data may go where',
      ],
      [
        'weir workload change support-bot --outcome ticket_resolved --outcome-value 6.50 --value-currency USD \\\n' +
          '      --baseline-minutes 12 --review-date 2027-03-31',
        'what it is for, and when to look again',
      ],
      ['weir workload change support-bot --shadow gpt-5=5', 'try another model on 5% of calls, unseen'],
      [
        'weir workload change support-bot --policy-file policy.yaml',
        'all of it from a file under version control',
      ],
    ],
    define: (command) =>
      addWorkloadOptions(command.argument('<id>', 'workload to change')).addOption(
        new Option('--unset <field...>', 'take these away').choices([...REMOVABLE, ...REMOVABLE_PARTS]),
      ),
    async run({ io, out, api }, options, id = '') {
      const { unset = [], policyFile } = options;
      const file = policyFile === undefined ? undefined : await readPolicyFile(io, policyFile);
      const client = await api();
      const removed = Object.fromEntries(
        unset.filter((field) => REMOVABLE.includes(field)).map((field) => [field, null]),
      );
      const fields = { ...removed, ...(await workloadBody(client, options)) };
      const saysProfile = Object.keys(profileOf({}, options)).length > 0;
      const saysNothing = Object.keys(fields).length === 0 && file === undefined && !saysProfile;
      if (saysNothing && !saysPolicies(options, unset)) {
        throw nothingToChange('--stage pilot');
      }
      const current = await client.get(`/workloads/${segment(id)}`, workload);
      const body = {
        ...fields,
        ...policiesOf(current, options, unset, file),
        ...profileOf(current, options, unset),
      };
      const notes = await ensureOwners(client, {
        ...(options.team === undefined ? {} : { team: options.team }),
        ...(options.costCenter === undefined ? {} : { costCenter: options.costCenter }),
      });
      for (const note of notes) out.note(note);
      printWorkload(out, await client.send('PATCH', `/workloads/${segment(id)}`, workload, body));
    },
  });
