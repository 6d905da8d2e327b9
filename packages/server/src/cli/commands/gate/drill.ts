import { failoverDrill } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import type { CliDeps } from '../../ports.ts';

interface Options {
  model?: string;
}

export const gateDrill = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'drill',
    summary: 'prove that the fallback answers: one real call, its first provider held down',
    description:
      'Send one small real call through a gateway. The provider that it would go to first is held down for it alone; other\n' +
      'calls notice nothing. It costs what the fallback charges for it. Exit code 1 when no fallback answered.',
    examples: [['weir gate drill support-bot', 'counts for 90 days']],
    define: (command) =>
      command
        .argument('<workload>', 'workload to drill')
        .option('--model <name>', 'model to ask for (default: the default model, else the first approved)'),
    async run({ out, api, exitWith }, { model }, id = '') {
      const body = model === undefined ? {} : { model };
      const drill = await (await api()).send(
        'POST',
        `/workloads/${segment(id)}/gate/drill`,
        failoverDrill,
        body,
      );
      if (out.json) out.data(drill);
      else {
        out.fields([
          ['workload', out.style('bold', drill.workload)],
          ['drill', drill.ok ? 'passed' : 'failed'],
          ['held down', drill.primary],
          ['answered by', drill.answered_by],
          ['took', `${drill.duration_ms} ms`],
          ['call', drill.call],
          ['message', drill.message],
        ]);
      }
      if (!drill.ok) exitWith(EXIT.failed);
    },
  });
