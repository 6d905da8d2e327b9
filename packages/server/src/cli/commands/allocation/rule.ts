import { type AllocationRule, type AllocationStep, allocationRule } from '@weir/core/contract';
import { Option } from 'commander';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { defineGroup } from '../../group.ts';
import { removeCommand } from '../../nouns/delete.ts';
import { collect, collectFilters } from '../../options.ts';
import type { Output } from '../../output/output.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';
import { parseObject, readText } from '../../read-file.ts';

interface Options {
  step?: string[];
  among?: string[];
  onZeroBasis?: 'even' | 'unallocated';
  name?: string;
  file?: string;
}

const HELP =
  'Steps in their order, each within the parts of the one before; the last is among workloads:\n' +
  '  --step team:fixed:claims=3,sales=1   split by stated shares\n' +
  '  --step workload:tokens               split by cost, calls, tokens, users, tasks, outcomes, or even\n' +
  '  --step pools:platform=1,self=3       a quarter goes into another cost item and follows its rule\n' +
  'All of it as JSON: --file.';

const create = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'create',
    summary: 'add a rule that says who bears shared costs',
    description: HELP,
    creates: true,
    examples: [
      ['weir allocation rule create by-tokens --step workload:tokens', 'whoever used more bears more'],
      [
        'weir allocation rule create floors --step team:fixed:claims=3,sales=1 --step workload:calls --among environment=production',
        'in two steps, production only',
      ],
    ],
    define: (command) =>
      command
        .argument('<id>', 'lower-case letters, digits and hyphens')
        .option('--step <step>', 'a step; repeat in order', collect)
        .option('--among <tag=value>', 'only workloads with this; repeat', collectFilters)
        .addOption(
          new Option('--on-zero-basis <what>', 'parts whose basis is zero (default: even)').choices([
            'even',
            'unallocated',
          ]),
        )
        .option('--name <name>', 'what people read')
        .option('--file <file>', 'all of it as JSON; - reads standard input'),
    async run(context, options, id = '') {
      const body =
        options.file === undefined
          ? bodyOf(options)
          : parseObject(await readText(context, options.file), options.file, '--file');
      if (body['steps'] === undefined)
        throw usageError('A rule has steps', 'Give --step workload:even, or --file.', '--step');
      print(
        context.out,
        await (await context.api()).send('POST', '/allocation-rules', allocationRule, { ...body, id }),
      );
    },
  });

const change = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'change',
    summary: 'change a rule, for every month that is shared out from then on',
    description: HELP,
    examples: [['weir allocation rule change by-tokens --step workload:calls', 'by calls instead']],
    define: (command) =>
      command
        .argument('<id>', 'rule')
        .option('--step <step>', 'all steps anew; repeat in order', collect)
        .option('--among <tag=value>', 'only workloads with this; repeat', collectFilters)
        .addOption(
          new Option('--on-zero-basis <what>', 'parts whose basis is zero').choices(['even', 'unallocated']),
        )
        .option('--name <name>', 'what people read'),
    async run({ out, api }, options, id = '') {
      print(
        out,
        await (await api()).send(
          'PATCH',
          `/allocation-rules/${segment(id)}`,
          allocationRule,
          bodyOf(options),
        ),
      );
    },
  });

const list = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list rules that say who bears shared costs',
    examples: [['weir allocation rule list', 'which there are']],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const rules = await fetchPages(await api(), '/allocation-rules', allocationRule, {}, options);
      if (out.json) return out.data(rules);
      if (rules.data.length === 0)
        return out.note(
          'No rules yet. Add one: weir allocation rule create by-tokens --step workload:tokens',
        );
      out.table<AllocationRule>(
        [
          { title: 'RULE', value: ({ id }) => id },
          { title: 'STEPS', value: ({ steps }) => steps.map(stepText).join(' > ') },
          { title: 'AMONG', value: amongText },
          { title: 'ON ZERO BASIS', value: (rule) => rule.on_zero_basis },
        ],
        rules.data,
      );
      noteMore(out, rules);
    },
  });

const show = (deps: CliDeps) =>
  defineCommand<object>(deps, {
    name: 'show',
    summary: 'show a rule',
    examples: [['weir allocation rule show by-tokens', 'its steps']],
    define: (command) => command.argument('<id>', 'rule'),
    async run({ out, api }, _, id = '') {
      print(out, await (await api()).get(`/allocation-rules/${segment(id)}`, allocationRule));
    },
  });

function bodyOf({ step, among, onZeroBasis, name }: Options): Record<string, unknown> {
  const filter: Record<string, string[]> = {};
  for (const pair of among ?? []) {
    const at = pair.indexOf('=');
    const tag = pair.slice(0, at);
    filter[tag] = [...(filter[tag] ?? []), pair.slice(at + 1)];
  }
  return {
    ...(step === undefined ? {} : { steps: step.map(stepOf) }),
    ...(among === undefined ? {} : { among: filter }),
    ...(onZeroBasis === undefined ? {} : { on_zero_basis: onZeroBasis }),
    ...(name === undefined ? {} : { name }),
  };
}

/** `level:basis`, `level:fixed:a=1,b=2` or `pools:a=1,self=2`; the API checks the words. */
function stepOf(text: string): Record<string, unknown> {
  const [among = '', by = '', ...rest] = text.split(':');
  if (among === 'pools') return { kind: 'pools', shares: sharesOf([by, ...rest].join(':')) };
  if (by === '')
    throw usageError(`The step "${text}" says by what`, 'Write it like workload:tokens.', '--step');
  return { kind: 'split', among, by, ...(rest.length === 0 ? {} : { shares: sharesOf(rest.join(':')) }) };
}

function sharesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const at = pair.lastIndexOf('=');
      if (at < 0) throw usageError(`"${pair}" is no share`, 'Write shares like claims=3,sales=1.', '--step');
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
}

function stepText(step: AllocationStep): string {
  const shares = Object.entries(step.shares ?? {}).map(([name, share]) => `${name}=${share}`);
  if (step.kind === 'pools') return `pools:${shares.join(',')}`;
  return [step.among, step.by, ...(shares.length === 0 ? [] : [shares.join(',')])].join(':');
}

function amongText({ among }: AllocationRule): string {
  const all = Object.entries(among).map(([name, values]) => `${name}=${values.join('|')}`);
  return all.join(',') || 'all';
}

function print(out: Output, rule: AllocationRule): void {
  if (out.json) {
    out.data(rule);
    return;
  }
  out.fields([
    ['rule', out.style('bold', rule.id)],
    ['name', rule.name],
    ['among', amongText(rule)],
    ...rule.steps.map((step, i): [string, string] => [`step ${i + 1}`, stepText(step)]),
    ['on zero basis', rule.on_zero_basis],
  ]);
}

export const ruleGroup = (deps: CliDeps) =>
  defineGroup('rule', 'rules that say who bears shared costs', [
    create(deps),
    list(deps),
    show(deps),
    change(deps),
    removeCommand(deps, {
      name: 'allocation rule',
      label: 'allocation rule',
      path: '/allocation-rules',
      example: 'by-tokens',
      unless: 'while cost items follow it',
      after: '',
    }),
  ]);
