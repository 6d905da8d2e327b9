import { type VirtualTag, virtualTag } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { filterText } from '../../filter-record.ts';
import { defineGroup } from '../../group.ts';
import { removeCommand } from '../../nouns/delete.ts';
import { collect } from '../../options.ts';
import type { Output } from '../../output/output.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';
import { parseRule } from './rule.ts';

interface Options {
  name?: string;
  rule?: string[];
  otherwise?: string;
}

const RULE_HELP =
  'A rule is a value and what must hold: "Desk: workload=bot|mail, environment=production". Alternatives are parted by |,\n' +
  'conditions by commas; "team=" means "has none". The first rule that holds wins.';

const bodyOf = ({ name, rule, otherwise }: Options) => ({
  ...(name === undefined ? {} : { name }),
  ...(rule === undefined ? {} : { rules: rule.map(parseRule) }),
  ...(otherwise === undefined ? {} : { otherwise }),
});

const create = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'create',
    summary: 'create a dimension that no call carries',
    description: `Group costs by something that is worked out of other tags when it is asked for, for all of the past.\n${RULE_HELP}`,
    creates: true,
    examples: [
      [
        'weir virtual-tag create product --rule "Desk: workload=bot|mail" --rule "Search: team=search" --otherwise Other',
        'then: weir cost --by virtual.product',
      ],
    ],
    define: (command) =>
      command
        .argument('<id>', 'lower-case letters, digits and hyphens')
        .option('--name <name>', 'what people read')
        .option('--rule <rule>', 'a value and when it holds; repeat, in order', collect)
        .option('--otherwise <value>', 'for what no rule matches'),
    async run({ out, api }, options, id = '') {
      if (options.rule === undefined) {
        throw usageError('--rule is missing', 'Give at least one: "Value: dimension=value".', '--rule');
      }
      const body = { id, ...bodyOf(options) };
      print(out, await (await api()).send('POST', '/virtual-tags', virtualTag, body));
    },
  });

const change = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'change',
    summary: 'change a virtual tag',
    description: `Change what is given of a virtual tag; rules as a whole.\n${RULE_HELP}`,
    examples: [['weir virtual-tag change product --otherwise Rest', 'name what is left']],
    define: (command) =>
      command
        .argument('<id>', 'virtual tag')
        .option('--name <name>', 'what people read')
        .option('--rule <rule>', 'all rules, in order, instead of those before', collect)
        .option('--otherwise <value>', 'for what no rule matches'),
    async run({ out, api }, options, id = '') {
      const path = `/virtual-tags/${segment(id)}`;
      const body = bodyOf(options);
      print(out, await (await api()).send('PATCH', path, virtualTag, body));
    },
  });

const list = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list virtual tags',
    examples: [['weir virtual-tag list', 'which there are']],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const found = await fetchPages(await api(), '/virtual-tags', virtualTag, {}, options);
      if (out.json) return out.data(found);
      if (found.data.length === 0)
        return out.note('No virtual tags. Create one: weir virtual-tag create --help');
      out.table<VirtualTag>(
        [
          { title: 'DIMENSION', value: ({ id }) => `virtual.${id}` },
          { title: 'NAME', value: ({ name }) => name },
          { title: 'VALUES', value: ({ rules }) => [...new Set(rules.map(({ value }) => value))].join(', ') },
          { title: 'OTHERWISE', value: ({ otherwise }) => otherwise || '(none)' },
        ],
        found.data,
      );
      noteMore(out, found);
    },
  });

const show = (deps: CliDeps) =>
  defineCommand<object>(deps, {
    name: 'show',
    summary: 'show a virtual tag with its rules',
    examples: [['weir virtual-tag show product', 'what becomes of what']],
    define: (command) => command.argument('<id>', 'virtual tag'),
    async run({ out, api }, _, id = '') {
      print(out, await (await api()).get(`/virtual-tags/${segment(id)}`, virtualTag));
    },
  });

function print(out: Output, tag: VirtualTag): void {
  if (out.json) {
    out.data(tag);
    return;
  }
  out.fields([
    ['dimension', `virtual.${tag.id}`],
    ['name', tag.name],
    ...tag.rules.map(({ value, when }): [string, string] => [value, filterText(when)]),
    ['otherwise', tag.otherwise || '(none)'],
  ]);
}

export const virtualTagGroup = (deps: CliDeps) =>
  defineGroup('virtual-tag', 'virtual tags: dimensions worked out of others', [
    create(deps),
    list(deps),
    show(deps),
    change(deps),
    removeCommand(deps, {
      name: 'virtual-tag',
      label: 'virtual tag',
      path: '/virtual-tags',
      example: 'product',
      unless: 'for one that there is none of',
      after: ' Costs are no longer grouped by it.',
    }),
  ]);
