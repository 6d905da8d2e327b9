import {
  type AlertChannel,
  type AlertDelivery,
  alertChannel,
  alertChannelWithSecret,
  alertDelivery,
  CHANNEL_KINDS,
} from '@weir/core/contract';
import { Option } from 'commander';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { defineGroup } from '../../group.ts';
import { removeCommand } from '../../nouns/delete.ts';
import { names } from '../../options.ts';
import { formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

interface Options {
  kind: (typeof CHANNEL_KINDS)[number];
  name?: string;
  to?: string[];
  address?: string;
  routingKey?: string;
}

const create = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'create',
    summary: 'create a channel: a way to reach people',
    description:
      'Addresses and keys that are secret are kept encrypted and never shown again. Try it: weir alert channel test <id>.',
    examples: [
      [
        'weir alert channel create cfo-mail --kind email --to cfo@example.com',
        'needs alerts.smtp in weir.yaml',
      ],
      [
        'weir alert channel create ops-slack --kind slack --address https://hooks.slack.com/services/...',
        'an incoming webhook',
      ],
      ['weir alert channel create pager --kind pagerduty --routing-key R0UT1NGKEY', 'Events API v2'],
      [
        'weir alert channel create hook --kind webhook --address https://ops.example.com/weir',
        'signed; the secret is shown once',
      ],
    ],
    define: (command) =>
      command
        .argument('<id>', 'lower-case letters, digits and hyphens; never changes')
        .addOption(new Option('--kind <kind>', 'what it is').choices(CHANNEL_KINDS).makeOptionMandatory())
        .option('--name <name>', 'name for people (default: the id)')
        .option('--to <addresses>', 'email: comma-separated', names)
        .option('--address <url>', 'slack, teams, webhook: where to post')
        .option('--routing-key <key>', 'pagerduty'),
    async run({ out, api }, { kind, name, to, address, routingKey }, id = '') {
      const given = { id, kind, name, to, url: address, routing_key: routingKey };
      const body = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const made = await (await api()).send('POST', '/alert-channels', alertChannelWithSecret, body);
      if (out.json) return out.data(made);
      out.fields([
        ['channel', out.style('bold', made.id)],
        ['kind', made.kind],
        ['goes to', made.to?.join(', ') ?? made.target],
        ['signing secret', made.signing_secret],
      ]);
      if (made.signing_secret !== undefined) out.note('The signing secret is shown this once.');
    },
  });

const list = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list channels and how the last delivery went',
    examples: [['weir alert channel list', 'ways to reach people']],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const found = await fetchPages(await api(), '/alert-channels', alertChannel, {}, options);
      if (out.json) return out.data(found);
      if (found.data.length === 0) return out.note('No channels yet. See weir alert channel create --help.');
      out.table<AlertChannel>(
        [
          { title: 'CHANNEL', value: (row) => row.id },
          { title: 'KIND', value: (row) => row.kind },
          { title: 'GOES TO', value: (row) => row.to?.join(', ') ?? row.target },
          { title: 'LAST DELIVERY', value: lastText },
        ],
        found.data,
      );
      noteMore(out, found);
    },
  });

const test = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'test',
    summary: 'send a test message now and tell how it went',
    examples: [['weir alert channel test ops-slack', 'exit code 1 when it did not arrive']],
    define: (command) => command.argument('<id>', 'channel to try'),
    async run({ out, api, exitWith }, _options, id = '') {
      const sent = await (await api()).send('POST', `/alert-channels/${segment(id)}/test`, alertDelivery);
      if (sent.state !== 'delivered') exitWith(EXIT.failed);
      if (out.json) return out.data(sent);
      out.line(sent.state === 'delivered' ? 'Delivered.' : `Not delivered: ${sent.error ?? sent.state}`);
    },
  });

const deliveries = (deps: CliDeps) =>
  defineCommand<PagingOptions & { channel?: string }>(deps, {
    name: 'deliveries',
    summary: 'list what was sent, and what could not be',
    examples: [['weir alert channel deliveries --channel ops-slack', 'of one channel']],
    define: (command) => addPagingOptions(command.option('--channel <id>', 'only of this channel')),
    async run({ out, api }, options) {
      const query = { channel: options.channel };
      const found = await fetchPages(await api(), '/alert-deliveries', alertDelivery, query, options);
      if (out.json) return out.data(found);
      if (found.data.length === 0) return out.note('Nothing was sent yet.');
      out.table<AlertDelivery>(
        [
          { title: 'AT (UTC)', value: (row) => formatInstant(row.created_at) },
          { title: 'CHANNEL', value: (row) => row.channel },
          { title: 'STATE', value: (row) => row.state },
          { title: 'TRIES', value: (row) => String(row.attempts), align: 'right' },
          { title: 'ERROR', value: (row) => row.error ?? '' },
        ],
        found.data,
      );
      noteMore(out, found);
    },
  });

export const alertChannelGroup = (deps: CliDeps) =>
  defineGroup('channel', 'ways to reach people: e-mail, Slack, Teams, PagerDuty, webhook', [
    create(deps),
    list(deps),
    test(deps),
    deliveries(deps),
    removeCommand(deps, {
      name: 'alert channel',
      label: 'channel',
      path: '/alert-channels',
      example: 'ops-slack',
      unless: 'while a rule names it',
    }),
  ]);

function lastText({ last_delivery: last }: AlertChannel): string {
  if (last === undefined) return 'never';
  return `${formatInstant(last.at)} ${last.ok ? 'ok' : (last.error ?? 'failed')}`;
}
