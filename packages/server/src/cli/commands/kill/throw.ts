import { KILL_TARGETS, type KillTarget, kill } from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { printKill } from './print.ts';

interface Options {
  reason: string;
  cut: boolean;
}

const SUBJECTS: Readonly<
  Record<Exclude<KillTarget, 'everything'>, readonly [argument: string, example: string]>
> = {
  task: ['<workload/task>', 'research-agent/run-4711'],
  key: ['<key>', 'key_0199c1d2'],
  workload: ['<workload>', 'support-bot'],
  provider: ['<provider>', 'openai'],
};

/** `weir kill workload <id>`, `weir kill everything` ...: one command for each target. */
export const killCommands = (deps: CliDeps) => KILL_TARGETS.map((target) => killCommand(deps, target));

function killCommand(deps: CliDeps, target: KillTarget) {
  const subject = target === 'everything' ? undefined : SUBJECTS[target];
  const example = subject === undefined ? 'weir kill everything' : `weir kill ${target} ${subject[1]}`;
  return defineCommand<Options>(deps, {
    name: target,
    summary: subject === undefined ? 'stop all calls' : `stop calls of a ${target}`,
    description:
      'Refuse new calls on every gateway within a second, and cut those under way, until `weir kill end`. What calls under\n' +
      'way have used until then is charged. Who stopped it and why is audited, and told to callers.',
    examples: [[`${example} --reason "a loop since midnight"`, 'at once']],
    define: (command) => {
      if (subject !== undefined) command.argument(subject[0], `${target} to stop`);
      return command
        .requiredOption('--reason <text>', 'why; callers are told')
        .addOption(new Option('--no-cut', 'let calls under way end'));
    },
    async run({ out, api }, { reason, cut }, id) {
      const body = { target, reason, cut, ...(subject === undefined ? {} : { subject: id }) };
      printKill(out, await (await api()).send('POST', '/kills', kill, body));
    },
  });
}
