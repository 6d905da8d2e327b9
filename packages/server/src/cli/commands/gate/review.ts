import { GATE_REVIEWERS, gateStatus } from '@weir/core/contract';
import { Argument } from 'commander';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { positiveInteger } from '../../options.ts';
import type { CliDeps } from '../../ports.ts';
import { printGate } from './print.ts';
import { revision } from './revision.ts';

interface Options {
  approve?: boolean;
  reject?: boolean;
  reviewer: string;
  note: string;
  validDays?: number;
  revision?: number;
}

export const gateReview = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'review',
    summary: 'approve or reject an item of a gate',
    description:
      'Decide on an item, in the name of somebody who has the role that it asks for and does not own the workload.\n' +
      'With --revision, as `weir gate show` tells it, a decision that somebody else took meanwhile is told instead.',
    examples: [
      [
        'weir gate review support-bot security_review --approve --reviewer grace --note "Pen test of May"',
        'for a year',
      ],
      [
        'weir gate review support-bot does_it_work --reject --reviewer ada --note "72% solved, 80% promised"',
        'not yet',
      ],
    ],
    define: (command) =>
      command
        .argument('<workload>', 'workload under review')
        .addArgument(new Argument('<item>', 'what is decided on').choices(Object.keys(GATE_REVIEWERS)))
        .option('--approve', 'it is as it should be')
        .option('--reject', 'it is not')
        .requiredOption('--reviewer <person>', 'who decides')
        .requiredOption('--note <text>', 'what that rests on; for a question, the answer')
        .option('--valid-days <n>', 'days until it has to be looked at again (default: 365)', positiveInteger)
        .option('--revision <n>', 'revision that was seen', revision),
    async run({ out, api }, options, id = '', item = '') {
      const { approve = false, reject = false, reviewer, note, validDays: valid_days, revision } = options;
      if (approve === reject) throw usageError('Say one of --approve and --reject.');
      const decision = approve ? 'approve' : 'reject';
      const body = { item, decision, reviewer, note, valid_days, revision };
      printGate(
        out,
        await (await api()).send('POST', `/workloads/${segment(id)}/gate/reviews`, gateStatus, body),
      );
    },
  });
