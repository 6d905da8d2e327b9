import { type OutcomeWebhook, outcomeWebhook, outcomeWebhookWithSecret, page } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { defineGroup } from '../../group.ts';
import { removeCommand } from '../../nouns/delete.ts';
import type { CliDeps } from '../../ports.ts';

const create = (deps: CliDeps) =>
  defineCommand<{ workload?: string }>(deps, {
    name: 'create',
    summary: 'let a system tell outcomes that it signs, without a token',
    description:
      'Let a system tell outcomes by POST. It signs each body: x-weir-signature: t=<unix seconds>,v1=<hex of HMAC-SHA256 of "<t>.<body>">.',
    examples: [
      ['weir outcome webhook create crm --workload lead-scorer', 'it may speak for that workload only'],
    ],
    define: (command) =>
      command
        .argument('<id>', 'lower-case letters, digits and hyphens')
        .option('--workload <id>', 'the only workload it may speak for (default: any)'),
    async run({ out, api }, { workload }, id = '') {
      const body = { id, ...(workload === undefined ? {} : { workload }) };
      const made = await (await api()).send('POST', '/outcome-webhooks', outcomeWebhookWithSecret, body);
      if (out.json) return out.data(made);
      out.fields([
        ['webhook', out.style('bold', made.id)],
        ['workload', made.workload ?? 'any'],
        ['POST to', made.path],
        ['signing secret', made.signing_secret],
      ]);
      out.note('The signing secret is shown this once.');
    },
  });

const list = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'list',
    summary: 'list webhooks that take outcomes',
    examples: [['weir outcome webhook list', 'who may tell outcomes by signing them']],
    async run({ out, api }) {
      const found = await (await api()).get('/outcome-webhooks', page(outcomeWebhook));
      if (out.json) return out.data(found);
      if (found.data.length === 0) return out.note('No webhooks. See weir outcome webhook create --help.');
      out.table<OutcomeWebhook>(
        [
          { title: 'WEBHOOK', value: ({ id }) => id },
          { title: 'WORKLOAD', value: ({ workload }) => workload ?? 'any' },
          { title: 'POST TO', value: ({ path }) => path },
        ],
        found.data,
      );
    },
  });

export const webhookGroup = (deps: CliDeps) =>
  defineGroup('webhook', 'systems that sign the outcomes they tell', [
    create(deps),
    list(deps),
    removeCommand(deps, {
      name: 'outcome webhook',
      label: 'outcome webhook',
      path: '/outcome-webhooks',
      example: 'crm',
      unless: 'for one that is not there',
      after: ' Outcomes it told stay.',
    }),
  ]);
