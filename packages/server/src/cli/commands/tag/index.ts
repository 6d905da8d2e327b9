import { TAG_NAMES, type TagDefinition, tagDefinition } from '@weir/core/contract';
import { Option } from 'commander';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { defineGroup } from '../../group.ts';
import { removeCommand } from '../../nouns/delete.ts';
import { collect, collectPairs } from '../../options.ts';
import type { Output } from '../../output/output.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

interface DefineOptions {
  description?: string;
  allow?: string[];
  any?: boolean;
  parent?: string | false;
  under?: Record<string, string>;
  onUnknown?: TagDefinition['on_unknown'];
}

const set = (deps: CliDeps) =>
  defineCommand<DefineOptions>(deps, {
    name: 'set',
    summary: 'define a tag, or change its definition',
    description:
      'Say which values a tag may have, and what they lie under. Gateways hold calls to it within a second: a value that is\n' +
      'not allowed is refused, or lets the call through as unattributed. What is not given stays as it is.',
    creates: true,
    examples: [
      ['weir tag set cost_center --allow cc-100 --allow cc-200 --on-unknown reject', 'only these two'],
      [
        'weir tag set region --parent country --allow bavaria --under bavaria=de',
        'a call from Bavaria is one from Germany',
      ],
      ['weir tag set region --any --no-parent', 'whatever it is'],
    ],
    define: (command) =>
      command
        .argument('<tag>', 'a tag that calls have, or one of your own')
        .option('--description <text>', 'what it says')
        .option('--allow <value>', 'an allowed value; repeat: all of them, instead of those before', collect)
        .option('--any', 'any value')
        .option('--parent <tag>', 'tag it lies under')
        .option('--no-parent', 'it lies under none')
        .option(
          '--under <value=parent>',
          'which value of the parent a value lies under; repeat',
          collectPairs,
        )
        .addOption(
          new Option('--on-unknown <what>', 'with other values (default: quarantine)').choices([
            'reject',
            'quarantine',
          ]),
        ),
    async run({ out, api }, options, id = '') {
      const { description, allow, any, parent, under, onUnknown } = options;
      const body = {
        ...(description === undefined ? {} : { description }),
        ...(any === true ? { allowed_values: [] } : allow === undefined ? {} : { allowed_values: allow }),
        ...(typeof parent === 'string' ? { parent } : parent === false ? { parent: null } : {}),
        ...(under === undefined ? {} : { parent_values: under }),
        ...(onUnknown === undefined ? {} : { on_unknown: onUnknown }),
      };
      const tag = await (await api()).send('PUT', `/tags/${segment(id)}`, tagDefinition, body);
      print(out, tag);
      if (tag.allowed_values.length > 0) out.note(inForce(tag));
    },
  });

/** Keys and workloads fix tags, too: who only thinks of callers shuts out all that call with an older value. */
function inForce({ id, on_unknown }: TagDefinition): string {
  const dimension = TAG_NAMES.some((name) => name === id) ? id : `tag.${id}`;
  const happens = on_unknown === 'reject' ? 'are refused' : 'count as unattributed';
  return `Within a second calls with another value ${happens}, also where their key or workload fixes it. Values so far: weir cost --by ${dimension} --since 30d`;
}

const list = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list tags that are defined',
    examples: [['weir tag list', 'which there are, and what they may be']],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const found = await fetchPages(await api(), '/tags', tagDefinition, {}, options);
      if (out.json) return out.data(found);
      if (found.data.length === 0) return out.note('No tag is defined: every tag may have any value.');
      out.table<TagDefinition>(
        [
          { title: 'TAG', value: ({ id }) => id },
          { title: 'ALLOWED', value: allowedText },
          { title: 'UNDER', value: ({ parent }) => parent ?? '-' },
          { title: 'OTHERWISE', value: ({ on_unknown }) => on_unknown },
          { title: 'DESCRIPTION', value: ({ description }) => description },
        ],
        found.data,
      );
      noteMore(out, found);
    },
  });

const show = (deps: CliDeps) =>
  defineCommand<object>(deps, {
    name: 'show',
    summary: 'show the definition of a tag',
    examples: [['weir tag show cost_center', 'all its values']],
    define: (command) => command.argument('<tag>', 'tag'),
    async run({ out, api }, _, id = '') {
      print(out, await (await api()).get(`/tags/${segment(id)}`, tagDefinition));
    },
  });

const SHOWN = 5;

function allowedText({ allowed_values: values }: TagDefinition): string {
  if (values.length === 0) return 'any';
  const more = values.length - SHOWN;
  return values.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function print(out: Output, tag: TagDefinition): void {
  if (out.json) {
    out.data(tag);
    return;
  }
  const under = Object.entries(tag.parent_values).map(([value, over]) => `${value} under ${over}`);
  out.fields([
    ['tag', tag.id],
    ['description', tag.description || '-'],
    ['allowed', tag.allowed_values.join(', ') || 'any'],
    ['otherwise', tag.on_unknown],
    ['lies under', tag.parent ?? '-'],
    ['values', under.join(', ') || '-'],
  ]);
}

export const tagGroup = (deps: CliDeps) =>
  defineGroup('tag', 'tags: which values they may have, and what they lie under', [
    set(deps),
    list(deps),
    show(deps),
    removeCommand(deps, {
      name: 'tag',
      label: 'definition of a tag',
      path: '/tags',
      example: 'region',
      unless: 'while another tag lies under it',
      after: ' The tag may have any value then.',
    }),
  ]);
