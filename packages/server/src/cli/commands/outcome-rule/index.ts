import { type OutcomeRule, outcomeRule } from '@weir/core/contract';
import type { Command } from 'commander';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { defineGroup } from '../../group.ts';
import { removeCommand } from '../../nouns/delete.ts';
import { positiveInteger } from '../../options.ts';
import type { Output } from '../../output/output.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

interface Options {
  name?: string;
  workload?: string;
  outcome?: string;
  lastTool?: string;
  anyTool?: string;
  maxSteps?: number;
  lastOk?: boolean;
  quiet?: number;
  failure?: boolean;
  otherwiseFailure?: boolean;
  value?: string;
  currency?: string;
  enable?: boolean;
  disable?: boolean;
}

const create = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'create',
    summary: 'make outcomes of tasks that end as described',
    description:
      'Make outcomes of tasks that end as described. A task is over when it has had no call for --quiet minutes; what is asked for must all hold.',
    examples: [
      [
        'weir outcome-rule create resolved --workload support-bot --outcome ticket_resolved --last-tool close_ticket --otherwise-failure',
        'other tasks that end are failures',
      ],
      [
        'weir outcome-rule create given-up --workload support-bot --outcome escalated --any-tool escalate --failure',
        'a failure of its own name',
      ],
    ],
    define: (command) =>
      rules(
        command
          .argument('<id>', 'lower-case letters, digits and hyphens')
          .requiredOption('--workload <id>', 'workload whose tasks are looked at')
          .requiredOption('--outcome <name>', 'what has happened then'),
      ),
    async run({ out, api }, options, id = '') {
      const body = { id, workload: options.workload, when: {}, ...bodyOf(options) };
      print(out, await (await api()).send('POST', '/outcome-rules', outcomeRule, body));
    },
  });

const change = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'change',
    summary: 'change a rule, for tasks that end from now on',
    examples: [
      ['weir outcome-rule change resolved --quiet 60', 'wait longer'],
      ['weir outcome-rule change resolved --disable', 'look at nothing for now'],
    ],
    define: (command) =>
      rules(command.argument('<id>', 'rule').option('--outcome <name>', 'what has happened then'))
        .option('--enable', 'look at tasks again')
        .option('--disable', 'look at nothing until enabled'),
    async run({ out, api }, options, id = '') {
      const enabled = options.disable === true ? false : options.enable === true ? true : undefined;
      const body = { ...bodyOf(options), ...(enabled === undefined ? {} : { enabled }) };
      print(out, await (await api()).send('PATCH', `/outcome-rules/${segment(id)}`, outcomeRule, body));
    },
  });

const list = (deps: CliDeps) =>
  defineCommand<PagingOptions & { workload?: string }>(deps, {
    name: 'list',
    summary: 'list rules that make outcomes of tasks',
    examples: [['weir outcome-rule list', 'which there are']],
    define: (command) => addPagingOptions(command.option('--workload <id>', 'only of this workload')),
    async run({ out, api }, { workload, ...options }) {
      const found = await fetchPages(await api(), '/outcome-rules', outcomeRule, { workload }, options);
      if (out.json) return out.data(found);
      if (found.data.length === 0) return out.note('No rules. See weir outcome-rule create --help.');
      out.table<OutcomeRule>(
        [
          { title: 'RULE', value: ({ id }) => id },
          { title: 'WORKLOAD', value: ({ workload }) => workload },
          { title: 'WHEN', value: whenText },
          { title: 'OUTCOME', value: outcomeText },
          { title: 'STATE', value: ({ enabled }) => (enabled ? 'on' : 'off') },
        ],
        found.data,
      );
      noteMore(out, found);
    },
  });

const show = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'show',
    summary: 'show a rule',
    examples: [['weir outcome-rule show resolved', 'what it looks for']],
    define: (command) => command.argument('<id>', 'rule'),
    async run({ out, api }, _options, id = '') {
      print(out, await (await api()).get(`/outcome-rules/${segment(id)}`, outcomeRule));
    },
  });

function rules(command: Command): Command {
  return command
    .option('--name <name>', 'what people read')
    .option('--last-tool <name>', 'its last call called this tool')
    .option('--any-tool <name>', 'any of its calls called this tool')
    .option('--max-steps <n>', 'it took at most so many calls', positiveInteger)
    .option('--last-ok', 'its last call was answered')
    .option('--quiet <minutes>', 'a task is over after so long without a call (default: 30)', positiveInteger)
    .option('--failure', 'it is a failure')
    .option('--otherwise-failure', 'tasks that end and do not match are failures of the same outcome')
    .option('--value <amount>', 'what a success is worth')
    .option('--currency <code>', 'of the value');
}

function bodyOf(options: Options): Record<string, unknown> {
  const given = {
    last_tool: options.lastTool,
    any_tool: options.anyTool,
    max_steps: options.maxSteps,
    last_ok: options.lastOk,
  };
  const when = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const body = {
    name: options.name,
    outcome: options.outcome,
    quiet_minutes: options.quiet,
    when: Object.keys(when).length === 0 ? undefined : when,
    success: options.failure === true ? false : undefined,
    otherwise_failure: options.otherwiseFailure,
    value: options.value,
    currency: options.currency,
  };
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

function print(out: Output, rule: OutcomeRule): void {
  if (out.json) {
    out.data(rule);
    return;
  }
  out.fields([
    ['rule', out.style('bold', rule.id)],
    ['name', rule.name],
    ['workload', rule.workload],
    ['when', whenText(rule)],
    ['outcome', outcomeText(rule)],
    ['value', rule.value === undefined ? undefined : `${rule.value} ${rule.currency ?? ''}`],
    ['tasks from', rule.from],
    ['state', rule.enabled ? 'on' : 'off'],
  ]);
}

function whenText({ when, quiet_minutes }: OutcomeRule): string {
  const parts = [
    `quiet ${quiet_minutes} min`,
    ...(when.last_tool === undefined ? [] : [`last tool ${when.last_tool}`]),
    ...(when.any_tool === undefined ? [] : [`any tool ${when.any_tool}`]),
    ...(when.max_steps === undefined ? [] : [`at most ${when.max_steps} calls`]),
    ...(when.last_ok === undefined ? [] : [when.last_ok ? 'last call answered' : 'last call failed']),
  ];
  return parts.join(', ');
}

function outcomeText({ outcome, success, otherwise_failure }: OutcomeRule): string {
  return `${outcome} ${success ? 'success' : 'failure'}${otherwise_failure ? ', else failure' : ''}`;
}

export const outcomeRuleGroup = (deps: CliDeps) =>
  defineGroup('outcome-rule', 'rules that make outcomes of tasks', [
    create(deps),
    list(deps),
    show(deps),
    change(deps),
    removeCommand(deps, {
      name: 'outcome-rule',
      label: 'outcome rule',
      path: '/outcome-rules',
      example: 'resolved',
      unless: 'for one that is not there',
      after: ' Outcomes it made stay.',
    }),
  ]);
