import { DIALECTS, routingDecision } from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { names, positiveInteger } from '../../options.ts';
import type { CliDeps } from '../../ports.ts';
import { printDecision } from './decision.ts';

interface Options {
  workload: string;
  model: string;
  dialect?: (typeof DIALECTS)[number];
  inputTokens?: number;
  maxOutputTokens?: number;
  needs?: string[];
}

export const routeSimulate = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'simulate',
    summary: 'tell which model a request would go to now, and why',
    description:
      'Tell which model a request would go to now, by which rules, and what the other candidates would cost. Nothing is\n' +
      'sent and nothing is charged. Prices, health and cool-downs are those of this moment. Needs a running Weir.',
    examples: [
      [
        'weir route simulate --workload support-bot --model default',
        'what the default of a workload comes to',
      ],
      [
        'weir route simulate --workload support-bot --model fast --needs tools,vision --input-tokens 20000',
        'for a long request with pictures',
      ],
    ],
    define: (command) =>
      command
        .requiredOption('--workload <id>', 'on whose behalf')
        .requiredOption(
          '--model <model>',
          'as a client asks: a model, provider/model, tier:small, a route, default',
        )
        .addOption(
          new Option('--dialect <dialect>', 'what the client speaks (default: openai)').choices(DIALECTS),
        )
        .option('--input-tokens <n>', 'length of the request (default: 1000)', positiveInteger)
        .option('--max-output-tokens <n>', 'limit the request sets (default: none)', positiveInteger)
        .option(
          '--needs <capabilities>',
          'what the model must be able to do: tools,vision,structured_output',
          names,
        ),
    async run({ out, api }, options) {
      const given = {
        workload: options.workload,
        model: options.model,
        dialect: options.dialect,
        input_tokens: options.inputTokens,
        max_output_tokens: options.maxOutputTokens,
        needs: options.needs,
      };
      const body = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const decision = await (await api()).send('POST', '/routing/simulate', routingDecision, body);
      if (out.json) return out.data(decision);
      printDecision(out, decision);
    },
  });
