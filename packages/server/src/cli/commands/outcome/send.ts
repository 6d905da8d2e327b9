import { CONFIDENCES, outcomeAnswer, VALUE_CLASSES } from '@weir/core/contract';
import type { Command } from 'commander';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { collectPairs } from '../../options.ts';
import type { CliDeps } from '../../ports.ts';
import { readText } from '../../read-file.ts';
import { printTaken } from './print.ts';

interface Options {
  workload?: string;
  task?: string;
  call?: string;
  customer?: string;
  user?: string;
  at?: string;
  id?: string;
  failed?: boolean;
  value?: string;
  currency?: string;
  confidence?: string;
  class?: string;
  attribute?: Record<string, string>;
  file?: string;
}

export const sendOutcome = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'send',
    summary: 'tell an outcome: what a call, a task or a workload achieved',
    description:
      'Tell an outcome. Told again with the same id it counts once; with another content the later counts. --file takes many as JSON.',
    examples: [
      ['weir outcome send ticket_resolved --workload support-bot --task T-4711', 'a success'],
      ['weir outcome send ticket_resolved --task T-4712 --failed', 'a failure: its cost counts, too'],
      [
        'weir outcome send lead_won --customer acme --value 1200 --currency EUR --id crm-981',
        'worth something of its own',
      ],
      ['weir outcome send --file outcomes.json', 'an array of outcomes; - reads standard input'],
    ],
    define: addOptions,
    async run(context, { file, ...options }, name = '') {
      const { out, api } = context;
      if ((name === '') === (file === undefined))
        throw usageError(
          'Name an outcome, or a file of them',
          'Example: weir outcome send ticket_resolved --task T-1',
          'outcome',
        );
      const at =
        options.at === undefined
          ? new Date(context.io.now()).toISOString()
          : await context.time(options.at, '--at');
      const body = file === undefined ? outcomeOf(name, at, options) : jsonOf(await readText(context, file));
      const answer = await (await api()).send('POST', '/outcomes', outcomeAnswer, body);
      if (out.json) out.data(answer);
      else printTaken(out, answer, ({ index }) => (file === undefined ? '' : `outcome ${index + 1}: `));
      if (answer.errors.length > 0) context.exitWith(EXIT.failed);
    },
  });

function addOptions(command: Command): Command {
  return command
    .argument('[outcome]', 'what happened, such as ticket_resolved')
    .option('--workload <id>', 'workload it belongs to (known from task or call when left out)')
    .option('--task <id>', 'task that brought it about')
    .option('--call <id>', 'call that brought it about')
    .option('--customer <id>', 'customer it is about')
    .option('--user <id>', 'user it is about')
    .option('--at <time>', 'when it happened (default: now)')
    .option('--id <id>', 'its id in your system: told again it counts once')
    .option('--failed', 'it was tried and did not succeed')
    .option('--value <amount>', 'what it is worth; may be negative')
    .option('--currency <code>', 'of the value, such as EUR')
    .addOption(new Option('--confidence <how>', 'how the value is known').choices(CONFIDENCES))
    .addOption(new Option('--class <class>', 'kind of value').choices(VALUE_CLASSES))
    .option('--attribute <name=value>', 'anything else; repeat for more', collectPairs)
    .option('--file <file>', 'JSON: one outcome or an array of them');
}

function outcomeOf(outcome: string, at: string, options: Options): object {
  const { workload, task, call, customer, user, id, value, currency, confidence } = options;
  const given = {
    id,
    outcome,
    at,
    workload,
    task,
    call,
    customer,
    user,
    value,
    currency,
    confidence,
    class: options.class,
    attributes: options.attribute,
  };
  const body = Object.fromEntries(Object.entries(given).filter(([, one]) => one !== undefined));
  return options.failed === true ? { ...body, success: false } : body;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usageError(
      `The file is not JSON: ${(error as Error).message}`,
      'Write an outcome or an array of outcomes; CSV goes to weir outcome import.',
      '--file',
    );
  }
}
