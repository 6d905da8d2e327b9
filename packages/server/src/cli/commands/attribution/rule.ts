import { type AttributionRule, attributionRule } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { filterRecord, filterText } from '../../filter-record.ts';
import { defineGroup } from '../../group.ts';
import { removeCommand } from '../../nouns/delete.ts';
import { collectFilters, collectPairs } from '../../options.ts';
import { formatInstant } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

interface CreateOptions {
  name?: string;
  when?: string[];
  set?: Record<string, string>;
  since: string;
  until?: string;
  reason: string;
}

const create = (deps: CliDeps) =>
  defineCommand<CreateOptions>(deps, {
    name: 'create',
    summary: 'say whose calls of the past were',
    description:
      'Name calls by their tags and facts, and the tags that they should have had. A workload brings along all its tags. A call\n' +
      'that matches several rules is the oldest’s. Nothing is booked: see weir attribution apply.',
    creates: true,
    examples: [
      [
        'weir attribution rule create claim-legacy --when key=key_7 --when workload= --set workload=support-bot --since 2026-07-01 --reason "the old key was the bot’s"',
        'calls of a key that named no workload',
      ],
      [
        'weir attribution rule create search-owner --when team=search --when owner= --set owner=ada@example.com --since 2026-01-01 --until 2026-06-01 --reason "before owners were named"',
        'an owner for a team’s half year',
      ],
    ],
    define: (command) =>
      command
        .argument('<id>', 'lower-case letters, digits and hyphens')
        .option('--name <name>', 'what people read')
        .option(
          '--when <dimension=value>',
          'what must hold; repeat: values of one dimension are alternatives; "team=" means "has none"',
          collectFilters,
        )
        .option('--set <tag=value>', 'tag that what matches gets; repeat; "tag=" takes it away', collectPairs)
        .requiredOption('--since <time>', 'calls from a date or an instant on')
        .option('--until <time>', 'up to but without it (default: also what lands later)')
        .requiredOption('--reason <text>', 'why; every entry carries it'),
    async run({ out, api, time }, { name, when, set, since, until, reason }, id = '') {
      if (when === undefined)
        throw usageError('--when is missing', 'Say which calls: --when key=key_7.', '--when');
      if (set === undefined) throw usageError('--set is missing', 'Say whose: --set workload=bot.', '--set');
      const body = {
        id,
        ...(name === undefined ? {} : { name }),
        when: filterRecord(when),
        set,
        since: await time(since, '--since'),
        ...(until === undefined ? {} : { until: await time(until, '--until') }),
        reason,
      };
      const made = await (await api()).send('POST', '/attribution/rules', attributionRule, body);
      print(out, made);
      if (!out.json) out.note('See what it would move: weir attribution apply --dry-run');
    },
  });

const list = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list rules of attribution, newest first',
    examples: [['weir attribution rule list', 'which there are']],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const rules = await fetchPages(await api(), '/attribution/rules', attributionRule, {}, options);
      if (out.json) return out.data(rules);
      if (rules.data.length === 0) return out.note('No rules: calls stay where they came from.');
      out.table<AttributionRule>(
        [
          { title: 'RULE', value: ({ id }) => id },
          { title: 'WHEN', value: ({ when }) => filterText(when) },
          { title: 'SET', value: ({ set }) => setText(set) },
          { title: 'SINCE (UTC)', value: ({ since }) => formatInstant(since) },
          { title: 'UNTIL (UTC)', value: ({ until }) => (until === undefined ? '-' : formatInstant(until)) },
        ],
        rules.data,
      );
      noteMore(out, rules);
    },
  });

const show = (deps: CliDeps) =>
  defineCommand<object>(deps, {
    name: 'show',
    summary: 'show a rule of attribution',
    examples: [['weir attribution rule show claim-legacy', 'what it says']],
    define: (command) => command.argument('<id>', 'rule'),
    async run({ out, api }, _, id = '') {
      print(out, await (await api()).get(`/attribution/rules/${segment(id)}`, attributionRule));
    },
  });

const setText = (set: AttributionRule['set']) =>
  Object.entries(set)
    .map(([name, value]) => `${name}=${value || '(none)'}`)
    .join(', ');

function print(out: Output, rule: AttributionRule): void {
  if (out.json) {
    out.data(rule);
    return;
  }
  out.fields([
    ['rule', rule.id],
    ['name', rule.name],
    ['when', filterText(rule.when)],
    ['set', setText(rule.set)],
    ['since (UTC)', formatInstant(rule.since)],
    ['until (UTC)', rule.until === undefined ? '-' : formatInstant(rule.until)],
    ['reason', rule.reason],
  ]);
}

export const ruleGroup = (deps: CliDeps) =>
  defineGroup('rule', 'rules that say whose calls of the past were', [
    create(deps),
    list(deps),
    show(deps),
    removeCommand(deps, {
      name: 'attribution rule',
      label: 'attribution rule',
      path: '/attribution/rules',
      example: 'claim-legacy',
      unless: 'for one that there is none of',
      after: ' What it has booked stays booked; what it has proposed and nobody has decided on stays open.',
    }),
  ]);
